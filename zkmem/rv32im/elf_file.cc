#include "zkmem/rv32im/elf_file.h"

#include <algorithm>

#include <fmt/format.h>

namespace zkmem::rv32im {
namespace {

constexpr size_t kHeaderBytes = 52;
constexpr uint8_t kMagic[4] = {0x7f, 'E', 'L', 'F'};
constexpr uint32_t kClass32 = 1;
constexpr uint32_t kLittleEndian = 1;
constexpr uint32_t kCurrentVersion = 1;

// Whoever calls has seen that the bytes are there.
uint32_t u16_at(std::span<const uint8_t> file, size_t offset) {
  return file[offset] | uint32_t{file[offset + 1]} << 8;
}
uint32_t u32_at(std::span<const uint8_t> file, size_t offset) {
  return u16_at(file, offset) | u16_at(file, offset + 2) << 16;
}

}  // namespace

Result<ElfHeader> read_elf_header(std::span<const uint8_t> file) {
  if (file.size() < kHeaderBytes)
    return bad_input(
        fmt::format("not an ELF file: {} bytes, the header alone has {}", file.size(), kHeaderBytes));
  if (!std::equal(std::begin(kMagic), std::end(kMagic), file.begin()))
    return bad_input("not an ELF file: it does not start with 7f 45 4c 46");
  if (file[4] != kClass32)
    return bad_input(fmt::format("ELF class is {}, must be {} (32-bit)", file[4], kClass32));
  if (file[5] != kLittleEndian)
    return bad_input(
        fmt::format("ELF data encoding is {}, must be {} (little-endian)", file[5], kLittleEndian));
  if (file[6] != kCurrentVersion)
    return bad_input(fmt::format("ELF version is {}, must be {}", file[6], kCurrentVersion));
  ElfHeader header;
  header.type = u16_at(file, 16);
  header.machine = u16_at(file, 18);
  header.entry = u32_at(file, 24);
  header.table_offset = u32_at(file, 28);
  header.flags = u32_at(file, 36);
  header.table_entry_bytes = u16_at(file, 42);
  header.table_entries = u16_at(file, 44);
  return header;
}

Result<ElfProgramHeader> read_elf_program_header(std::span<const uint8_t> file, const ElfHeader& header,
                                                 uint32_t index) {
  const uint64_t begin = header.table_offset + uint64_t{index} * ElfProgramHeader::kBytes;
  const uint64_t end = begin + ElfProgramHeader::kBytes;
  if (end > file.size())
    return bad_input(fmt::format("program header {} ends at file offset {:#x}, the file has {:#x} bytes",
                                 index, end, file.size()));
  const std::span<const uint8_t> entry = file.subspan(static_cast<size_t>(begin), ElfProgramHeader::kBytes);
  ElfProgramHeader out;
  out.type = u32_at(entry, 0);
  out.offset = u32_at(entry, 4);
  out.address = u32_at(entry, 8);
  out.file_bytes = u32_at(entry, 16);
  out.memory_bytes = u32_at(entry, 20);
  out.flags = u32_at(entry, 24);
  return out;
}

}  // namespace zkmem::rv32im
