// Test support: runs a program for one segment and makes its traces.
#pragma once

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "zkmem/air/check/row_checker.h"
#include "zkmem/hash/batch.h"
#include "zkmem/memory/chips/ledger/image_tokens.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/rv32im/chips/checked_machine.h"
#include "zkmem/rv32im/chips/machine_ends.h"
#include "zkmem/rv32im/chips/segment_traces.h"
#include "zkmem/rv32im/machine.h"
#include "zkmem/vm/chips/system_chips.h"

namespace zkmem::rv32im::testing {

// A machine with the tree over its memory at the segment's start.
class ProvenRun {
 public:
  ProvenRun(std::shared_ptr<const Program> program, std::vector<std::vector<uint8_t>> inputs,
            uint64_t segment_accesses = kDefaultSegmentAccesses)
      : program_(std::move(program)), table_(program_table(*program_)) {
    MachineOptions options;
    options.record = true;
    options.inputs = std::move(inputs);
    options.segment_accesses = segment_accesses;
    machine_ = std::make_unique<Machine>(Machine::create(program_, std::move(options)).value());
    tree_ = tree_of_image(Context{}, scalar_poseidon2_batch(), machine_->config(), machine_->initial_image())
                .value();
  }

  Machine& machine() { return *machine_; }
  const Program& program() const { return *program_; }
  const MerkleTree& tree() const { return tree_; }

  // Runs to the next stop.
  StopReason run() { return machine_->run(Context{}); }
  // The traces of the segment just run; moves the tree on.
  SegmentTraces traces(const Context& context = {}) {
    auto traces = SegmentTraces::plan(context, scalar_poseidon2_batch(), *program_, table_,
                                      *machine_->record(), *machine_->memory(), tree_)
                      .value();
    ZKMEM_CHECK(traces.fill(context).ok());
    tree_ = traces.final_tree();
    return traces;
  }

 private:
  std::shared_ptr<const Program> program_;
  Trace table_;
  std::unique_ptr<Machine> machine_;
  MerkleTree tree_{MerkleDimensions{}};
};

// The same on global memory, and the run's ends.
class GlobalRun {
 public:
  GlobalRun(std::shared_ptr<const Program> program, std::vector<std::vector<uint8_t>> inputs,
            uint64_t segment_accesses, const LedgerChallenge& challenge)
      : program_(std::move(program)), table_(program_table(*program_)), challenge_(challenge) {
    MachineOptions options;
    options.record = true;
    options.inputs = std::move(inputs);
    options.segment_accesses = segment_accesses;
    machine_ = std::make_unique<Machine>(Machine::create(program_, std::move(options)).value());
    start_ = machine_->initial_image();
  }

  Machine& machine() { return *machine_; }
  StopReason run() { return machine_->run(Context{}); }
  // The traces of the segment just run, which is the next one.
  SegmentTraces traces() {
    auto traces = SegmentTraces::plan(Context{}, *program_, table_, *machine_->record(), *machine_->memory(),
                                      {marks_, challenge_}, ++segments_,
                                      MachineDefinition::rv32im(MachineMemory::kGlobal))
                      .value();
    ZKMEM_CHECK(traces.fill(Context{}).ok());
    marks_.touch(traces.touched(), segments_);
    return traces;
  }
  BufferedTraces ends() const {
    const std::vector<LedgerToken> start = image_tokens(*start_);
    return make_machine_ends(Context{}, {start, run_leaves(start, marks_, {})}, machine_->image(),
                             challenge_);
  }

 private:
  std::shared_ptr<const Program> program_;
  Trace table_;
  LedgerChallenge challenge_;
  std::unique_ptr<Machine> machine_;
  std::optional<CellImage> start_;
  LeafMarks marks_;
  uint32_t segments_ = 0;
};

// "" if all constraints hold and all buses balance.
inline std::string check(const ProvingInput& input, MachineMemory memory = MachineMemory::kRoots) {
  static const std::vector<CheckedAir> kAirs = checked_machine_airs();
  static const std::vector<CheckedAir> kGlobalAirs =
      checked_machine_airs(MachineDefinition::rv32im(MachineMemory::kGlobal));
  const std::vector<CheckedAir>& airs = memory == MachineMemory::kRoots ? kAirs : kGlobalAirs;
  const auto report = check_traces(Context{}, airs, input, {.buses = machine_bus_names()});
  return report->ok() ? "" : describe(*report, airs, machine_bus_names());
}

}  // namespace zkmem::rv32im::testing
