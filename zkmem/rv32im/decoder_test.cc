#include "zkmem/rv32im/decoder.h"

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "zkmem/base/file.h"
#include "zkmem/rv32im/disassembler.h"
#include "zkmem/rv32im/opcode.h"

namespace zkmem::rv32im {
namespace {

nlohmann::json golden(const std::string& name) {
  auto bytes = read_file(std::string(ZKMEM_TESTDATA) + "/openvm-v2/rv32im_run/" + name);
  return nlohmann::json::parse(bytes.value());
}

TEST(Decoder, GoldenProgramWordForWord) {
  const auto rows = golden("program.json");
  ASSERT_EQ(rows.size(), 345u);
  for (const auto& row : rows) {
    const uint32_t word = static_cast<uint32_t>(std::stoul(row["word"].get<std::string>(), nullptr, 16));
    const auto instruction = decode(word);
    ASSERT_TRUE(instruction) << row;
    EXPECT_EQ(instruction->opcode, row["opcode"].get<uint32_t>()) << row;
    EXPECT_EQ(instruction->operands, (row["operands"].get<std::array<uint32_t, 7>>())) << row;
    EXPECT_EQ(opcode_name(instruction->opcode), row["name"].get<std::string>());
  }
}

const Instruction kNop{kOpPhantom, {}};

TEST(Decoder, NoAluWordWritesX0) {
  EXPECT_EQ(decode(0x00b50033), kNop);     // add x0, a0, a1
  EXPECT_EQ(decode(0x02b50033), kNop);     // mul x0, a0, a1
  EXPECT_EQ(decode(0x00150013), kNop);     // addi x0, a0, 1
  EXPECT_EQ(decode(0x00151013), kNop);     // slli x0, a0, 1
  EXPECT_EQ(decode(0x12345037), kNop);     // lui x0
  EXPECT_EQ(decode(0x12345017), kNop);     // auipc x0
  EXPECT_EQ(decode(0x0ff0000f), kNop);     // fence
  EXPECT_EQ(decode(0x00052003)->f(), 0u);  // lw x0, 0(a0)
  EXPECT_EQ(decode(0x0080006f)->f(), 0u);  // jal x0, 8
  EXPECT_EQ(decode(0x00008067)->f(), 0u);  // jalr x0, 0(ra)
}

TEST(Decoder, SystemWordsTerminateWithCode2) {
  const Instruction unimp{kOpTerminate, {0, 0, 2, 0, 0, 0, 0}};
  for (const uint32_t word : {0x00000073u, 0x00100073u, 0xc0102573u, 0x30529073u, 0x10500073u}) {
    EXPECT_EQ(decode(word), unimp) << std::hex << word;
    EXPECT_TRUE(is_unimp(word));
  }
  EXPECT_EQ(decode(0xc0001073), kNop);  // csrrw x0, cycle, x0: GNU's unimp
  EXPECT_FALSE(is_unimp(0xc0001073));
}

TEST(Decoder, UnknownWords) {
  const uint32_t unknown[] = {
      0x00000000, 0xffffffff, 0x0000100f,  // all zeros, all ones, fence.i
      0x40b51533,                          // sll with funct7 0x20
      0x04b50533, 0x04b50033,              // OP with funct7 2, also to x0
      0x60051513, 0x60051013,              // clz (Zbb): slli with funct7 0x30, also to x0
      0x0005b503, 0x0005e503, 0x0005f503,  // ld, lwu, and the last load
      0x00a5b023, 0x00a5c023,              // sd and beyond
      0x00a5a063, 0x00a5b063,              // branches 2 and 3
      0x1000000b, 0xfff0000b,              // terminate 256, terminate -1
      0x0020100b, 0xfff0100b,              // hint 2, hint -1
      0x0030300b, 0x0000400b, 0x0000700b,  // phantom 3, custom-0 funct3 4 and 7
      0x0000202f, 0x00007053, 0x0000002b,  // amo, float, custom-1
  };
  for (const uint32_t word : unknown) EXPECT_FALSE(decode(word)) << std::hex << word;
}

TEST(Decoder, GuestInterface) {
  EXPECT_EQ(decode(0x0070000b), (Instruction{kOpTerminate, {0, 0, 7, 0, 0, 0, 0}}));
  EXPECT_EQ(decode(0x0000150b), (Instruction{kHintStoreW, {0, 40, 0, 1, 2, 0, 0}}));
  EXPECT_EQ(decode(0x0015950b), (Instruction{kHintBuffer, {44, 40, 0, 1, 2, 0, 0}}));
  EXPECT_EQ(decode(0x0045a50b), (Instruction{kStoreW, {44, 40, 4, 1, 3, 1, 0}}));
  EXPECT_EQ(decode(0x0000300b), (Instruction{kOpPhantom, {0, 0, 0x20, 0, 0, 0, 0}}));
  EXPECT_EQ(decode(0x0015b50b), (Instruction{kOpPhantom, {40, 44, 0x21, 0, 0, 0, 0}}));
  EXPECT_EQ(decode(0x0020350b), (Instruction{kOpPhantom, {40, 0, 0x22, 0, 0, 0, 0}}));
}

TEST(Decoder, OperandsOfNegativeOffsets) {
  EXPECT_EQ(decode(0xfff50513)->c(), 0xffffffu);  // addi a0, a0, -1: 24 bits
  EXPECT_EQ(decode(0xffc52503)->c(), 0xfffcu);    // lw a0, -4(a0): 16 bits and a sign
  EXPECT_EQ(decode(0xffc52503)->g(), 1u);
  EXPECT_EQ(decode(0xfe000ee3)->c(), kOperandModulus - 4);  // beq x0, x0, -4: in the field
  EXPECT_EQ(signed_from_operand(kOperandModulus - 4), -4);
  EXPECT_EQ(operand_from_signed(-4096), kOperandModulus - 4096);
  EXPECT_EQ(signed_from_operand(operand_from_signed(1 << 20)), 1 << 20);
}

TEST(Disassembler, ReadsLikeTheManual) {
  EXPECT_EQ(disassemble(0xffc52503, 0), "lw a0, -4(a0)");
  EXPECT_EQ(disassemble(0x00a5a223, 0), "sw a0, 4(a1)");
  EXPECT_EQ(disassemble(0x40b50533, 0), "sub a0, a0, a1");
  EXPECT_EQ(disassemble(0x02b57533, 0), "remu a0, a0, a1");
  EXPECT_EQ(disassemble(0x40555513, 0), "srai a0, a0, 5");
  EXPECT_EQ(disassemble(0xfe000ee3, 0x200800), "beq zero, zero, 0x2007fc");
  EXPECT_EQ(disassemble(0x0080006f, 0x100), "jal zero, 0x108");
  EXPECT_EQ(disassemble(0x00100073, 0), "ebreak");
  EXPECT_EQ(disassemble(0xc0102573, 0), "csrrs a0, 0xc01, zero");
  EXPECT_EQ(disassemble(0x0015950b, 0), "hint_buffer (a0), a1");
  EXPECT_EQ(disassemble(0, 0), ".word 0x00000000");
}

}  // namespace
}  // namespace zkmem::rv32im
