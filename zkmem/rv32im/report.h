// Reports for people: why and where a program stopped.
#pragma once

#include <string>

#include "zkmem/rv32im/source_map.h"
#include "zkmem/vm/program.h"
#include "zkmem/vm/trap.h"

namespace zkmem::rv32im {

// "at 0x200804: lw a0, 2(zero), in main+0x14 (sort.c:31)"
std::string describe_place(const Program& program, const SourceMap& names, uint32_t pc);

// "trap: <cause>, at <place>", one line.
std::string trap_report(const Program& program, const SourceMap& names, const Trap& trap);

// The same for a program that an ecall, ebreak or CSR word terminated at pc; empty for any other end.
std::string unimp_report(const Program& program, const SourceMap& names, uint32_t pc);

}  // namespace zkmem::rv32im
