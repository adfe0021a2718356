// The door for circuits that the machine does not know: the chip of an instruction extension (vm/extension.h
// decodes and executes, this proves). A machine with custom chips has their AIRs after its own, in the order
// given; its key is another machine's key. The chip speaks on the machine's buses (machine_buses.h): a
// program lookup, one execution step and its memory accesses for each instruction. examples/custom_chip is a
// worked example.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "zkmem/air/air.h"
#include "zkmem/field/matrix.h"
#include "zkmem/rv32im/chips/lookup_counts.h"
#include "zkmem/rv32im/chips/machine.h"
#include "zkmem/rv32im/chips/step.h"

namespace zkmem::rv32im {

// Trace generation sorts instructions by chip, a byte each: so many chips beside the machine's own, and one
// class for opcodes of none.
inline constexpr size_t kMaxCustomChips = UINT8_MAX - kNumMachineAirs;

// Immutable; used by several threads at once. No two chips of a machine may have an opcode in common, or one
// of the machine's.
class CustomChip {
 public:
  virtual ~CustomChip() = default;

  virtual const Air& air() const = 0;
  // The opcodes whose instructions have a row here; the extension's.
  virtual std::vector<uint32_t> opcodes() const = 0;
  // Fills one row a step from `first_row` on and counts the lookups. The trace is zero at first and rows
  // beyond the last step stay so: a zero row must satisfy the AIR and say nothing on any bus.
  virtual void fill(std::span<const Step> steps, size_t first_row, TraceView trace,
                    LookupCounts& counts) const = 0;
};

}  // namespace zkmem::rv32im
