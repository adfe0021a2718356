// The headers of a 32-bit little-endian ELF file, as far as loading a program needs them: nothing but C++, so
// that a verifier reads programs wherever it runs. Symbols and debug information are libelf's (elf_image.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "zkmem/base/result.h"

namespace zkmem::rv32im {

// Numbers of the format that loading looks at.
inline constexpr uint32_t kElfExecutable = 2;     // ET_EXEC
inline constexpr uint32_t kElfRiscV = 243;        // EM_RISCV
inline constexpr uint32_t kElfCompressed = 0x1;   // EF_RISCV_RVC
inline constexpr uint32_t kElfLoad = 1;           // PT_LOAD
inline constexpr uint32_t kElfInterpreter = 3;    // PT_INTERP
inline constexpr uint32_t kElfExecutePart = 0x1;  // PF_X

struct ElfHeader {
  uint32_t type = 0;
  uint32_t machine = 0;
  uint32_t entry = 0;
  uint32_t flags = 0;
  uint32_t table_offset = 0;  // of the program headers
  uint32_t table_entry_bytes = 0;
  uint32_t table_entries = 0;
};

struct ElfProgramHeader {
  uint32_t type = 0;
  uint32_t offset = 0;
  uint32_t address = 0;
  uint32_t file_bytes = 0;
  uint32_t memory_bytes = 0;
  uint32_t flags = 0;

  static constexpr uint32_t kBytes = 32;
};

// Refuses everything that is not ELF32 little-endian with a whole header.
Result<ElfHeader> read_elf_header(std::span<const uint8_t> file);

// Entry `index` of the table, of entries of kBytes; the error says where the file ends before it.
Result<ElfProgramHeader> read_elf_program_header(std::span<const uint8_t> file, const ElfHeader& header,
                                                 uint32_t index);

}  // namespace zkmem::rv32im
