#include "zkmem/rv32im/source_frames.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "zkmem/base/file.h"
#include "zkmem/rv32im/elf_loader.h"
#include "zkmem/rv32im/source_map.h"

namespace zkmem::rv32im {
namespace {

struct Named {
  std::string function;
  std::string file;
  uint32_t line = 0;
  friend bool operator==(const Named&, const Named&) = default;
};

std::vector<Named> named(const SourceFrames& frames, uint32_t place) {
  std::vector<Named> out;
  for (const SourceFrame& frame : frames.frames(place))
    out.push_back({frames.name(frame.function), frames.name(frame.file), frame.line});
  return out;
}

std::vector<uint8_t> trap_guest() {
  return read_file(std::string(ZKMEM_SOURCE_DIR) + "/examples/guests/elf/trap.elf").value();
}

// load_word() of trap.c stands in line in main(), where its trap is reported.
TEST(SourceFrames, NameWhatIsInLine) {
  const auto file = trap_guest();
  const Program program = load_elf(file).value();
  const SourceFrames frames(file, program);
  EXPECT_EQ(named(frames, program.index_of(0x201360).value()),
            (std::vector<Named>{{"main", "trap.c", 30}, {"load_word", "trap.c", 10}}));
}

// One table for all, against a look-up for each: the innermost line, and the function.
TEST(SourceFrames, AreTheLinesOfTrapReports) {
  const auto file = trap_guest();
  const Program program = load_elf(file).value();
  const SourceFrames frames(file, program);
  const SourceMap map(file);
  size_t lines = 0;
  for (uint32_t place = 0; place < program.instructions.size(); ++place) {
    if (!program.has_instruction(place)) continue;
    const uint32_t pc = program.pc_of(place);
    const auto line = map.line(pc);
    const auto all = named(frames, place);
    ASSERT_FALSE(all.empty());
    EXPECT_EQ(all.back().file, line ? line->file : "") << std::hex << pc;
    EXPECT_EQ(all.back().line, line ? static_cast<uint32_t>(line->line) : 0) << std::hex << pc;
    const auto symbol = map.symbol(pc);
    EXPECT_TRUE(!symbol || all.front().function == symbol->name) << std::hex << pc;
    if (line) ++lines;
  }
  EXPECT_GT(lines, 1000u);
}

// Nobody vouches for debug information: bytes of it changed give other names, or none.
TEST(SourceFrames, ReadAnyBytes) {
  const auto file = trap_guest();
  const Program program = load_elf(file).value();
  uint32_t state = 1;
  for (int round = 0; round < 200; ++round) {
    auto broken = file;
    for (int k = 0; k < 20; ++k) {
      state = state * 1664525 + 1013904223;
      broken[4096 + state % (broken.size() - 4096)] = static_cast<uint8_t>(state >> 24);
    }
    const SourceFrames frames(broken, program);
    for (uint32_t place = 0; place < program.instructions.size(); ++place)
      ASSERT_FALSE(frames.frames(place).empty());
  }
}

}  // namespace
}  // namespace zkmem::rv32im
