#include "zkmem/rv32im/encoder.h"

#include <random>

#include <gtest/gtest.h>

#include "zkmem/rv32im/decoder.h"
#include "zkmem/rv32im/opcode.h"
#include "zkmem/rv32im/word.h"

namespace zkmem::rv32im {
namespace {

constexpr uint32_t kMajors[] = {kMajorLoad,   kMajorCustom0, kMajorMiscMem, kMajorOpImm,
                                kMajorAuipc,  kMajorStore,   kMajorOp,      kMajorLui,
                                kMajorBranch, kMajorJalr,    kMajorJal,     kMajorSystem};

// Every instruction that a word can mean has a word again, and one that means the same.
TEST(Encoder, HasAWordForWhateverAWordMeans) {
  std::mt19937 random(1);
  size_t decoded = 0;
  const auto check = [&](uint32_t word) {
    const auto instruction = decode(word);
    if (!instruction) return;
    ++decoded;
    const auto again = encode(*instruction);
    ASSERT_TRUE(again.has_value()) << std::hex << word;
    EXPECT_EQ(decode(*again), instruction) << std::hex << word;
  };
  for (const uint32_t major : kMajors) {
    for (int i = 0; i < 20000; ++i) check((static_cast<uint32_t>(random()) & ~0x7fU) | major);
    // Every funct3 with the immediates and functions that mean something.
    for (uint32_t f3 = 0; f3 < 8; ++f3)
      for (const uint32_t top :
           {0x000U, 0x001U, 0x002U, 0x020U, 0x400U, 0x41fU, 0x01fU, 0x7ffU, 0x800U, 0xfffU})
        for (const uint32_t middle : {0U, 0x55500U & ~0x7000U, 0xf8f80U})
          check(top << 20 | f3 << 12 | middle | major);
  }
  EXPECT_GT(decoded, 100000U);
}

TEST(Encoder, HasNoneForOthers) {
  EXPECT_FALSE(encode({0x700, {4, 8, 12, 1, 1, 0, 0}}));  // an extension's
  EXPECT_FALSE(encode({kNoInstruction, {}}));
  EXPECT_FALSE(encode({kAdd, {4, 8, 13, 1, 1, 0, 0}}));      // no register
  EXPECT_FALSE(encode({kAdd, {132, 8, 12, 1, 1, 0, 0}}));    // there are 32
  EXPECT_FALSE(encode({kAdd, {0, 8, 12, 1, 1, 0, 0}}));      // a word with x0 is a nop
  EXPECT_FALSE(encode({kAdd, {4, 8, 12, 2, 1, 0, 0}}));      // another space
  EXPECT_FALSE(encode({kAdd, {4, 8, 0x1000, 1, 0, 0, 0}}));  // an immediate of more than 12 bits
  EXPECT_FALSE(encode({kSub, {4, 8, 12, 1, 0, 0, 0}}));      // no immediate form
  EXPECT_FALSE(encode({kLoadW, {4, 8, 12, 1, 3, 1, 0}}));
  EXPECT_FALSE(encode({kBeq, {4, 8, operand_from_signed(4096), 1, 1, 0, 0}}));
  EXPECT_FALSE(encode({kOpTerminate, {0, 0, 256, 0, 0, 0, 0}}));
  EXPECT_FALSE(encode({kOpPhantom, {0, 0, 0x23, 0, 0, 0, 0}}));
}

}  // namespace
}  // namespace zkmem::rv32im
