#include "zkmem/memory/traces/log_trace.h"

#include "zkmem/air/row_writer.h"
#include "zkmem/memory/chips/access_log/access_log_columns.h"
#include "zkmem/memory/chips/access_log/clock_air.h"
#include "zkmem/memory/chips/access_log/space_facts.h"
#include "zkmem/primitives/assert_less_than.h"
#include "zkmem/primitives/is_zero.h"

namespace zkmem {
namespace {

using F = BabyBear;

// What hybrid's rules add to a row.
void fill_rules(const MemoryConfig& config, const ReplayAccess& access, std::span<const uint32_t> values,
                RangeCounts& counts, AccessRuleColumns<F>& out) {
  const SpaceFacts facts = space_facts(config, access.address_space);
  out.facts.even = F::from_canonical(facts.even);
  out.facts.fours = F::from_canonical(facts.fours);
  out.facts.num_cells = F::from_canonical(facts.num_cells);
  out.facts.is_ranged = F::from_canonical(facts.is_ranged);
  out.facts.value_bits = F::from_canonical(facts.value_bits);
  counts.decompose(access.pointer / 4, config.pointer_max_bits - 2, out.fours_limbs);
  out.bit_1 = F::from_canonical(access.pointer >> 1 & 1);
  out.bit_0 = F::from_canonical(access.pointer & 1);
  counts.decompose(facts.num_cells - access.size - access.pointer, config.pointer_max_bits, out.slack_limbs);
  if (!access.is_write || facts.is_ranged == 0) return;
  for (const uint32_t value : values) counts.add(value, facts.value_bits);
}

template <size_t N, bool kHasRules>
void fill_common(const Context& context, const LogTraceInput& input, std::span<const LogRowSource> rows,
                 RangeCounts& counts, TraceView trace) {
  using Parts = AccessLogParts<N, kHasRules>;
  fill_rows<Parts::template Common>(context, trace, rows.size(), [&](size_t row, auto& out) {
    const uint32_t index = rows[row].index;
    MemoryWriteAuxColumns<F, N>& memory = out.aux.memory;
    if constexpr (N == 1) {
      if (rows[row].is_immediate) {
        // Its previous time is 0 and nothing about it is on the memory bus or range-checked.
        memory.prev_data[0] = F::from_canonical(input.segment.immediates[index].value);
        out.aux.immediate.is_immediate = F::one();
        return;
      }
    }
    const ReplayAccess& access = input.segment.accesses[index];
    const uint32_t prev_timestamp = input.replay.previous_timestamps[index];
    memory.base.prev_timestamp = F::from_canonical(prev_timestamp);
    fill_assert_less_than(prev_timestamp, access.timestamp, input.config.timestamp_max_bits, counts,
                          memory.base.timestamp_lt_aux.lower_decomp);
    for (size_t k = 0; k < N; ++k) {
      memory.prev_data[k] = F::from_canonical(input.replay.previous_cells[access.cells + k]);
    }
    if constexpr (N == 1) {
      out.aux.immediate.is_zero_aux = is_zero_inverse(F::from_canonical(access.address_space));
    }
    if constexpr (kHasRules) {
      fill_rules(input.config, access, std::span(input.segment.cells).subspan(access.cells, N), counts,
                 out.rules);
    }
  });
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
  const auto fill = [&](size_t row, auto& out) {
    out.is_valid = F::one();
    if (rows[row].is_immediate) {
      const ImmediateRead& read = input.segment.immediates[rows[row].index];
      out.pointer = F::from_canonical(read.value);
      out.values[0] = out.pointer;
      out.timestamp = F::from_canonical(read.timestamp);
      return;
    }
    const ReplayAccess& access = input.segment.accesses[rows[row].index];
    // A read that does not say what it returned returned what was there.
    const bool is_known = access.is_write || input.segment.is_known[rows[row].index] != 0;
    const std::vector<uint32_t>& pool = is_known ? input.segment.cells : input.replay.previous_cells;
    out.is_write = F::from_bool(access.is_write);
    out.address_space = F::from_canonical(access.address_space);
    out.pointer = F::from_canonical(access.pointer);
    for (uint32_t k = 0; k < out.values.size(); ++k) {
      out.values[k] = F::from_canonical(pool[access.cells + k]);
    }
    out.timestamp = F::from_canonical(access.timestamp);
  };
  with_access_size(n, [&]<size_t N>() {
    fill_rows<AccessLogParts<N, false>::template Cached>(context, trace, rows.size(), fill);
  });
}

void fill_log_common(const Context& context, const LogTraceInput& input, uint32_t n,
                     std::span<const LogRowSource> rows, RangeCounts& counts, TraceView trace) {
  with_access_size(n, [&]<size_t N>() {
    if (input.config.profile == MemoryProfile::kHybrid) {
      fill_common<N, true>(context, input, rows, counts, trace);
    } else {
      fill_common<N, false>(context, input, rows, counts, trace);
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
