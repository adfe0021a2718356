// Test support: programs that run every instruction with every interesting class of operands
// (operand_coverage.h counts what they reach). Each function appends to a program; the registers x8 … x15 are
// theirs.
#pragma once

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "zkmem/rv32im/testing/assembler.h"
#include "zkmem/rv32im/testing/random_program.h"

namespace zkmem::rv32im::testing {

inline constexpr std::array<uint32_t, 14> kOperands = {
    0, 1, 2, 31, 32, 33, 0x7f, 0x80, 0xff, 0x12345678, 0x7fffffff, 0x80000000, 0x80000001, 0xffffffff};

// A function code of OP: plain, M, and the two with another funct7.
struct RegisterOperation {
  uint32_t funct7;
  uint32_t funct3;
};
constexpr std::array<RegisterOperation, 18> kRegisterOperations = {{{0, 0},
                                                                    {0, 1},
                                                                    {0, 2},
                                                                    {0, 3},
                                                                    {0, 4},
                                                                    {0, 5},
                                                                    {0, 6},
                                                                    {0, 7},
                                                                    {32, 0},
                                                                    {32, 5},
                                                                    {1, 0},
                                                                    {1, 1},
                                                                    {1, 2},
                                                                    {1, 3},
                                                                    {1, 4},
                                                                    {1, 5},
                                                                    {1, 6},
                                                                    {1, 7}}};

inline void register_instructions(Assembler& out) {
  for (const uint32_t x : kOperands) {
    for (const uint32_t y : kOperands) {
      out.load_immediate(8, x).load_immediate(9, y);
      for (const auto& [funct7, funct3] : kRegisterOperations) out << r_type(0x33, funct3, funct7, 10, 8, 9);
    }
    // The same register in two or three places, x0 in each.
    for (const auto& [funct7, funct3] : kRegisterOperations) {
      for (const uint32_t rs1 : {0U, 8U}) {
        for (const uint32_t rs2 : {0U, 8U, 9U}) {
          for (const uint32_t rd : {0U, 8U, 9U}) {
            if (rd != 0 && rs1 != rd && rs2 != rd && rs1 != rs2 && rs1 != 0 && rs2 != 0) continue;
            if (rs1 == 8 || rs2 == 8) out << addi(8, 0, static_cast<int32_t>(x & 0x7ff));
            out << r_type(0x33, funct3, funct7, rd, rs1, rs2);
          }
        }
      }
    }
  }
}

inline void immediate_instructions(Assembler& out) {
  constexpr std::array<int32_t, 8> kImmediates = {0, 1, -1, 127, 128, -128, 2047, -2048};
  for (const uint32_t x : kOperands) {
    out.load_immediate(8, x);
    for (const int32_t imm : kImmediates) {
      for (const uint32_t funct3 : {0U, 2U, 3U, 4U, 6U, 7U}) out << i_type(0x13, funct3, 9, 8, imm);
    }
    for (int32_t shift = 0; shift < 32; ++shift) {
      out << i_type(0x13, 1, 9, 8, shift) << i_type(0x13, 5, 9, 8, shift)
          << i_type(0x13, 5, 9, 8, shift | 1024);
    }
  }
  // x0 as source and as target, the same register as both.
  for (const uint32_t funct3 : {0U, 1U, 2U, 3U, 4U, 5U, 6U, 7U}) {
    for (const int32_t imm : {0, 5, funct3 == 5 ? 1024 + 5 : 7}) {
      out << i_type(0x13, funct3, 9, 0, imm) << i_type(0x13, funct3, 0, 8, imm)
          << i_type(0x13, funct3, 8, 8, imm);
    }
  }
}

inline void sub_word_accesses(Assembler& out) {
  out.load_immediate(3, RandomProgram::kWindow);
  for (const uint32_t x : {0x00000000U, 0x807f80ffU, 0x7f80ff01U, 0xffffffffU}) {
    out.load_immediate(8, x) << s_type(2, 3, 8, 0) << load(2, 9, 0, 3) << load(2, 0, 0, 3);
    for (int32_t offset = 0; offset < 4; ++offset) {
      out << load(0, 9, offset, 3) << load(4, 9, offset, 3) << load(0, 0, offset, 3) << load(4, 0, offset, 3);
      out << s_type(0, 3, 8, 16 + offset) << s_type(0, 3, 9, 32 + offset) << s_type(0, 3, 0, 64 + offset);
      if (offset % 2 == 0) {
        out << load(1, 9, offset, 3) << load(5, 9, offset, 3) << load(1, 0, offset, 3)
            << load(5, 0, offset, 3);
        out << s_type(1, 3, 8, 48 + offset) << s_type(1, 3, 0, 68 + offset);
      }
    }
    out << load(2, 9, 16, 3) << load(2, 0, 48, 3) << s_type(2, 3, 0, -4) << load(2, 9, -4, 3);
  }
  // Every access with a negative immediate and from x0, into and out of its own base register.
  out << addi(10, 3, 256) << addi(11, 3, 512);
  for (const uint32_t funct3 : {0U, 1U, 2U, 4U, 5U}) {
    out << load(funct3, 9, -256, 10) << load(funct3, 9, 1024, 0) << load(funct3, 0, -256, 10);
    out << s_type(2, 11, 11, 0) << load(funct3, 11, 0, 11) << addi(11, 3, 512);
  }
  for (const uint32_t funct3 : {0U, 1U, 2U}) {
    out << s_type(funct3, 10, 9, -256) << s_type(funct3, 0, 9, 1024) << s_type(funct3, 10, 10, 4)
        << s_type(funct3, 10, 0, 0);
  }
  // The last word of memory, by an address that carries into the upper half.
  out.load_immediate(8, 0x1ffff800) << s_type(2, 8, 9, 2044) << load(0, 9, 2047, 8);
  out.load_immediate(8, 0x1fff0004) << load(2, 9, -8, 8);
}

inline void branches_and_jumps(Assembler& out) {
  constexpr std::array<uint32_t, 6> kBranches = {0, 1, 4, 5, 6, 7};
  for (const uint32_t x : kOperands) {
    for (const uint32_t y : kOperands) {
      out.load_immediate(8, x).load_immediate(9, y);
      for (const uint32_t funct3 : kBranches) out << b_type(funct3, 8, 9, 8) << addi(10, 10, 1);
    }
    for (const uint32_t funct3 : kBranches) {
      for (const auto& [rs1, rs2] : {std::pair{0U, 8U}, {8U, 0U}, {0U, 0U}, {8U, 8U}})
        out << b_type(funct3, rs1, rs2, 8) << addi(10, 10, 1);
    }
  }
  out << jal(1, 8) << addi(0, 0, 0) << jal(0, 8) << addi(0, 0, 0);
  // Each branch backwards once: forward over a jump, back to it, and on.
  for (const uint32_t funct3 : kBranches) {
    out.load_immediate(8, funct3 == 1 || funct3 == 4 || funct3 == 6 ? 1 : 2).load_immediate(9, 2);
    out << jal(0, 8) << jal(0, 8) << b_type(funct3, 8, 9, -4);
  }
  // A jump backwards, over the one that leads on.
  out << jal(0, 8) << jal(0, 8) << jal(1, -4);
  // The farthest branches.
  out << jal(0, 8) << jal(0, 4100) << b_type(0, 0, 0, 4092);
  for (int i = 0; i < 1022; ++i) out << addi(0, 0, 0);
  out << b_type(0, 0, 0, -4096);
  // JALR: by an odd address, by a negative immediate, to x0, into its own base register.
  out.load_immediate(9, out.here() + 16) << jalr(1, 1, 9) << addi(0, 0, 0) << jalr(0, 12, 9) << addi(0, 0, 0);
  out << addi(0, 0, 0);
  out.load_immediate(9, out.here() + 16 + 2000) << jalr(1, -2000, 9) << addi(0, 0, 0);
  out.load_immediate(9, out.here() + 16 + 2000) << jalr(0, -2000, 9) << addi(0, 0, 0);
  out.load_immediate(9, out.here() + 16) << jalr(9, 0, 9) << addi(0, 0, 0);
  for (const uint32_t imm20 : {0U, 1U, 0x7ffffU, 0x80000U, 0xfffffU}) {
    for (const uint32_t rd : {0U, 9U}) out << lui(rd, imm20) << auipc(rd, imm20);
  }
}

// Reads two items: at least 4 bytes, and at least 4 * (1 + 2 + 1023) bytes.
inline void io_instructions(Assembler& out) {
  out.load_immediate(3, RandomProgram::kWindow + 0x1000);
  out << hint_input() << hint_storew(3) << hint_input();
  for (const int32_t words : {1, 2, 1023}) out << addi(6, 0, words) << hint_buffer(3, 6);
  for (const uint32_t x : {0U, 0x12345678U, 0xffffffffU}) {
    out.load_immediate(8, x) << reveal(8, 0, 0) << addi(10, 0, 16) << reveal(8, 4, 10) << reveal(8, -8, 10)
                             << reveal(0, 12, 10);
  }
  out << 0x0ff0000f << 0xc0001073;  // FENCE; csrrw x0, cycle, x0
}

inline std::vector<std::vector<uint8_t>> io_items() {
  std::vector<uint8_t> bytes(4 * 1026);
  for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<uint8_t>(i * 37);
  return {std::vector<uint8_t>(4, 0x41), bytes};
}

// All of them.
inline Assembler operand_program() {
  Assembler out;
  io_instructions(out);
  register_instructions(out);
  immediate_instructions(out);
  sub_word_accesses(out);
  branches_and_jumps(out);
  return out << terminate(0);
}

}  // namespace zkmem::rv32im::testing
