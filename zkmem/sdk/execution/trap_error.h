// What a run that traps is told as.
#pragma once

#include <fmt/format.h>

#include "zkmem/base/error.h"
#include "zkmem/rv32im/machine.h"

namespace zkmem {

inline Error trap_error(const rv32im::Machine& machine) {
  return {ErrorKind::kTrap, fmt::format("the program trapped at pc {:#x} after {} instructions: {}",
                                        machine.pc(), machine.instructions(), machine.trap()->message())};
}

}  // namespace zkmem
