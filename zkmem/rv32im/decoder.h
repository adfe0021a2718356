// From a RISC-V word to the instruction the program table holds (golden/openvm-v2/RV32IM.md, "ELF ->
// program").
//
// rd = x0 turns ALU, M, LUI and AUIPC words into the nop PHANTOM, so that no executable instruction writes
// x0; loads and jumps keep their opcode with f = 0, which skips the write. ecall, ebreak and CSR words
// terminate with exit code 2 (csrrw x0, *, x0 is a nop). A word no extension knows is refused; reserved
// encodings of OP and OP-IMM are not known.
#pragma once

#include <cstdint>
#include <optional>

#include "zkmem/vm/instruction.h"

namespace zkmem::rv32im {

std::optional<Instruction> decode(uint32_t word);

// Whether the word terminates with kUnimpExitCode because the machine has no system instructions (ecall,
// ebreak, CSR).
bool is_unimp(uint32_t word);

}  // namespace zkmem::rv32im
