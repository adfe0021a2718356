// A machine as the prover, the verifier and the checker know it: its AIRs in the order of its key, and for
// each AIR of instructions the chip that fills it. RV32IM is one such list; extensions add to it, and the
// result is another machine with another key. Adding an instruction is: an InstructionExtension
// (vm/extension.h: decode, execute), its AIR and its Chip, in one MachineExtension. examples/custom_chip is a
// worked example.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "zkmem/air/air.h"
#include "zkmem/base/result.h"
#include "zkmem/rv32im/chips/chip.h"
#include "zkmem/rv32im/chips/machine.h"
#include "zkmem/vm/extension.h"

namespace zkmem::rv32im {

struct ExtensionChip {
  std::shared_ptr<const Air> air;  // speaks on the machine's buses (machine_buses.h)
  std::shared_ptr<const Chip> chip;
};

// Instructions beside the machine's own.
struct MachineExtension {
  std::shared_ptr<const InstructionExtension> instructions;
  std::vector<ExtensionChip> chips;
};

// Trace generation sorts instructions by chip, a byte each: so many chips beside the machine's own, and one
// class for opcodes of none.
constexpr size_t max_extension_chips(MachineMemory memory) { return UINT8_MAX - num_machine_airs(memory); }

// Immutable and cheap to copy; used by several threads at once.
class MachineDefinition {
 public:
  // OpenVM 2's RV32IM machine, or the same instructions on global memory (`zkmem-rv32im`).
  static const MachineDefinition& rv32im(MachineMemory memory = MachineMemory::kRoots);

  // RV32IM with these beside it; their AIRs come after its own, in the order given. kBadInput if two chips,
  // or two extensions, have an opcode in common, if one is the machine's, or if an instruction's opcode has
  // no chip.
  static Result<MachineDefinition> with(std::vector<MachineExtension> extensions,
                                        MachineMemory memory = MachineMemory::kRoots);

  MachineMemory memory() const { return memory_; }
  size_t num_airs() const { return airs_.size(); }
  const Air& air(size_t index) const { return *airs_[index]; }
  const std::shared_ptr<const Air>& shared_air(size_t index) const { return airs_[index]; }
  // In every proof.
  bool is_required(size_t index) const {
    return memory_ == MachineMemory::kRoots && index < kNumRequiredAirs;
  }
  // What fills the AIR's rows from instructions; nullptr: they are not instructions.
  const Chip* chip(size_t index) const { return chips_[index].get(); }
  // Of all chips: segment_outline.h is for such a machine.
  bool rows_are_counted() const;
  // The AIR in which an opcode's instructions have their rows; num_airs() for an opcode of no chip.
  // (TERMINATE has none of its own: the connector's.)
  size_t air_of_opcode(uint32_t opcode) const;

  const std::vector<MachineExtension>& extensions() const { return extensions_; }
  // As the loader and the machine want them.
  std::vector<const InstructionExtension*> instruction_extensions() const;

 private:
  explicit MachineDefinition(MachineMemory memory);
  Status add(const MachineExtension& extension);

  MachineMemory memory_;
  std::vector<std::shared_ptr<const Air>> airs_;
  std::vector<std::shared_ptr<const Chip>> chips_;  // by AIR
  std::map<uint32_t, size_t> air_of_opcode_;
  std::vector<MachineExtension> extensions_;
};

}  // namespace zkmem::rv32im
