#include "zkmem/memory/traces/log_trace.h"

#include "zkmem/air/row_writer.h"
#include "zkmem/memory/chips/access_log/access_log_air.h"
#include "zkmem/memory/chips/access_log/clock_air.h"
#include "zkmem/memory/chips/access_log/space_table_air.h"
#include "zkmem/primitives/is_zero.h"

namespace zkmem {
namespace {

using F = BabyBear;

// fill(row index, cells of the row) in blocks of rows, in parallel.
template <class Fill>
void fill_blocks(const Context& context, size_t rows, TraceView trace, const Fill& fill) {
  constexpr size_t kGrain = 128 * kRowBlock;
  const size_t width = trace.width();
  parallel_for(context, rows, kGrain, [&](size_t begin, size_t end) {
    std::vector<F> block(kRowBlock * width);
    for (size_t first = begin; first < end; first += kRowBlock) {
      const size_t count = std::min(kRowBlock, end - first);
      std::fill(block.begin(), block.end(), F::zero());
      for (size_t i = 0; i < count; ++i) fill(first + i, std::span(block).subspan(i * width, width));
      scatter_rows(block.data(), count, width, trace, first);
    }
    publish_scattered_rows();
  });
}

// The cells that hybrid's rules add to a row.
void fill_rules(const MemoryConfig& config, const ReplayAccess& access, std::span<const uint32_t> values,
                RangeCounts& counts, std::span<F> cells) {
  const SpaceFacts facts = space_facts(config, access.address_space);
  cells[0] = F::from_bool(facts.even);
  cells[1] = F::from_bool(facts.fours);
  cells[2] = F::from_canonical(facts.num_cells);
  cells[3] = F::from_bool(facts.value_bits != 0);
  cells[4] = F::from_canonical(facts.value_bits);
  counts.decompose(access.pointer / 4, config.pointer_max_bits - 2, cells.subspan(5, 2));
  cells[7] = F::from_canonical(access.pointer >> 1 & 1);
  cells[8] = F::from_canonical(access.pointer & 1);
  counts.decompose(facts.num_cells - access.size - access.pointer, config.pointer_max_bits,
                   cells.subspan(9, 2));
  if (!access.is_write || facts.value_bits == 0) return;
  for (const uint32_t value : values) counts.add(value, facts.value_bits);
}

}  // namespace

std::vector<LogRowSource> log_rows(const LogTraceInput& input, uint32_t n) {
  const MemorySegment& segment = input.segment;
  std::vector<LogRowSource> rows;
  uint32_t immediate = 0;
  const auto take_immediates = [&](uint32_t before) {
    for (;
         n == 1 && immediate < segment.immediates.size() && segment.immediates[immediate].timestamp < before;
         ++immediate) {
      rows.push_back({true, immediate});
    }
  };
  for (uint32_t i = 0; i < segment.accesses.size(); ++i) {
    if (segment.accesses[i].size != n) continue;
    take_immediates(segment.accesses[i].timestamp);
    rows.push_back({false, i});
  }
  take_immediates(~uint32_t{0});
  return rows;
}

void fill_log_cached(const Context& context, const LogTraceInput& input, uint32_t n,
                     std::span<const LogRowSource> rows, TraceView trace) {
  fill_blocks(context, rows.size(), trace, [&](size_t row, std::span<F> cells) {
    cells[0] = F::one();
    if (rows[row].is_immediate) {
      const ImmediateRead& read = input.segment.immediates[rows[row].index];
      cells[3] = F::from_canonical(read.value);
      cells[4] = cells[3];
      cells[5] = F::from_canonical(read.timestamp);
      return;
    }
    const ReplayAccess& access = input.segment.accesses[rows[row].index];
    // A read that does not say what it returned returned what was there.
    const bool is_known = access.is_write || input.segment.is_known[rows[row].index] != 0;
    const std::vector<uint32_t>& pool = is_known ? input.segment.cells : input.replay.previous_cells;
    cells[1] = F::from_bool(access.is_write);
    cells[2] = F::from_canonical(access.address_space);
    cells[3] = F::from_canonical(access.pointer);
    for (uint32_t k = 0; k < n; ++k) cells[4 + k] = F::from_canonical(pool[access.cells + k]);
    cells[4 + n] = F::from_canonical(access.timestamp);
  });
}

void fill_log_common(const Context& context, const LogTraceInput& input, uint32_t n,
                     std::span<const LogRowSource> rows, RangeCounts& counts, TraceView trace) {
  const AccessLogLayout layout{n, input.config.profile == MemoryProfile::kHybrid};
  fill_blocks(context, rows.size(), trace, [&](size_t row, std::span<F> cells) {
    if (rows[row].is_immediate) {
      // Its previous time is 0 and nothing about it is on the memory bus or range-checked.
      const ImmediateRead& read = input.segment.immediates[rows[row].index];
      cells[layout.prev_values()] = F::from_canonical(read.value);
      cells[layout.is_immediate()] = F::one();
      return;
    }
    const uint32_t index = rows[row].index;
    const ReplayAccess& access = input.segment.accesses[index];
    const uint32_t prev_timestamp = input.replay.previous_timestamps[index];
    cells[layout.prev_timestamp()] = F::from_canonical(prev_timestamp);
    fill_assert_less_than(prev_timestamp, access.timestamp, input.config.timestamp_max_bits, counts,
                          cells.subspan(layout.limbs(), kTimestampLimbs));
    for (uint32_t k = 0; k < n; ++k) {
      cells[layout.prev_values() + k] = F::from_canonical(input.replay.previous_cells[access.cells + k]);
    }
    if (layout.has_immediates()) {
      cells[layout.is_immediate() + 1] = is_zero_inverse(F::from_canonical(access.address_space));
    }
    if (layout.has_rules) {
      fill_rules(input.config, access, std::span(input.segment.cells).subspan(access.cells, n), counts,
                 cells.subspan(layout.rules()));
    }
  });
}

void fill_inc(const Context& context, const MemoryConfig& config, std::span<const ClockStep> steps,
              RangeCounts& counts, TraceView trace) {
  fill_rows<IncColumns>(context, trace, steps.size(), [&](size_t row, IncColumns<F>& out) {
    out.is_valid = F::one();
    counts.decompose(steps[row].start, config.timestamp_max_bits, out.start_limbs);
    counts.decompose(steps[row].step, config.timestamp_max_bits, out.step_limbs);
    counts.decompose(steps[row].start + steps[row].step, config.timestamp_max_bits, out.end_limbs);
  });
}

}  // namespace zkmem
