// Test support: runs a program for one segment and makes its traces.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "zkmem/air/check/row_checker.h"
#include "zkmem/hash/batch.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/rv32im/chips/checked_machine.h"
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

// "" if all constraints hold and all buses balance.
inline std::string check(const ProvingInput& input) {
  static const std::vector<CheckedAir> kAirs = checked_machine_airs();
  const auto report = check_traces(Context{}, kAirs, input, {.buses = machine_bus_names()});
  return report->ok() ? "" : describe(*report, kAirs, machine_bus_names());
}

}  // namespace zkmem::rv32im::testing
