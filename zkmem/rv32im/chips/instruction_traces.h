// Traces of the instruction chips, the lookup tables they use, the program's frequencies and the connector,
// from the record of one segment's execution. Two steps, so that the caller can lay all traces out in one
// buffer: heights first, then rows. What the memory's own chips need (boundary, Merkle, Poseidon2) is not
// here. Rows are in execution order and padded with zeros; the result does not depend on the number of
// threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/field/matrix.h"
#include "zkmem/primitives/range_counts.h"
#include "zkmem/rv32im/chips/machine_definition.h"
#include "zkmem/vm/execution_record.h"
#include "zkmem/vm/program.h"

namespace zkmem::rv32im {

class ChipTimes;

// Of the chips that have the same height in every segment of the program: `heights` is by AIR.
void set_fixed_heights(const Program& program, std::span<size_t> heights);

class InstructionTraces {
 public:
  // Keeps references: program, record and machine must outlive it. Every opcode executed must be of some
  // chip.
  static Result<InstructionTraces> plan(const Context& context, const Program& program,
                                        const ExecutionRecord& record,
                                        const MachineDefinition& machine = MachineDefinition::rv32im());

  size_t num_airs() const { return heights_.size(); }

  // The height of the chip's trace, a power of two; 0: the chip has no rows and is absent. Constant for the
  // lookup tables. 0 for the chips that are filled elsewhere (boundary, Merkle, Poseidon2).
  size_t height(size_t air) const { return heights_[air]; }
  // Rows before padding, of the instruction chips.
  size_t used_rows(size_t air) const { return rows_[air]; }

  // traces[i] has height(i) and the common main width of AIR i; rows from used_rows(i) on are zero. All AIRs
  // but the three above are filled; `range_counts` holds what those have looked up and is complete
  // afterwards. With `times`, what each chip takes is added there.
  Status fill(const Context& context, RangeCounts& range_counts, std::span<const TraceView> traces,
              ChipTimes* times = nullptr) const;

  // Which instruction a row of an instruction chip belongs to: an index into the record, for reports.
  size_t instruction_of_row(size_t air, size_t row) const;

 private:
  InstructionTraces(const Program& program, const ExecutionRecord& record, const MachineDefinition& machine)
      : program_(&program),
        record_(&record),
        machine_(&machine),
        first_rows_(machine.num_airs()),
        rows_(machine.num_airs()),
        heights_(machine.num_airs()) {}
  StepRange steps(size_t air) const { return {*program_, *record_, instructions_[air]}; }
  // The row at which the chip's instruction i begins.
  size_t first_row(size_t air, size_t i) const { return first_rows_[air].empty() ? i : first_rows_[air][i]; }

  const Program* program_;
  const ExecutionRecord* record_;
  const MachineDefinition* machine_;
  std::vector<std::vector<uint32_t>> instructions_;  // per AIR, indices into the record
  std::vector<std::vector<size_t>> first_rows_;      // per AIR; empty: one row an instruction
  std::vector<size_t> rows_;
  std::vector<size_t> heights_;
};

}  // namespace zkmem::rv32im
