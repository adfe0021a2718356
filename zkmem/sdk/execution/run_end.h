// How a run that did not go well is told: why, and where in the program's source.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "zkmem/base/error.h"
#include "zkmem/rv32im/machine.h"

namespace zkmem {

// Of a machine that trapped; `program_file` is the ELF that it runs, for the names in it.
Error trap_error(const rv32im::Machine& machine, std::span<const uint8_t> program_file);

// Of one that a system instruction terminated (compilers put one where a program goes wrong, for example
// writes through a null pointer); none: it ended otherwise.
std::optional<std::string> abort_note(const rv32im::Machine& machine, std::span<const uint8_t> program_file);

}  // namespace zkmem
