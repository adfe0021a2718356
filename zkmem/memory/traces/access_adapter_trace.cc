#include "zkmem/memory/traces/access_adapter_trace.h"

#include <algorithm>
#include <bit>

#include "zkmem/air/row_writer.h"
#include "zkmem/base/check.h"
#include "zkmem/base/parallel.h"
#include "zkmem/memory/chips/adapter/access_adapter_columns.h"
#include "zkmem/primitives/is_less_than.h"

namespace zkmem {
namespace {

using F = BabyBear;

constexpr size_t kRecordsAtOnce = 4096;

size_t adapter_index(uint32_t n) {
  ZKMEM_CHECK(std::has_single_bit(n) && n >= 2 && n <= 32);
  return static_cast<size_t>(std::countr_zero(n)) - 1;
}

size_t rows_of(const AccessAdapterRecord& record, uint32_t n) {
  return n > record.lowest_block_size && n <= record.block_size ? record.block_size / n : 0;
}

uint32_t latest(std::span<const uint32_t> timestamps) {
  return *std::max_element(timestamps.begin(), timestamps.end());
}

// The rows that records begin … end - 1 have in the adapter for blocks of N cells.
template <size_t N>
void fill_rows(const AccessAdapterRecords& records, size_t begin, size_t end, size_t first_row,
               unsigned timestamp_max_bits, RangeCounts& counts, TraceView trace) {
  RowWriter<AccessAdapterRow<N>::template Columns> writer(trace, first_row);
  for (size_t i = begin; i < end; ++i) {
    const AccessAdapterRecord& record = records[i];
    const size_t rows = rows_of(record, N);
    const std::span<const uint32_t> cells = records.cells(record);
    const std::span<const uint32_t> times = records.piece_timestamps(record);
    for (size_t j = 0; j < rows; ++j) {
      AccessAdapterColumns<F, N>& row = writer.next();
      uint32_t left = record.timestamp;
      uint32_t right = record.timestamp;
      if (record.kind == AccessAdapterRecordKind::kMerge) {
        const size_t half = N / 2 / record.lowest_block_size;  // pieces in half a row's block
        left = latest(times.subspan(2 * j * half, half));
        right = latest(times.subspan((2 * j + 1) * half, half));
      }
      row.is_valid = F::one();
      row.is_split = F::from_bool(record.kind == AccessAdapterRecordKind::kSplit);
      row.address_space = F::from_canonical(record.address_space);
      row.pointer = F::from_canonical(record.pointer + static_cast<uint32_t>(j * N));
      for (size_t k = 0; k < N; ++k) row.values[k] = F::from_canonical(cells[j * N + k]);
      row.left_timestamp = F::from_canonical(left);
      row.right_timestamp = F::from_canonical(right);
      row.is_right_larger =
          F::from_bool(fill_is_less_than(left, right, timestamp_max_bits, counts, row.lt_aux));
    }
  }
}

}  // namespace

AccessAdapterInventory::AccessAdapterInventory(AccessAdapterRecords records, size_t num_online,
                                               unsigned timestamp_max_bits)
    : records_(std::move(records)), num_online_(num_online), timestamp_max_bits_(timestamp_max_bits) {
  for (size_t a = 0; a < kAccessAdapterSizes.size(); ++a) {
    size_t rows = 0;
    for (size_t i = 0; i < records_.size(); ++i) {
      if (i % kRecordsAtOnce == 0) first_row_[a].push_back(rows);
      rows += rows_of(records_[i], kAccessAdapterSizes[a]);
    }
    first_row_[a].push_back(rows);
  }
}

size_t AccessAdapterInventory::used_rows(uint32_t n) const { return first_row_[adapter_index(n)].back(); }

size_t AccessAdapterInventory::total_rows() const {
  size_t rows = 0;
  for (const uint32_t n : kAccessAdapterSizes) rows += used_rows(n);
  return rows;
}

size_t AccessAdapterInventory::padded_height(uint32_t n) const {
  return used_rows(n) == 0 ? 0 : std::bit_ceil(used_rows(n));
}

void AccessAdapterInventory::fill_trace(const Context& context, uint32_t n, RangeCounts& counts,
                                        TraceView trace) const {
  ZKMEM_CHECK(trace.width() == access_adapter_width(n) && trace.height() >= used_rows(n));
  const std::vector<size_t>& first_row = first_row_[adapter_index(n)];
  parallel_for(context, records_.size(), kRecordsAtOnce, [&](size_t begin, size_t end) {
    const size_t row = first_row[begin / kRecordsAtOnce];
    with_adapter_size(
        n, [&]<size_t N>() { fill_rows<N>(records_, begin, end, row, timestamp_max_bits_, counts, trace); });
  });
}

}  // namespace zkmem
