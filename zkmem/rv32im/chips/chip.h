// A chip: what fills the rows of an AIR whose rows are instructions. The AIR says what the rows must satisfy,
// the chip which instructions have rows there, how many, and what is in them. RV32IM's own chips and those of
// extensions are the same to the machine (machine_definition.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "zkmem/field/matrix.h"
#include "zkmem/rv32im/chips/lookup_counts.h"
#include "zkmem/rv32im/chips/step_range.h"

namespace zkmem::rv32im {

// Immutable; used by several threads at once.
class Chip {
 public:
  virtual ~Chip() = default;

  // Whose instructions have their rows here; no other chip of the machine may have them.
  virtual std::vector<uint32_t> opcodes() const = 0;

  // How many rows an instruction takes, at least one; asked only if they may differ.
  virtual bool has_one_row_each() const { return true; }
  virtual size_t rows(const Step&) const { return 1; }
  // Whether it is enough to know the instruction and how many accesses it made. A run of a machine whose
  // chips all say so is planned without its record.
  virtual bool rows_are_counted() const { return has_one_row_each(); }
  virtual size_t counted_rows(const Instruction&, size_t /*accesses*/) const { return 1; }

  // Fills the rows of these instructions, which begin at `first_row`, and counts their lookups. Must set
  // every cell of them (RowWriter::next() gives a cleared row to begin with). Rows beyond the last
  // instruction's are zero: such a row must satisfy the AIR and say nothing on any bus.
  virtual void fill(const StepRange& steps, size_t first_row, TraceView trace,
                    LookupCounts& counts) const = 0;
};

}  // namespace zkmem::rv32im
