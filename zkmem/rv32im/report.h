// Reports for people: why and where a program stopped.
#pragma once

#include <string>

#include "zkmem/rv32im/machine.h"
#include "zkmem/rv32im/source_map.h"
#include "zkmem/vm/program.h"
#include "zkmem/vm/trap.h"

namespace zkmem::rv32im {

// Of a run that did not end within the instructions allowed.
Error instruction_limit_error(const Machine& machine);

// Of a run that would need more memory than the budget: what the machine needs, and `beside` it.
Error memory_limit_error(const Machine& machine, uint64_t beside, uint64_t budget);

// "at 0x200804: lw a0, 2(zero), in main+0x14 (sort.c:31)"
std::string describe_place(const Program& program, const SourceMap& names, uint32_t pc);

// "trap: <cause>, at <place>", one line; where the cause has a usual reason (a stack overflow, a forgotten
// --stdin), that too.
std::string trap_report(const Program& program, const SourceMap& names, const Trap& trap);

// The same for a program that an ecall, ebreak or CSR word terminated at pc; empty for any other end.
std::string unimp_report(const Program& program, const SourceMap& names, uint32_t pc);

// That the run wrote to the first bytes of memory, where nothing was loaded: writes through a null pointer do
// not trap. Empty if it did not. The machine's memory is compared with that at its start.
std::string null_write_report(const Machine& machine);

}  // namespace zkmem::rv32im
