// From an ELF file to a program (golden/openvm-v2/RV32IM.md, "ELF -> program"; OpenVM's `Elf::decode`, made
// stricter).
//
// Accepted: ELF32, little-endian, ET_EXEC, EM_RISCV. Every PT_LOAD byte (text and bss too) goes into address
// space 2; the file words of the executable segments, in address order, are the program: instructions, and
// data between them, which traps if it is executed. Refused, each with one line that names the place and both
// numbers: a segment outside the file, outside 2^29 bytes, with more file than memory bytes, overlapping
// another; an entry that is no instruction; data in a file marked as using compressed instructions, whose
// code would look the same.
#pragma once

#include <cstdint>
#include <span>

#include "zkmem/base/result.h"
#include "zkmem/vm/extension.h"
#include "zkmem/vm/program.h"

namespace zkmem::rv32im {

// `extensions` are asked for words that RV32IM and the guest interface do not know.
Result<Program> load_elf(std::span<const uint8_t> file,
                         std::span<const InstructionExtension* const> extensions = {});

}  // namespace zkmem::rv32im
