// RISC-V words as assembly text, for trap reports and people. Jump targets are absolute addresses.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace zkmem::rv32im {

// "lw a0, -4(sp)", "beq a0, a1, 0x200844", …; ".word 0x…" for what no part of the machine knows.
std::string disassemble(uint32_t word, uint32_t pc);

// The ABI name of register 0…31 ("zero", "ra", "sp", …).
std::string_view register_name(uint32_t index);

}  // namespace zkmem::rv32im
