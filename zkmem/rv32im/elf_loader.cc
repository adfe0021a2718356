#include "zkmem/rv32im/elf_loader.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include <fmt/format.h>
#include <gelf.h>

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

Status check_header(const GElf_Ehdr& header) {
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
  GElf_Phdr h;  // a copy: in the file a header may be at any address
  if (count == 0 || gelf_getphdr(image.get(), 0, &h) == nullptr)
    return bad_input("no program headers, so nothing to load");
  std::vector<Segment> segments;
  for (size_t i = 0; i < count; ++i) {
    if (gelf_getphdr(image.get(), static_cast<int>(i), &h) == nullptr)
      return image.library_error("cannot read the program headers");
    if (h.p_type == PT_INTERP)
      return bad_input("needs a dynamic loader (PT_INTERP), must be statically linked");
    if (h.p_type != PT_LOAD || h.p_memsz + h.p_filesz == 0) continue;
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

// The instruction that a word is, or kNoInstruction: then it is data, or padding.
Result<Instruction> decode_word(uint32_t word, uint32_t pc,
                                std::span<const InstructionExtension* const> extensions) {
  std::optional<Instruction> found = decode(word);
  for (const InstructionExtension* extension : extensions) {
    const auto instruction = extension->decode(word);
    if (!instruction) continue;
    if (found) return bad_input(fmt::format("word {:#010x} at {:#x} is claimed by two extensions", word, pc));
    found = instruction;
  }
  return found.value_or(Instruction{kNoInstruction, {}});
}

uint32_t word_at(std::span<const uint8_t> bytes, size_t offset) {
  uint32_t word = 0;
  for (size_t i = 0; i < kPcStep && offset + i < bytes.size(); ++i)
    word |= uint32_t{bytes[offset + i]} << (8 * i);
  return word;
}

// Puts the words of the executable segments into a program, in address order.
class ProgramBuilder {
 public:
  ProgramBuilder(Program& program, std::span<const InstructionExtension* const> extensions)
      : program_(program), extensions_(extensions) {}

  // Words at multiples of 4 whose first byte is the segment's; a last one that is cut off ends in zeros.
  Status add(const Segment& s, std::span<const uint8_t> bytes) {
    const uint64_t first = (s.address + kPcStep - 1) / kPcStep * kPcStep;
    if (first - s.address >= bytes.size()) return {};
    const auto pc = static_cast<uint32_t>(first);
    // A word that two segments share is the first one's.
    const bool follows = !program_.instructions.empty() && pc <= end_;
    if (!follows) begin_block(pc);
    for (size_t offset = (follows ? end_ : pc) - s.address; offset < bytes.size(); offset += kPcStep) {
      ZKMEM_RETURN_IF_ERROR(add_word(word_at(bytes, offset), static_cast<uint32_t>(s.address + offset)));
    }
    return {};
  }

 private:
  void begin_block(uint32_t pc) {
    if (program_.instructions.empty()) {
      program_.pc_base = pc;
    } else {
      program_.instructions.push_back({kNoInstruction, {}});  // the end of the block before
      program_.source_words.push_back(0);
      program_.further_blocks.push_back({static_cast<uint32_t>(program_.instructions.size()), pc});
    }
    end_ = pc;
  }
  Status add_word(uint32_t word, uint32_t pc) {
    ZKMEM_ASSIGN_OR_RETURN(const Instruction instruction, decode_word(word, pc, extensions_));
    program_.instructions.push_back(instruction);
    program_.source_words.push_back(word);
    end_ = pc + kPcStep;
    return {};
  }

  Program& program_;
  std::span<const InstructionExtension* const> extensions_;
  uint32_t end_ = 0;  // of the block so far
};

// What is wrong with an entry that is no instruction.
Error bad_entry(const Program& program, uint32_t entry) {
  const auto place = program.place_of(entry);
  if (place && program.has_word(*place)) {
    return bad_input(fmt::format("entry {:#x} is no instruction: the word there is {:#010x}", entry,
                                 program.source_words[*place]));
  }
  return bad_input(fmt::format("entry {:#x} is no instruction: the program is {:#x} to {:#x}", entry,
                               program.pc_base, program.pc_of(program.instructions.size())));
}

// Of a file that is marked as compressed: its code is none of ours if a word in it is not.
Status check_compressed(const GElf_Ehdr& header, const Program& program) {
  if ((header.e_flags & kCompressedFlag) == 0) return {};
  for (size_t place = 0; place < program.instructions.size(); ++place) {
    if (program.has_instruction(place) || !program.has_word(place)) continue;
    return bad_input(fmt::format(
        "unknown instruction word {:#010x} at {:#x} in an executable segment (the file is marked as using "
        "compressed instructions, build it for rv32im)",
        program.source_words[place], program.pc_of(place)));
  }
  return {};
}

}  // namespace

Result<Program> load_elf(std::span<const uint8_t> file,
                         std::span<const InstructionExtension* const> extensions) {
  ZKMEM_ASSIGN_OR_RETURN(const ElfImage image, ElfImage::open(file));
  GElf_Ehdr header;
  if (gelf_getehdr(image.get(), &header) == nullptr) return image.library_error("cannot read the ELF header");
  ZKMEM_RETURN_IF_ERROR(check_header(header));
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<Segment> segments, read_segments(image, file.size()));

  Program program;
  ProgramBuilder code(program, extensions);
  bool executable = false;
  for (const Segment& s : segments) {
    const auto bytes = file.subspan(s.offset, s.file_bytes);
    program.initial_memory.push_back({kMemorySpace, static_cast<uint32_t>(s.address),
                                      std::vector<uint8_t>(bytes.begin(), bytes.end()),
                                      static_cast<uint32_t>(s.memory_bytes - s.file_bytes)});
    executable = executable || s.executable;
    if (s.executable) ZKMEM_RETURN_IF_ERROR(code.add(s, bytes));
  }
  if (!executable) return bad_input("no executable segment, so no instructions");
  ZKMEM_RETURN_IF_ERROR(check_compressed(header, program));
  program.pc_start = static_cast<uint32_t>(header.e_entry);
  if (!program.index_of(program.pc_start)) return bad_entry(program, program.pc_start);
  return program;
}

}  // namespace zkmem::rv32im
