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
#include "zkmem/rv32im/chips/machine.h"
#include "zkmem/vm/execution_record.h"
#include "zkmem/vm/program.h"

namespace zkmem::rv32im {

// The chip whose rows an opcode has: kAirConnector for TERMINATE; kNumMachineAirs for an opcode of no
// built-in chip.
MachineAir air_of_opcode(uint32_t opcode);

class ChipTimes;
class CustomChip;

class InstructionTraces {
 public:
  // Keeps references: program, record and custom chips must outlive it. Every opcode executed must be of some
  // chip.
  static Result<InstructionTraces> plan(const Context& context, const Program& program,
                                        const ExecutionRecord& record,
                                        std::span<const CustomChip* const> custom = {});

  // The machine's AIRs, then the custom chips'.
  size_t num_airs() const { return heights_.size(); }

  // The height of the chip's trace, a power of two; 0: the chip has no rows and is absent. Constant for the
  // lookup tables. 0 for the chips that are filled elsewhere (boundary, Merkle, Poseidon2).
  size_t height(size_t air) const { return heights_[air]; }
  // Rows before padding, of the instruction chips.
  size_t used_rows(size_t air) const { return rows_[air]; }

  // traces[i] has height(i) and the common main width of AIR i; rows from used_rows(i) on are zero, and a
  // custom chip's all. All AIRs but the three above are filled; `range_counts` holds what those have looked
  // up and is complete afterwards. With `times`, what each chip takes is added there.
  Status fill(const Context& context, RangeCounts& range_counts, std::span<const TraceView> traces,
              ChipTimes* times = nullptr) const;

  // Which instruction a row of an instruction chip belongs to: an index into the record, for reports.
  size_t instruction_of_row(size_t air, size_t row) const;

 private:
  InstructionTraces(const Program& program, const ExecutionRecord& record,
                    std::span<const CustomChip* const> custom)
      : program_(&program),
        record_(&record),
        custom_(custom.begin(), custom.end()),
        rows_(kNumMachineAirs + custom.size()),
        heights_(rows_.size()) {}

  const Program* program_;
  const ExecutionRecord* record_;
  std::vector<const CustomChip*> custom_;
  std::vector<std::vector<uint32_t>> instructions_;  // per AIR, indices into the record
  std::vector<size_t> hint_first_row_;               // per instruction of the hint store chip
  std::vector<size_t> rows_;
  std::vector<size_t> heights_;
};

}  // namespace zkmem::rv32im
