// From an instruction back to a machine word, for programs that come as instructions: any word that decodes
// to it. Many words mean the same nop or the same end of the program; which one is given is not specified.
#pragma once

#include <cstdint>
#include <optional>

#include "zkmem/vm/instruction.h"

namespace zkmem::rv32im {

// Nothing: no word of RV32IM and of the guest interface is this instruction.
std::optional<uint32_t> encode(const Instruction& instruction);

}  // namespace zkmem::rv32im
