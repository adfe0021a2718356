#include "zkmem/rv32im/elf_loader.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include <fmt/format.h>

#include "zkmem/rv32im/decoder.h"
#include "zkmem/rv32im/elf_file.h"
#include "zkmem/rv32im/opcode.h"

namespace zkmem::rv32im {
namespace {

constexpr uint64_t kMemoryBytes = uint64_t{1} << 29;
constexpr uint32_t kMaxProgramHeaders = 256;

struct Segment {
  uint32_t number = 0;  // in the file's program header table
  uint64_t offset = 0;
  uint64_t address = 0;
  uint64_t file_bytes = 0;
  uint64_t memory_bytes = 0;
  bool executable = false;

  uint64_t end() const { return address + memory_bytes; }
};

Status check_header(const ElfHeader& header) {
  if (header.type != kElfExecutable)
    return bad_input(fmt::format("ELF type is {}, must be {} (a statically linked executable)", header.type,
                                 kElfExecutable));
  if (header.machine != kElfRiscV)
    return bad_input(fmt::format("ELF machine is {}, must be {} (RISC-V)", header.machine, kElfRiscV));
  if (header.table_entry_bytes != ElfProgramHeader::kBytes)
    return bad_input(fmt::format("program header entries have {} bytes, must have {}",
                                 header.table_entry_bytes, ElfProgramHeader::kBytes));
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
Result<std::vector<Segment>> read_segments(std::span<const uint8_t> file, const ElfHeader& header) {
  const uint32_t count = header.table_entries;
  if (count > kMaxProgramHeaders)
    return bad_input(fmt::format("{} program headers, at most {} are accepted", count, kMaxProgramHeaders));
  if (count == 0 || header.table_offset == 0) return bad_input("no program headers, so nothing to load");
  std::vector<Segment> segments;
  for (uint32_t i = 0; i < count; ++i) {
    ZKMEM_ASSIGN_OR_RETURN(const ElfProgramHeader h, read_elf_program_header(file, header, i));
    if (h.type == kElfInterpreter)
      return bad_input("needs a dynamic loader (PT_INTERP), must be statically linked");
    if (h.type != kElfLoad || (h.memory_bytes == 0 && h.file_bytes == 0)) continue;
    segments.push_back(
        {i, h.offset, h.address, h.file_bytes, h.memory_bytes, (h.flags & kElfExecutePart) != 0});
    ZKMEM_RETURN_IF_ERROR(check_segment(segments.back(), file.size()));
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
    for (size_t offset = static_cast<size_t>((follows ? end_ : pc) - s.address); offset < bytes.size();
         offset += kPcStep) {
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
Status check_compressed(const ElfHeader& header, const Program& program) {
  if ((header.flags & kElfCompressed) == 0) return {};
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
  ZKMEM_ASSIGN_OR_RETURN(const ElfHeader header, read_elf_header(file));
  ZKMEM_RETURN_IF_ERROR(check_header(header));
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<Segment> segments, read_segments(file, header));

  Program program;
  ProgramBuilder code(program, extensions);
  bool executable = false;
  for (const Segment& s : segments) {
    const auto bytes = file.subspan(static_cast<size_t>(s.offset), static_cast<size_t>(s.file_bytes));
    program.initial_memory.push_back({kMemorySpace, static_cast<uint32_t>(s.address),
                                      std::vector<uint8_t>(bytes.begin(), bytes.end()),
                                      static_cast<uint32_t>(s.memory_bytes - s.file_bytes)});
    executable = executable || s.executable;
    if (s.executable) ZKMEM_RETURN_IF_ERROR(code.add(s, bytes));
  }
  if (!executable) return bad_input("no executable segment, so no instructions");
  ZKMEM_RETURN_IF_ERROR(check_compressed(header, program));
  program.pc_start = header.entry;
  if (!program.index_of(program.pc_start)) return bad_entry(program, program.pc_start);
  return program;
}

}  // namespace zkmem::rv32im
