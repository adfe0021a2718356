#include "zkmem/rv32im/chips/segment_traces.h"

#include <algorithm>
#include <array>
#include <bit>
#include <functional>
#include <numeric>

#include "zkmem/base/parallel.h"
#include "zkmem/memory/chips/ledger/ledger.h"
#include "zkmem/rv32im/chips/chip_times.h"
#include "zkmem/rv32im/chips/recorded_memory.h"
#include "zkmem/rv32im/chips/segment_memory.h"
#include "zkmem/vm/chips/system_chips.h"

namespace zkmem::rv32im {
namespace {

void append(std::vector<BabyBear>& values, const Digest& digest) {
  values.insert(values.end(), digest.begin(), digest.end());
}

}  // namespace

Result<SegmentTraces> SegmentTraces::plan(const Context& context, const Poseidon2Batch& hash,
                                          const Program& program, const Trace& table,
                                          const ExecutionRecord& record, MemoryCore& memory,
                                          const MerkleTree& start, const MachineDefinition& machine) {
  ZKMEM_ASSIGN_OR_RETURN(InstructionTraces instructions,
                         InstructionTraces::plan(context, program, record, machine));
  ZKMEM_CHECK(machine.memory() == MachineMemory::kRoots);
  SegmentTraces result(std::move(instructions), table, machine);

  // How many distinct hashes there are is known only once they are made, so the memory's traces come now.
  ZKMEM_ASSIGN_OR_RETURN(RootedSegmentMemory made,
                         rooted_segment_memory(context, hash, memory.config(), start,
                                               touched_memory(context, memory), result.range_counts_));
  result.boundary_ = std::move(made.boundary);
  result.merkle_ = std::move(made.merkle);
  result.poseidon2_rows_ = std::move(made.hashes);
  result.final_tree_ = std::move(made.final_tree);

  result.connector_values_ = connector_public_values(record.start_pc(), record.end());
  append(result.merkle_values_, start.root());
  append(result.merkle_values_, result.final_tree_->root());
  result.lay_out(machine);
  return result;
}

Result<SegmentTraces> SegmentTraces::plan(const Context& context, const Program& program, const Trace& table,
                                          const ExecutionRecord& record, MemoryCore& memory,
                                          const LedgerLink& ledger, uint32_t number,
                                          const MachineDefinition& machine) {
  ZKMEM_ASSIGN_OR_RETURN(InstructionTraces instructions,
                         InstructionTraces::plan(context, program, record, machine));
  ZKMEM_CHECK(machine.memory() == MachineMemory::kGlobal);
  SegmentTraces result(std::move(instructions), table, machine);
  GlobalSegmentMemory made = global_segment_memory(context, ledger.marks, touched_memory(context, memory));
  result.touched_ = std::move(made.touched);
  result.tokens_ = std::move(made.tokens);
  result.boundary_ = Trace(result.tokens_.height(), machine.air(kAirSegmentBoundary).widths().common_main);
  const SegmentBoundaryFill fill{result.touched_, made.from, made.rows, kSegmentBoundaryBlock, number};
  const Ext4 sum = fill.fill_common(context, ledger.challenge, result.range_counts_, result.tokens_.view(),
                                    result.boundary_.view());
  ZKMEM_RETURN_IF_ERROR(context.check_cancelled());
  result.boundary_values_ = ledger_public_values(ledger.challenge, sum);
  result.boundary_values_.push_back(BabyBear::from_canonical(number));
  result.connector_values_ = connector_public_values(record.start_pc(), record.end());
  result.lay_out(machine);
  return result;
}

void SegmentTraces::lay_out(const MachineDefinition& machine) {
  for (size_t air = 0; air < machine.num_airs(); ++air) {
    heights_.push_back(instructions_.height(air));
    widths_.push_back(machine.air(air).widths().common_main);
  }
  heights_[kAirBoundary] = boundary_.height();
  if (memory_ == MachineMemory::kRoots) {
    heights_[kAirMerkle] = merkle_.height();
    heights_[kAirPoseidon2] = std::bit_ceil(std::max<size_t>(poseidon2_rows_.inputs.size(), 1));
  }

  order_.resize(heights_.size());
  std::iota(order_.begin(), order_.end(), size_t{0});
  std::ranges::stable_sort(order_, std::greater(), [this](size_t air) { return heights_[air]; });
  for (const size_t air : order_) cells_ += heights_[air] * widths_[air];
  cells_ += tokens_.height() * tokens_.width();
}

// Cells that nobody writes are the padding of the instruction chips.
void SegmentTraces::take_views(const Context& context) {
  size_t room = 0;
  for (const size_t air : order_) room += TraceBuffer::room_for(heights_[air], widths_[air]);
  buffer_.start(room);
  views_.resize(heights_.size());
  for (const size_t air : order_) {
    views_[air] = buffer_.take(heights_[air], widths_[air]);
    const size_t used = instructions_.used_rows(air);
    if (used != 0) buffer_.clear_padding(context, views_[air], used);
  }
}

Status SegmentTraces::fill(const Context& context, ChipTimes* times, TraceBuffer buffer) {
  ZKMEM_CHECK(views_.empty());
  buffer_ = std::move(buffer);
  take_views(context);
  for (auto [air, trace] : {std::pair{kAirBoundary, &boundary_}, {kAirMerkle, &merkle_}}) {
    if (trace->height() == 0) continue;
    std::ranges::copy_n(trace->view().data(), static_cast<std::ptrdiff_t>(trace->height() * trace->width()),
                        views_[air].data());
    *trace = Trace();
  }
  if (memory_ == MachineMemory::kRoots) {
    const ChipTimes::Lap lap(times, kAirPoseidon2);
    fill_poseidon2(context, poseidon2_rows_, Poseidon2Sbox::kRegister, views_[kAirPoseidon2]);
  }
  poseidon2_rows_ = {};
  ZKMEM_RETURN_IF_ERROR(context.check_cancelled());

  return instructions_.fill(context, range_counts_, views_, times);
}

TraceBuffer SegmentTraces::take_buffer() {
  views_.clear();
  return std::move(buffer_);
}

ProvingInput SegmentTraces::input() const {
  ZKMEM_CHECK(!views_.empty());
  ProvingInput input;
  for (size_t air = 0; air < heights_.size(); ++air) {
    if (heights_[air] == 0) continue;
    AirTraces traces;
    traces.air = air;
    if (air == kAirProgram) traces.cached_mains.push_back(table_->view());
    if (air == kAirBoundary && memory_ == MachineMemory::kGlobal) {
      traces.cached_mains.push_back(tokens_.view());
      traces.public_values = boundary_values_;
    }
    traces.common_main = views_[air];
    if (air == kAirConnector) traces.public_values = connector_values_;
    if (air == kAirMerkle && memory_ == MachineMemory::kRoots) traces.public_values = merkle_values_;
    input.push_back(std::move(traces));
  }
  return input;
}

}  // namespace zkmem::rv32im
