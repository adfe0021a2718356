// Test support: small ELF files written byte by byte, so that tests need no toolchain and can be wrong on
// purpose.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "zkmem/base/bytes.h"

namespace zkmem::rv32im::testing {

struct ElfSegment {
  uint32_t address = 0;
  std::vector<uint8_t> bytes;
  uint32_t bss = 0;    // memory bytes beyond the file's
  uint32_t flags = 5;  // PF_R | PF_X
  uint32_t type = 1;   // PT_LOAD
  // Overrides of what follows from the above, for malformed files.
  int64_t offset = -1;
  int64_t file_bytes = -1;
  int64_t memory_bytes = -1;
};

struct ElfFile {
  uint32_t entry = 0;
  std::vector<ElfSegment> segments;
  uint8_t elf_class = 1;
  uint8_t encoding = 1;
  uint16_t type = 2;       // ET_EXEC
  uint16_t machine = 243;  // EM_RISCV
  uint32_t flags = 0;
  uint16_t phentsize = 32;
  int header_count = -1;
  uint32_t header_offset = 52;
  uint32_t page = 1;  // file offsets and addresses agree modulo this: 4096 for a file that Linux loads

  std::vector<uint8_t> build() const {
    const size_t table_end = 52 + 32 * segments.size();
    ByteWriter out;
    const uint8_t ident[16] = {0x7f, 'E', 'L', 'F', elf_class, encoding, 1};
    out.write_bytes(ident);
    out.write_u16(type);
    out.write_u16(machine);
    out.write_u32(1);
    out.write_u32(entry);
    out.write_u32(header_offset);
    out.write_u32(0);
    out.write_u32(flags);
    out.write_u16(52);
    out.write_u16(phentsize);
    out.write_u16(
        static_cast<uint16_t>(header_count >= 0 ? header_count : static_cast<int>(segments.size())));
    out.write_u16(40);
    out.write_u16(0);
    out.write_u16(0);
    size_t position = table_end;
    std::vector<size_t> padding;
    for (const ElfSegment& s : segments) {
      const auto or_else = [](int64_t value, size_t usual) {
        return static_cast<uint32_t>(value >= 0 ? value : static_cast<int64_t>(usual));
      };
      padding.push_back((s.address + page - position % page) % page);
      position += padding.back();
      out.write_u32(s.type);
      out.write_u32(or_else(s.offset, position));
      out.write_u32(s.address);
      out.write_u32(s.address);
      out.write_u32(or_else(s.file_bytes, s.bytes.size()));
      out.write_u32(or_else(s.memory_bytes, s.bytes.size() + s.bss));
      out.write_u32(s.flags);
      out.write_u32(page == 1 ? 4 : page);
      position += s.bytes.size();
    }
    for (size_t i = 0; i < segments.size(); ++i) {
      out.write_bytes(std::vector<uint8_t>(padding[i]));
      out.write_bytes(segments[i].bytes);
    }
    return std::move(out).take();
  }
};

inline std::vector<uint8_t> words(const std::vector<uint32_t>& list) {
  ByteWriter out;
  for (const uint32_t word : list) out.write_u32(word);
  return std::move(out).take();
}

}  // namespace zkmem::rv32im::testing
