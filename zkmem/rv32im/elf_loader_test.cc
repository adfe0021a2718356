#include "zkmem/rv32im/elf_loader.h"

#include <map>
#include <string>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "zkmem/base/file.h"
#include "zkmem/rv32im/elf_writer.h"
#include "zkmem/vm/chips/system_chips.h"

namespace zkmem::rv32im {
namespace {

using testing::ElfFile;
using testing::ElfSegment;
using ::testing::HasSubstr;
using testing::words;

constexpr uint32_t kNopWord = 0x00000013;
constexpr uint32_t kDataFlags = 6;

std::string golden(const std::string& name) {
  return std::string(ZKMEM_TESTDATA) + "/openvm-v2/rv32im_run/" + name;
}

// A good file: four words of text, eight bytes of data with eight of bss.
ElfFile good() {
  ElfFile file;
  file.entry = 0x1000;
  file.segments.push_back({.address = 0x1000, .bytes = words({kNopWord, kNopWord, kNopWord, 0x0000000b})});
  file.segments.push_back({.address = 0x2000, .bytes = words({1, 2}), .bss = 8, .flags = kDataFlags});
  return file;
}

std::string refusal(const ElfFile& file) {
  const auto bytes = file.build();
  const auto program = load_elf(bytes);
  if (program.ok()) return "accepted";
  EXPECT_EQ(program.error().kind, ErrorKind::kBadInput);
  EXPECT_EQ(program.error().message.find('\n'), std::string::npos);
  return program.error().message;
}

TEST(ElfLoader, GoldenProgramAndInitialMemory) {
  const auto bytes = read_file(golden("guest/vm_a.elf")).value();
  const auto program = load_elf(bytes).value();
  const auto rows = nlohmann::json::parse(read_file(golden("program.json")).value());
  ASSERT_EQ(program.instructions.size(), rows.size());
  for (size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(program.pc_of(i), rows[i]["pc"].get<uint32_t>());
    EXPECT_EQ(fmt::format("{:08x}", program.source_words[i]), rows[i]["word"].get<std::string>());
    EXPECT_EQ(program.instructions[i].opcode, rows[i]["opcode"].get<uint32_t>());
    EXPECT_EQ(program.instructions[i].operands, (rows[i]["operands"].get<std::array<uint32_t, 7>>()));
  }
  const auto execution = nlohmann::json::parse(read_file(golden("execution.json")).value());
  EXPECT_EQ(program.pc_base, execution["pc_base"].get<uint32_t>());
  EXPECT_EQ(program.pc_start, execution["pc_start"].get<uint32_t>());

  nlohmann::json cells = nlohmann::json::array();
  for (const InitialBytes& chunk : program.initial_memory)
    for (size_t i = 0; i < chunk.bytes.size(); ++i)
      if (chunk.bytes[i] != 0) cells.push_back({chunk.address_space, chunk.pointer + i, chunk.bytes[i]});
  EXPECT_EQ(cells, nlohmann::json::parse(read_file(golden("initial_memory.json")).value()));
}

// Neither the bytes nor the headers in them need be aligned (the sanitizers tell).
TEST(ElfLoader, AcceptsHeadersAtAnyPlace) {
  const std::vector<uint8_t> aligned = good().build();
  const auto expected = load_elf(aligned);
  ASSERT_TRUE(expected.ok());
  for (const uint32_t shift : {1u, 2u, 3u}) {
    ElfFile file = good();
    file.header_offset = 52 + shift;
    int64_t offset = 52 + 2 * 32 + shift;
    for (ElfSegment& segment : file.segments) {
      segment.offset = offset;
      offset += static_cast<int64_t>(segment.bytes.size());
    }
    std::vector<uint8_t> bytes = file.build();
    bytes.insert(bytes.begin() + 52, shift, 0);
    std::vector<uint8_t> room(shift);
    room.insert(room.end(), aligned.begin(), aligned.end());
    for (const std::span<const uint8_t> unaligned :
         {std::span<const uint8_t>(bytes), std::span<const uint8_t>(room).subspan(shift)}) {
      const auto program = load_elf(unaligned);
      ASSERT_TRUE(program.ok()) << shift << ": " << program.error().message;
      EXPECT_EQ(program->source_words, expected->source_words);
    }
  }
}

TEST(ElfLoader, AcceptsSegmentsInAnyOrder) {
  ElfFile file = good();
  std::swap(file.segments[0], file.segments[1]);
  const auto bytes = file.build();
  const auto program = load_elf(bytes);
  ASSERT_TRUE(program.ok()) << program.error().message;
  EXPECT_EQ(program->pc_base, 0x1000u);
  EXPECT_EQ(program->instructions.size(), 4u);
  EXPECT_EQ(program->initial_memory[0].pointer, 0x1000u);
}

TEST(ElfLoader, AdjacentExecutableSegmentsAreOneProgram) {
  ElfFile file = good();
  file.segments.push_back({.address = 0x1010, .bytes = words({kNopWord, kNopWord})});
  const auto bytes = file.build();
  EXPECT_EQ(load_elf(bytes).value().instructions.size(), 6u);
}

// attacks.md #37 and its kind, one by one.
TEST(ElfLoader, RefusesOverlappingSegments) {
  ElfFile file = good();
  file.segments[1].address = 0x100c;
  EXPECT_THAT(refusal(file), HasSubstr("segment 1 starts at 0x100c, inside segment 0 which ends at 0x1010"));
}

TEST(ElfLoader, RefusesBssOverData) {
  ElfFile file = good();
  file.segments.push_back(
      {.address = 0x200c, .bytes = words({7}), .flags = kDataFlags});  // in segment 1's bss
  EXPECT_THAT(refusal(file), HasSubstr("segment 2 starts at 0x200c, inside segment 1 which ends at 0x2010"));
}

TEST(ElfLoader, ExecutableSegmentsWithAGapAreBlocks) {
  ElfFile file = good();
  file.segments.push_back({.address = 0x10000000, .bytes = words({kNopWord, 0x0000000b})});
  const Program program = load_elf(file.build()).value();
  ASSERT_EQ(program.further_blocks.size(), 1u);
  EXPECT_EQ(program.instructions.size(), 4u + 1u + 2u);
  EXPECT_EQ(program.pc_of(3), 0x100cu);
  EXPECT_EQ(program.pc_of(5), 0x10000000u);
  EXPECT_EQ(program.index_of(0x10000004), 6u);
  EXPECT_EQ(program.index_of(0x1010), std::nullopt);
  EXPECT_EQ(program.num_instructions(), 6u);
}

TEST(ElfLoader, AnExecutableSegmentAfterExecutableBssIsABlock) {
  ElfFile file = good();
  file.segments[0].bss = 8;
  file.segments.push_back({.address = 0x1018, .bytes = words({kNopWord})});
  const Program program = load_elf(file.build()).value();
  EXPECT_EQ(program.index_of(0x1018), 5u);
  EXPECT_EQ(program.index_of(0x1010), std::nullopt);
}

TEST(ElfLoader, TouchingExecutableSegmentsAreOneBlock) {
  ElfFile file = good();
  file.segments.push_back({.address = 0x1010, .bytes = words({kNopWord})});
  const Program program = load_elf(file.build()).value();
  EXPECT_TRUE(program.further_blocks.empty());
  EXPECT_EQ(program.index_of(0x1010), 4u);
}

// A word that lies in two segments is the first one's, and later words are at multiples of 4.
TEST(ElfLoader, ExecutableSegmentsMayBeginAnywhere) {
  ElfFile file = good();
  file.segments.push_back({.address = 0x1012, .bytes = {0, 0, 0x13, 0, 0, 0, 0x0b}});
  const Program program = load_elf(file.build()).value();
  EXPECT_EQ(program.index_of(0x1014), 5u);
  EXPECT_EQ(program.source_words[6], 0x0bu);  // cut off, ends in zeros
  EXPECT_EQ(program.initial_memory[1].pointer, 0x1012u);
}

TEST(ElfLoader, WordsThatAreNoInstructionsHaveNoRow) {
  for (const uint32_t data : {0x0000100fu, 0x42437733u, 0x3384f333u, 0x464c457fu, 0u, 0xffffffffu}) {
    ElfFile file = good();
    file.segments[0].bytes = words({kNopWord, data, kNopWord, 0x0000000b});
    const Program program = load_elf(file.build()).value();
    EXPECT_EQ(program.index_of(0x1004), std::nullopt);
    EXPECT_EQ(program.place_of(0x1004), 1u);
    EXPECT_EQ(program.source_words[1], data);
    EXPECT_EQ(program.num_instructions(), 3u);
    const Trace table = program_table(program);
    ASSERT_EQ(table.height(), 4u);
    const uint32_t pcs[] = {0x1000, 0x1008, 0x100c, 0x1010};  // the last one is padding, past the program
    for (size_t row = 0; row < 4; ++row) EXPECT_EQ(table.at(row, 0).as_canonical(), pcs[row]);
    EXPECT_EQ(table.at(3, 1).as_canonical(), kOpTerminate);
    EXPECT_EQ(table.at(3, 4).as_canonical(), 1u);
  }
}

TEST(ElfLoader, RefusesEntryOutsideText) {
  for (const uint32_t entry : {0x0ffcu, 0x1010u, 0x2000u, 0x1002u, 0u, 0xfffffffcu}) {
    ElfFile file = good();
    file.entry = entry;
    EXPECT_THAT(refusal(file), HasSubstr(fmt::format(
                                   "entry {:#x} is no instruction: the program is 0x1000 to 0x1010", entry)));
  }
}

TEST(ElfLoader, RefusesDataInCompressedCode) {
  ElfFile file = good();
  file.segments[0].bytes = words({kNopWord, 0x0000100f, kNopWord, 0x0000000b});
  file.flags = 1;
  EXPECT_THAT(refusal(file), HasSubstr("unknown instruction word 0x0000100f at 0x1004"));
  EXPECT_THAT(refusal(file), HasSubstr("compressed"));
}

TEST(ElfLoader, RefusesAnEntryThatIsData) {
  ElfFile file = good();
  file.segments[0].bytes = words({kNopWord, 0x464c457f, kNopWord, 0x0000000b});
  file.entry = 0x1004;
  EXPECT_THAT(refusal(file), HasSubstr("entry 0x1004 is no instruction: the word there is 0x464c457f"));
}

TEST(ElfLoader, RefusesSegmentsOutsideTheFile) {
  ElfFile file = good();
  file.segments[1].offset = 0x10000;
  EXPECT_THAT(refusal(file), HasSubstr("segment 1 ends at file offset 0x10008"));
  file = good();
  file.segments[1].offset = 0xfffffffc;
  file.segments[1].file_bytes = 8;
  EXPECT_THAT(refusal(file), HasSubstr("segment 1 ends at file offset 0x100000004"));
  file = good();
  file.segments[0].file_bytes = file.segments[0].memory_bytes = 0x7fffffff;
  EXPECT_THAT(refusal(file), HasSubstr("segment 0 ends at file offset"));
}

TEST(ElfLoader, RefusesMoreFileThanMemory) {
  ElfFile file = good();
  file.segments[1].memory_bytes = 4;
  EXPECT_THAT(refusal(file), HasSubstr("segment 1 has 0x8 bytes in the file but only 0x4 in memory"));
}

TEST(ElfLoader, RefusesFarSegments) {
  ElfFile file = good();
  file.segments[1].address = 0x1ffffffc;
  EXPECT_THAT(refusal(file), HasSubstr("segment 1 ends at 0x2000000c, memory ends at 0x20000000"));
  file = good();
  file.segments[1].address = 0xfffffffc;  // wraps in 32 bits
  EXPECT_THAT(refusal(file), HasSubstr("segment 1 ends at 0x10000000c"));
  file = good();
  file.segments[1].memory_bytes = 0xffffffff;
  EXPECT_THAT(refusal(file), HasSubstr("segment 1 ends at"));
}

TEST(ElfLoader, RefusesOtherKindsOfElf) {
  ElfFile file = good();
  file.elf_class = 2;
  EXPECT_THAT(refusal(file), HasSubstr("ELF class is 2, must be 1"));
  file = good();
  file.encoding = 2;
  EXPECT_THAT(refusal(file), HasSubstr("ELF data encoding is 2"));
  std::vector<uint8_t> bytes = good().build();
  bytes[6] = 2;
  EXPECT_EQ(load_elf(bytes).error().message, "ELF version is 2, must be 1");
  file = good();
  file.type = 3;
  EXPECT_THAT(refusal(file), HasSubstr("ELF type is 3, must be 2"));
  file = good();
  file.machine = 62;
  EXPECT_THAT(refusal(file), HasSubstr("ELF machine is 62, must be 243"));
  file = good();
  file.segments.push_back({.address = 0x3000, .bytes = words({0}), .flags = 4, .type = 3});
  EXPECT_THAT(refusal(file), HasSubstr("dynamic loader"));
}

TEST(ElfLoader, RefusesProgramHeadersThatAreNotThere) {
  ElfFile file = good();
  file.header_count = 0;
  EXPECT_THAT(refusal(file), HasSubstr("program header"));
  file = good();
  file.header_count = 300;
  EXPECT_EQ(refusal(file), "300 program headers, at most 256 are accepted");
  file.header_count = 0xffff;  // "more than fit here": the section headers would say how many
  EXPECT_EQ(refusal(file), "65535 program headers, at most 256 are accepted");
  file = good();
  file.header_count = 4;
  EXPECT_EQ(refusal(file), "program header 2 ends at file offset 0x94, the file has 0x8c bytes");
  file = good();
  file.header_offset = 0xfffffff0;  // wraps in 32 bits
  EXPECT_EQ(refusal(file), "program header 0 ends at file offset 0x100000010, the file has 0x8c bytes");
  file = good();
  file.phentsize = 56;
  EXPECT_THAT(refusal(file), HasSubstr("56 bytes, must have 32"));
  file = good();
  file.segments.erase(file.segments.begin());
  EXPECT_THAT(refusal(file), HasSubstr("no executable segment"));
}

TEST(ElfLoader, EveryTruncationIsRefused) {
  const auto bytes = good().build();
  ASSERT_TRUE(load_elf(bytes).ok());
  for (size_t size = 0; size < bytes.size(); ++size) {
    const std::vector<uint8_t> cut(bytes.begin(), bytes.begin() + static_cast<ptrdiff_t>(size));
    EXPECT_FALSE(load_elf(cut).ok()) << size;
  }
}

TEST(ElfLoader, AnyByteChangedIsHandled) {
  const auto bytes = good().build();
  size_t accepted = 0;
  for (size_t i = 0; i < bytes.size(); ++i) {
    for (const int bit : {0, 3, 7}) {
      auto changed = bytes;
      changed[i] = static_cast<uint8_t>(changed[i] ^ (1 << bit));
      const auto program = load_elf(changed);
      if (!program.ok()) continue;
      ++accepted;
      EXPECT_TRUE(program->index_of(program->pc_start));
      for (const InitialBytes& chunk : program->initial_memory)
        EXPECT_LE(uint64_t{chunk.pointer} + chunk.bytes.size(), uint64_t{1} << 29);
    }
  }
  EXPECT_GT(accepted, 0u);
}

}  // namespace
}  // namespace zkmem::rv32im
