#include "zkmem/rv32im/chips/instruction_traces.h"

#include <algorithm>
#include <bit>
#include <map>

#include <fmt/format.h>

#include "zkmem/air/row_writer.h"
#include "zkmem/primitives/bitwise_lookup.h"
#include "zkmem/primitives/range_tuple.h"
#include "zkmem/primitives/variable_range_checker_air.h"
#include "zkmem/rv32im/chips/chip_times.h"
#include "zkmem/rv32im/chips/custom_chip.h"
#include "zkmem/rv32im/chips/hint_store.h"
#include "zkmem/rv32im/chips/machine_air_types.h"
#include "zkmem/rv32im/chips/step.h"
#include "zkmem/vm/chips/system_chips.h"

namespace zkmem::rv32im {
namespace {

// What the rows of one segment are made of.
struct Source {
  const Program& program;
  const ExecutionRecord& record;

  Step step(uint32_t index) const {
    const uint32_t pc_index = record.pc_index(index);
    return {&program.instructions[pc_index], program.pc_of(pc_index), record.timestamp(index),
            record.accesses_of(index)};
  }

  // Asks for what the steps of later rows are read from: a chip's instructions may be far apart in the
  // record, and then each row would wait for memory. (g++ 12 drops calls of a function that does nothing but
  // this.)
  [[gnu::always_inline]] void prefetch(std::span<const uint32_t> instructions, size_t row) const {
    constexpr size_t kRowsAhead = 16;
    if (row + kRowsAhead >= instructions.size()) return;
    __builtin_prefetch(record.entries().data() + record.first_access(instructions[row + kRowsAhead]));
    if (row + 2 * kRowsAhead >= instructions.size()) return;
    const uint32_t index = instructions[row + 2 * kRowsAhead];
    __builtin_prefetch(record.pc_indices().data() + index);
    __builtin_prefetch(record.timestamps().data() + index);
    __builtin_prefetch(record.first_accesses().data() + index);
  }
};

// Instructions [begin, end) of one chip's list, which are its rows.
struct Range {
  std::span<const uint32_t> instructions;
  size_t begin = 0;
  size_t end = 0;
};

using FillRange = void (*)(const Source&, const Range&, TraceView, LookupCounts&);

template <class Adapter, class Core>
void fill_range(const Source& source, const Range& range, TraceView trace, LookupCounts& counts) {
  RowWriter<InstructionAir<Adapter, Core>::template Columns> writer(trace, range.begin);
  for (size_t i = range.begin; i < range.end; ++i) {
    source.prefetch(range.instructions, i);
    const Step step = source.step(range.instructions[i]);
    auto& row = writer.next_unset();
    Adapter::fill(step, row.adapter, counts);
    Core::fill(step, row.core, counts);
  }
}

void fill_phantom_range(const Source& source, const Range& range, TraceView trace, LookupCounts&) {
  RowWriter<PhantomColumns> writer(trace, range.begin);
  for (size_t i = range.begin; i < range.end; ++i) {
    const Step step = source.step(range.instructions[i]);
    fill_phantom(*step.instruction, step.pc, step.timestamp, writer.next_unset());
  }
}

// Chips with one row an instruction.
constexpr std::array<FillRange, kNumMachineAirs> kFillRange = [] {
  std::array<FillRange, kNumMachineAirs> fill = {};
  fill[kAirDivRem] = fill_range<MulAdapter, DivRemCore>;
  fill[kAirMulH] = fill_range<MulAdapter, MulHCore>;
  fill[kAirMul] = fill_range<MulAdapter, MulCore>;
  fill[kAirAuipc] = fill_range<RdWriteAdapter, AuipcCore>;
  fill[kAirJalr] = fill_range<JalrAdapter, JalrCore>;
  fill[kAirJalLui] = fill_range<ConditionalRdWriteAdapter, JalLuiCore>;
  fill[kAirBranchLessThan] = fill_range<BranchAdapter, BranchLessThanCore>;
  fill[kAirBranchEqual] = fill_range<BranchAdapter, BranchEqualCore>;
  fill[kAirLoadSignExtend] = fill_range<LoadStoreAdapter, LoadSignExtendCore>;
  fill[kAirLoadStore] = fill_range<LoadStoreAdapter, LoadStoreCore>;
  fill[kAirShift] = fill_range<AluAdapter, ShiftCore>;
  fill[kAirLessThan] = fill_range<AluAdapter, LessThanCore>;
  fill[kAirBaseAlu] = fill_range<AluAdapter, BaseAluCore>;
  fill[kAirPhantom] = fill_phantom_range;
  return fill;
}();

void fill_hint_store_range(const Source& source, std::span<const uint32_t> instructions,
                           std::span<const size_t> first_rows, size_t begin, size_t end, TraceView trace,
                           LookupCounts& counts) {
  for (size_t i = begin; i < end; ++i) {
    const Step step = source.step(instructions[i]);
    RowWriter<HintStoreColumns> writer(trace, first_rows[i]);
    const size_t rows = hint_store_rows(step);
    for (size_t word = 0; word < rows; ++word) fill_hint_store(step, word, writer.next(), counts);
  }
}

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

// The AIR of each opcode that custom chips have.
Result<std::map<uint32_t, size_t>> airs_of_custom_opcodes(std::span<const CustomChip* const> custom) {
  if (custom.size() > kMaxCustomChips) {
    return limit_reached(
        fmt::format("{} custom chips, a machine has room for {}", custom.size(), kMaxCustomChips));
  }
  std::map<uint32_t, size_t> airs;
  for (size_t k = 0; k < custom.size(); ++k) {
    for (const uint32_t opcode : custom[k]->opcodes()) {
      if (air_of_opcode(opcode) != kNumMachineAirs)
        return bad_input(fmt::format("custom chip {}: opcode 0x{:x} is the machine's", k, opcode));
      const auto [other, is_new] = airs.emplace(opcode, kNumMachineAirs + k);
      if (!is_new) {
        return bad_input(fmt::format("custom chips {} and {} both have opcode 0x{:x}",
                                     other->second - kNumMachineAirs, k, opcode));
      }
    }
  }
  return airs;
}

}  // namespace

MachineAir air_of_opcode(uint32_t opcode) {
  switch (opcode) {
    case kOpTerminate:
      return kAirConnector;
    case kOpPhantom:
      return kAirPhantom;
    case kAdd:
    case kSub:
    case kXor:
    case kOr:
    case kAnd:
      return kAirBaseAlu;
    case kSll:
    case kSrl:
    case kSra:
      return kAirShift;
    case kSlt:
    case kSltu:
      return kAirLessThan;
    case kLoadW:
    case kLoadBu:
    case kLoadHu:
    case kStoreW:
    case kStoreH:
    case kStoreB:
      return kAirLoadStore;
    case kLoadB:
    case kLoadH:
      return kAirLoadSignExtend;
    case kBeq:
    case kBne:
      return kAirBranchEqual;
    case kBlt:
    case kBltu:
    case kBge:
    case kBgeu:
      return kAirBranchLessThan;
    case kJal:
    case kLui:
      return kAirJalLui;
    case kJalr:
      return kAirJalr;
    case kAuipc:
      return kAirAuipc;
    case kMul:
      return kAirMul;
    case kMulh:
    case kMulhsu:
    case kMulhu:
      return kAirMulH;
    case kDiv:
    case kDivu:
    case kRem:
    case kRemu:
      return kAirDivRem;
    case kHintStoreW:
    case kHintBuffer:
      return kAirHintStore;
    default:
      return kNumMachineAirs;
  }
}

Result<InstructionTraces> InstructionTraces::plan(const Context& context, const Program& program,
                                                  const ExecutionRecord& record,
                                                  std::span<const CustomChip* const> custom) {
  InstructionTraces plan(program, record, custom);
  const size_t no_chip = plan.num_airs();
  ZKMEM_ASSIGN_OR_RETURN(const auto custom_airs, airs_of_custom_opcodes(custom));
  std::vector<uint8_t> classes(program.instructions.size());
  for (size_t i = 0; i < classes.size(); ++i) {
    const uint32_t opcode = program.instructions[i].opcode;
    size_t air = air_of_opcode(opcode);
    if (air == kNumMachineAirs) {
      const auto found = custom_airs.find(opcode);
      air = found == custom_airs.end() ? no_chip : found->second;
    }
    classes[i] = static_cast<uint8_t>(air);
  }
  plan.instructions_ = record.bucket(context, classes, no_chip + 1);
  if (const auto& unknown = plan.instructions_[no_chip]; !unknown.empty()) {
    const uint32_t pc_index = record.pc_index(unknown.front());
    return bad_input(fmt::format("pc 0x{:x}: opcode 0x{:x} belongs to no chip of the machine",
                                 program.pc_of(pc_index), program.instructions[pc_index].opcode));
  }

  for (size_t air = 0; air < plan.num_airs(); ++air) {
    if (air >= kNumMachineAirs || kFillRange[air] != nullptr)
      plan.rows_[air] = plan.instructions_[air].size();
  }
  const Source source{program, record};
  for (const uint32_t index : plan.instructions_[kAirHintStore]) {
    plan.hint_first_row_.push_back(plan.rows_[kAirHintStore]);
    plan.rows_[kAirHintStore] += hint_store_rows(source.step(index));
  }
  for (size_t air = 0; air < plan.num_airs(); ++air) {
    plan.heights_[air] = plan.rows_[air] == 0 ? 0 : std::bit_ceil(plan.rows_[air]);
  }
  plan.heights_[kAirProgram] = std::bit_ceil(std::max<size_t>(program.instructions.size(), 1));
  plan.heights_[kAirConnector] = 2;
  plan.heights_[kAirRangeTuple] = size_t{kRangeTupleSizes[0]} * kRangeTupleSizes[1];
  plan.heights_[kAirBitwiseLookup] = kBitwiseLookupHeight;
  plan.heights_[kAirRangeChecker] = size_t{2} << kRangeMaxBits;
  return plan;
}

Status InstructionTraces::fill(const Context& context, RangeCounts& range_counts,
                               std::span<const TraceView> traces, ChipTimes* times) const {
  ZKMEM_CHECK(traces.size() == num_airs());
  for (size_t air = 0; air < num_airs(); ++air) {
    ZKMEM_CHECK(heights_[air] == 0 || traces[air].height() == heights_[air]);
  }
  const Source source{*program_, *record_};
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
    if (air < kNumMachineAirs && kFillRange[air] == nullptr && air != kAirHintStore) continue;
    for (size_t begin = 0; begin < instructions_[air].size(); begin += kGrain) {
      work.push_back({air, begin, std::min(begin + kGrain, instructions_[air].size())});
    }
  }
  parallel_for(context, work.size(), 1, [&](size_t begin, size_t end) {
    const LookupCountsPool::Lease lease = pool.borrow();
    for (size_t i = begin; i < end && !context.is_cancelled(); ++i) {
      const Work& w = work[i];
      const ChipTimes::Lap lap(times, w.air);
      const std::span<const uint32_t> instructions = instructions_[w.air];
      if (w.air == kAirHintStore) {
        fill_hint_store_range(source, instructions, hint_first_row_, w.begin, w.end, traces[w.air], *lease);
      } else if (w.air >= kNumMachineAirs) {
        std::vector<Step> steps;
        for (size_t k = w.begin; k < w.end; ++k) steps.push_back(source.step(instructions[k]));
        custom_[w.air - kNumMachineAirs]->fill(steps, w.begin, traces[w.air], *lease);
      } else {
        kFillRange[w.air](source, {instructions, w.begin, w.end}, traces[w.air], *lease);
      }
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
    fill_program_frequencies(record_->frequencies(program_->instructions.size()), traces[kAirProgram]);
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
  if (air != kAirHintStore) return instructions_[air][row];
  const auto after = std::upper_bound(hint_first_row_.begin(), hint_first_row_.end(), row);
  return instructions_[air][static_cast<size_t>(after - hint_first_row_.begin()) - 1];
}

}  // namespace zkmem::rv32im
