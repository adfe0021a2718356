#include "zkmem/rv32im/elf_loader.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include <fmt/format.h>
#include <libelf.h>

#include "zkmem/rv32im/decoder.h"
#include "zkmem/rv32im/elf_image.h"
#include "zkmem/rv32im/opcode.h"

namespace zkmem::rv32im {
namespace {

constexpr uint64_t kMemoryBytes = uint64_t{1} << 29;
constexpr size_t kMaxProgramHeaders = 256;
constexpr uint32_t kCompressedFlag = 0x1;  // EF_RISCV_RVC

struct Segment {
  size_t number = 0;  // in the file's program header table
  uint64_t offset = 0;
  uint64_t address = 0;
  uint64_t file_bytes = 0;
  uint64_t memory_bytes = 0;
  bool executable = false;

  uint64_t end() const { return address + memory_bytes; }
};

Status check_header(const Elf32_Ehdr& header) {
  if (header.e_type != ET_EXEC)
    return bad_input(
        fmt::format("ELF type is {}, must be {} (a statically linked executable)", header.e_type, ET_EXEC));
  if (header.e_machine != EM_RISCV)
    return bad_input(fmt::format("ELF machine is {}, must be {} (RISC-V)", header.e_machine, EM_RISCV));
  if (header.e_phentsize != sizeof(Elf32_Phdr))
    return bad_input(fmt::format("program header entries have {} bytes, must have {}", header.e_phentsize,
                                 sizeof(Elf32_Phdr)));
  return {};
}

Status check_segment(const Segment& s, uint64_t file_size) {
  if (s.offset + s.file_bytes > file_size)
    return bad_input(fmt::format("segment {} ends at file offset {:#x}, the file has {:#x} bytes", s.number,
                                 s.offset + s.file_bytes, file_size));
  if (s.file_bytes > s.memory_bytes)
    return bad_input(fmt::format("segment {} has {:#x} bytes in the file but only {:#x} in memory", s.number,
                                 s.file_bytes, s.memory_bytes));
  if (s.address % kPcStep != 0)
    return bad_input(
        fmt::format("segment {} starts at {:#x}, not a multiple of {}", s.number, s.address, kPcStep));
  if (s.end() > kMemoryBytes)
    return bad_input(
        fmt::format("segment {} ends at {:#x}, memory ends at {:#x}", s.number, s.end(), kMemoryBytes));
  return {};
}

// PT_LOAD segments in address order.
Result<std::vector<Segment>> read_segments(const ElfImage& image, uint64_t file_size) {
  size_t count = 0;
  if (elf_getphdrnum(image.get(), &count) != 0) return image.library_error("cannot read the program headers");
  if (count > kMaxProgramHeaders)
    return bad_input(fmt::format("{} program headers, at most {} are accepted", count, kMaxProgramHeaders));
  const Elf32_Phdr* headers = elf32_getphdr(image.get());
  if (count == 0 || headers == nullptr) return bad_input("no program headers, so nothing to load");
  std::vector<Segment> segments;
  for (size_t i = 0; i < count; ++i) {
    const Elf32_Phdr& h = headers[i];
    if (h.p_type == PT_INTERP)
      return bad_input("needs a dynamic loader (PT_INTERP), must be statically linked");
    if (h.p_type != PT_LOAD || h.p_memsz + uint64_t{h.p_filesz} == 0) continue;
    segments.push_back({i, h.p_offset, h.p_vaddr, h.p_filesz, h.p_memsz, (h.p_flags & PF_X) != 0});
    ZKMEM_RETURN_IF_ERROR(check_segment(segments.back(), file_size));
  }
  std::stable_sort(segments.begin(), segments.end(),
                   [](const Segment& x, const Segment& y) { return x.address < y.address; });
  for (size_t i = 1; i < segments.size(); ++i) {
    const Segment &below = segments[i - 1], &above = segments[i];
    if (above.address < below.end())
      return bad_input(fmt::format("segment {} starts at {:#x}, inside segment {} which ends at {:#x}",
                                   above.number, above.address, below.number, below.end()));
  }
  return segments;
}

// Consecutive executable segments must follow one another without a gap, in file and memory alike: an
// instruction's place in the program table is its distance from the first.
Status check_executable_order(const std::vector<Segment>& segments) {
  const Segment* last = nullptr;
  for (const Segment& s : segments) {
    if (!s.executable) continue;
    if (last != nullptr && last->end() != s.address)
      return bad_input(fmt::format(
          "executable segment {} starts at {:#x}, the one before it ends at {:#x}: there must be no gap",
          s.number, s.address, last->end()));
    if (last != nullptr && last->file_bytes != last->memory_bytes)
      return bad_input(
          fmt::format("executable segment {} follows segment {} whose last {:#x} bytes are not in the file",
                      s.number, last->number, last->memory_bytes - last->file_bytes));
    last = &s;
  }
  if (last == nullptr) return bad_input("no executable segment, so no instructions");
  return {};
}

Result<Instruction> decode_word(uint32_t word, uint32_t pc, bool compressed,
                                std::span<const InstructionExtension* const> extensions) {
  std::optional<Instruction> found = decode(word);
  for (const InstructionExtension* extension : extensions) {
    const auto instruction = extension->decode(word);
    if (!instruction) continue;
    if (found) return bad_input(fmt::format("word {:#010x} at {:#x} is claimed by two extensions", word, pc));
    found = instruction;
  }
  if (found) return *found;
  return bad_input(fmt::format(
      "unknown instruction word {:#010x} at {:#x} in an executable segment{}", word, pc,
      compressed ? " (the file is marked as using compressed instructions, build it for rv32im)" : ""));
}

uint32_t word_at(std::span<const uint8_t> bytes, size_t offset) {
  uint32_t word = 0;
  for (size_t i = 0; i < kPcStep && offset + i < bytes.size(); ++i)
    word |= uint32_t{bytes[offset + i]} << (8 * i);
  return word;
}

}  // namespace

Result<Program> load_elf(std::span<const uint8_t> file,
                         std::span<const InstructionExtension* const> extensions) {
  ZKMEM_ASSIGN_OR_RETURN(const ElfImage image, ElfImage::open(file));
  const Elf32_Ehdr* header = elf32_getehdr(image.get());
  if (header == nullptr) return image.library_error("cannot read the ELF header");
  ZKMEM_RETURN_IF_ERROR(check_header(*header));
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<Segment> segments, read_segments(image, file.size()));
  ZKMEM_RETURN_IF_ERROR(check_executable_order(segments));

