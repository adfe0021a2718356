#include "zkmem/memory/traces/block_time_trace.h"

#include <algorithm>
#include <span>

#include "zkmem/air/row_writer.h"
#include "zkmem/base/check.h"
#include "zkmem/base/parallel.h"
#include "zkmem/memory/chips/adapter/block_time_air.h"
#include "zkmem/memory/offline/radix_sort.h"

namespace zkmem {
namespace {

constexpr size_t kRecordsAtOnce = 4096;

// One item a row of a merge, in each adapter it goes through, with the row's time as its key.
void append_row_times(const AccessAdapterRecords& records, const AccessAdapterRecord& merge,
                      std::vector<uint64_t>& items) {
  const std::span<const uint32_t> pieces = records.piece_timestamps(merge);
  for (size_t count = 2; count <= pieces.size(); count *= 2) {
    for (size_t first = 0; first < pieces.size(); first += count) {
      items.push_back(uint64_t{std::ranges::max(pieces.subspan(first, count))} << 32);
    }
  }
}

}  // namespace

std::vector<BlockTime> merged_block_times(const Context& context, const AccessAdapterRecords& records) {
  std::vector<std::vector<uint64_t>> parts((records.size() + kRecordsAtOnce - 1) / kRecordsAtOnce);
  parallel_for(context, records.size(), kRecordsAtOnce, [&](size_t begin, size_t end) {
    std::vector<uint64_t>& part = parts[begin / kRecordsAtOnce];
    for (size_t i = begin; i < end; ++i) append_row_times(records, records[i], part);
  });
  std::vector<uint64_t> items;
  for (const std::vector<uint64_t>& part : parts) items.insert(items.end(), part.begin(), part.end());
  sort_by_key(context, items);
  std::vector<BlockTime> times;
  for (const uint64_t item : items) {
    const auto time = static_cast<uint32_t>(item >> 32);
    if (times.empty() || times.back().time != time) times.push_back({time, 0});
    ++times.back().merges;
  }
  return times;
}

void fill_block_times(const Context& context, const std::vector<BlockTime>& times,
                      unsigned timestamp_max_bits, RangeCounts& counts, TraceView trace) {
  ZKMEM_CHECK(times.size() <= trace.height());
  fill_rows<BlockTimeColumns>(context, trace, trace.height(),
                              [&](size_t row, BlockTimeColumns<BabyBear>& out) {
                                const BlockTime time = row < times.size() ? times[row] : BlockTime{};
                                counts.decompose(time.time, timestamp_max_bits, out.limbs);
                                out.mult = BabyBear::from_canonical(time.merges);
                              });
}

}  // namespace zkmem
