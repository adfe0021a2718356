// The chip of an AIR that is an adapter and a core (instruction_air.h): both fill their own columns.
#pragma once

#include <utility>
#include <vector>

#include "zkmem/air/row_writer.h"
#include "zkmem/rv32im/chips/chip.h"
#include "zkmem/rv32im/chips/instruction_air.h"

namespace zkmem::rv32im {

// A: an InstructionAir whose adapter and core also have
//   static void fill(const Step&, Columns<BabyBear>&, LookupCounts&)    which sets every cell
template <class A>
class InstructionChip final : public Chip {
 public:
  explicit InstructionChip(std::vector<uint32_t> opcodes) : opcodes_(std::move(opcodes)) {}

  std::vector<uint32_t> opcodes() const override { return opcodes_; }

  void fill(const StepRange& steps, size_t first_row, TraceView trace, LookupCounts& counts) const override {
    RowWriter<A::template Columns> writer(trace, first_row);
    for (size_t i = 0; i < steps.size(); ++i) {
      const Step step = steps[i];
      auto& row = writer.next_unset();
      A::AdapterType::fill(step, row.adapter, counts);
      A::CoreType::fill(step, row.core, counts);
    }
  }

 private:
  std::vector<uint32_t> opcodes_;
};

}  // namespace zkmem::rv32im
