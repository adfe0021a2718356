#include "zkmem/vm/program.h"

#include <gtest/gtest.h>

namespace zkmem {
namespace {

constexpr Instruction kSome{5, {}};
constexpr Instruction kNone{kNoInstruction, {}};

// Two words, one of them data; then, far away, one more.
Program two_blocks() {
  Program program;
  program.pc_base = 0x1000;
  program.instructions = {kSome, kNone, kNone, kSome};
  program.source_words = {1, 2, 0, 4};
  program.further_blocks = {{3, 0x10000000}};
  return program;
}

TEST(Program, OneBlock) {
  Program program;
  program.pc_base = 0x1000;
  program.instructions = {kSome, kSome};
  program.source_words = {1, 2};
  EXPECT_EQ(program.pc_of(1), 0x1004u);
  EXPECT_EQ(program.index_of(0x1004), 1u);
  EXPECT_EQ(program.index_of(0x1008), std::nullopt);
  EXPECT_EQ(program.place_of(0x1008), 2u);  // one past the last
  EXPECT_EQ(program.place_of(0x100c), std::nullopt);
  EXPECT_EQ(program.place_of(0xffc), std::nullopt);
  EXPECT_EQ(program.index_of(0x1002), std::nullopt);
  EXPECT_EQ(program.num_instructions(), 2u);
}

TEST(Program, PlacesOfSeveralBlocks) {
  const Program program = two_blocks();
  EXPECT_EQ(program.first_block_size(), 3u);
  const uint32_t pcs[] = {0x1000, 0x1004, 0x1008, 0x10000000, 0x10000004};
  for (uint32_t place = 0; place < 5; ++place) {
    EXPECT_EQ(program.pc_of(place), pcs[place]);
    EXPECT_EQ(program.place_of(pcs[place]), place);
  }
  EXPECT_EQ(program.place_of(0x100c), std::nullopt);
  EXPECT_EQ(program.place_of(0x10000008), std::nullopt);
  EXPECT_EQ(program.place_of(0x0ffffffc), std::nullopt);
}

TEST(Program, PlacesWithoutAnInstruction) {
  const Program program = two_blocks();
  EXPECT_EQ(program.index_of(0x1000), 0u);
  EXPECT_EQ(program.index_of(0x1004), std::nullopt);
  EXPECT_EQ(program.index_of(0x1008), std::nullopt);
  EXPECT_EQ(program.index_of(0x10000000), 3u);
  EXPECT_TRUE(program.has_word(1));
  EXPECT_FALSE(program.has_word(2));
  EXPECT_FALSE(program.has_word(4));
  EXPECT_EQ(program.num_instructions(), 2u);
}

}  // namespace
}  // namespace zkmem
