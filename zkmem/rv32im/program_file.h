// A program's file, told apart by its first bytes: an ELF file, or else an executable of OpenVM 2.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "zkmem/base/result.h"
#include "zkmem/vm/extension.h"
#include "zkmem/vm/program.h"

namespace zkmem::rv32im {

bool is_elf(std::span<const uint8_t> file);

// `extensions` are asked for words that RV32IM and the guest interface do not know; an executable of OpenVM's
// has no such words.
Result<Program> load_program(std::span<const uint8_t> file,
                             std::span<const InstructionExtension* const> extensions = {});

// The same of a file with a name, which says what is wrong with bytes that are neither: they were to be an
// executable of OpenVM's if they are called so, else an ELF file.
Result<Program> load_named_program(std::span<const uint8_t> file, std::string_view name);

}  // namespace zkmem::rv32im
