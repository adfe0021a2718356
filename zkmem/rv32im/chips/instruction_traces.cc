#include "zkmem/rv32im/chips/instruction_traces.h"

#include <algorithm>
#include <bit>

#include <fmt/format.h>

#include "zkmem/base/parallel.h"
#include "zkmem/primitives/bitwise_lookup.h"
#include "zkmem/primitives/range_tuple.h"
#include "zkmem/primitives/variable_range_checker_air.h"
#include "zkmem/rv32im/chips/chip_times.h"
#include "zkmem/vm/chips/system_chips.h"

namespace zkmem::rv32im {
namespace {

void count_timestamp(uint32_t timestamp, LookupCounts& counts) {
  counts.range(timestamp & ((1U << kRangeMaxBits) - 1), kRangeMaxBits);
  counts.range(timestamp >> kRangeMaxBits, kTimestampMaxBits - kRangeMaxBits);
}

void add_range_counts(std::span<const uint32_t> counts, RangeCounts& sum) {
  for (unsigned bits = 0; bits <= kRangeMaxBits; ++bits) {
    for (uint32_t value = 0; value >> bits == 0; ++value) {
      const uint32_t times = counts[RangeCounts::row(value, bits)];
      if (times != 0) sum.add(value, bits, times);
    }
  }
}

}  // namespace

void set_fixed_heights(const Program& program, std::span<size_t> heights) {
  heights[kAirProgram] = size_t{1} << program.log_table_height();
  heights[kAirConnector] = 2;
  heights[kAirRangeTuple] = size_t{kRangeTupleSizes[0]} * kRangeTupleSizes[1];
  heights[kAirBitwiseLookup] = kBitwiseLookupHeight;
  heights[kAirRangeChecker] = size_t{2} << kRangeMaxBits;
}

Result<InstructionTraces> InstructionTraces::plan(const Context& context, const Program& program,
                                                  const ExecutionRecord& record,
                                                  const MachineDefinition& machine) {
  InstructionTraces plan(program, record, machine);
  const size_t no_chip = plan.num_airs();
  std::vector<uint8_t> classes(program.instructions.size());
  for (size_t i = 0; i < classes.size(); ++i)
    classes[i] = static_cast<uint8_t>(machine.air_of_opcode(program.instructions[i].opcode));
  plan.instructions_ = record.bucket(context, classes, no_chip + 1);
  if (const auto& unknown = plan.instructions_[no_chip]; !unknown.empty()) {
    const uint32_t pc_index = record.pc_index(unknown.front());
    return bad_input(fmt::format("pc 0x{:x}: opcode 0x{:x} belongs to no chip of the machine",
                                 program.pc_of(pc_index), program.instructions[pc_index].opcode));
  }

  for (size_t air = 0; air < plan.num_airs(); ++air) {
    const Chip* const chip = machine.chip(air);
    if (chip == nullptr) continue;
    const StepRange steps = plan.steps(air);
    plan.rows_[air] = steps.size();
    if (!chip->has_one_row_each()) {
      size_t rows = 0;
      for (size_t i = 0; i < steps.size(); ++i) {
        plan.first_rows_[air].push_back(rows);
        rows += chip->rows(steps[i]);
      }
      plan.rows_[air] = rows;
    }
    plan.heights_[air] = plan.rows_[air] == 0 ? 0 : std::bit_ceil(plan.rows_[air]);
  }
  set_fixed_heights(program, plan.heights_);
  return plan;
}

Status InstructionTraces::fill(const Context& context, RangeCounts& range_counts,
                               std::span<const TraceView> traces, ChipTimes* times) const {
  ZKMEM_CHECK(traces.size() == num_airs());
  for (size_t air = 0; air < num_airs(); ++air) {
    ZKMEM_CHECK(heights_[air] == 0 || traces[air].height() == heights_[air]);
  }
  LookupCountsPool pool;

  // One list of ranges over all chips, so that small chips do not serialise.
  struct Work {
    size_t air;
    size_t begin;
    size_t end;
  };
  std::vector<Work> work;
  constexpr size_t kGrain = 4096;
  for (size_t air = 0; air < num_airs(); ++air) {
    if (machine_->chip(air) == nullptr) continue;
    for (size_t begin = 0; begin < instructions_[air].size(); begin += kGrain) {
      work.push_back({air, begin, std::min(begin + kGrain, instructions_[air].size())});
    }
  }
  parallel_for(context, work.size(), 1, [&](size_t begin, size_t end) {
    const LookupCountsPool::Lease lease = pool.borrow();
    for (size_t i = begin; i < end && !context.is_cancelled(); ++i) {
      const Work& w = work[i];
      const ChipTimes::Lap lap(times, w.air);
      machine_->chip(w.air)->fill(steps(w.air).part(w.begin, w.end), first_row(w.air, w.begin), traces[w.air],
                                  *lease);
    }
  });
  ZKMEM_RETURN_IF_ERROR(context.check_cancelled());

  {
    const LookupCountsPool::Lease lease = pool.borrow();
    count_timestamp(1, *lease);
    count_timestamp(record_->end().timestamp, *lease);
  }
  fill_connector(record_->start_pc(), record_->end(), kRangeMaxBits, traces[kAirConnector]);
  {
    const ChipTimes::Lap lap(times, kAirProgram);
    fill_program_frequencies(*program_, record_->frequencies(program_->instructions.size()),
                             traces[kAirProgram]);
  }

  const LookupCounts counts = pool.sum(context);
  {
    const ChipTimes::Lap lap(times, kAirBitwiseLookup);
    fill_bitwise_lookup(context, counts.byte_counts(), counts.xor_counts(), traces[kAirBitwiseLookup]);
  }
  {
    const ChipTimes::Lap lap(times, kAirRangeTuple);
    fill_range_tuple(context, kRangeTupleSizes, counts.tuple_counts(), traces[kAirRangeTuple]);
  }
  const ChipTimes::Lap lap(times, kAirRangeChecker);
  add_range_counts(counts.range_counts(), range_counts);
  fill_variable_range_checker(context, range_counts, traces[kAirRangeChecker]);
  return context.check_cancelled();
}

size_t InstructionTraces::instruction_of_row(size_t air, size_t row) const {
  ZKMEM_CHECK(row < rows_[air]);
  const std::vector<size_t>& first = first_rows_[air];
  if (first.empty()) return instructions_[air][row];
  const auto after = std::ranges::upper_bound(first, row);
  return instructions_[air][static_cast<size_t>(after - first.begin()) - 1];
}

}  // namespace zkmem::rv32im