  Program program;
  for (const Segment& s : segments) {
    const auto bytes = file.subspan(s.offset, s.file_bytes);
    program.initial_memory.push_back({kMemorySpace, static_cast<uint32_t>(s.address),
                                      std::vector<uint8_t>(bytes.begin(), bytes.end()),
                                      static_cast<uint32_t>(s.memory_bytes - s.file_bytes)});
    if (!s.executable) continue;
    if (program.instructions.empty()) program.pc_base = static_cast<uint32_t>(s.address);
    for (size_t offset = 0; offset < bytes.size(); offset += kPcStep) {
      const uint32_t word = word_at(bytes, offset);
      const uint32_t pc = static_cast<uint32_t>(s.address + offset);
      ZKMEM_ASSIGN_OR_RETURN(const Instruction instruction,
                             decode_word(word, pc, (header->e_flags & kCompressedFlag) != 0, extensions));
      program.instructions.push_back(instruction);
      program.source_words.push_back(word);
    }
  }
  program.pc_start = header->e_entry;
  if (!program.index_of(program.pc_start))
    return bad_input(fmt::format("entry {:#x} is no instruction: the program is {:#x} to {:#x}",
                                 program.pc_start, program.pc_base,
                                 program.pc_of(program.instructions.size())));
  return program;
}

}  // namespace zkmem::rv32im
