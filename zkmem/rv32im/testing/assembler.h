// Test support: RISC-V words by name, and programs made of them. Parameters stand as in assembly: destination
// first, `lw(rd, imm, rs1)`.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "zkmem/base/check.h"
#include "zkmem/rv32im/decoder.h"
#include "zkmem/rv32im/elf_loader.h"
#include "zkmem/rv32im/elf_writer.h"
#include "zkmem/vm/program.h"

namespace zkmem::rv32im::testing {

enum Reg : uint32_t { zero, ra, sp, gp, tp, t0, t1, t2, s0, s1, a0, a1, a2, a3, a4, a5, a6, a7 };

constexpr uint32_t r_type(uint32_t major, uint32_t f3, uint32_t f7, uint32_t rd, uint32_t rs1, uint32_t rs2) {
  return f7 << 25 | rs2 << 20 | rs1 << 15 | f3 << 12 | rd << 7 | major;
}
constexpr uint32_t i_type(uint32_t major, uint32_t f3, uint32_t rd, uint32_t rs1, int32_t imm) {
  return static_cast<uint32_t>(imm) << 20 | rs1 << 15 | f3 << 12 | rd << 7 | major;
}
constexpr uint32_t s_type(uint32_t f3, uint32_t rs1, uint32_t rs2, int32_t imm) {
  const auto bits = static_cast<uint32_t>(imm);
  return (bits >> 5 & 127) << 25 | rs2 << 20 | rs1 << 15 | f3 << 12 | (bits & 31) << 7 | 0x23;
}
constexpr uint32_t b_type(uint32_t f3, uint32_t rs1, uint32_t rs2, int32_t imm) {
  const auto bits = static_cast<uint32_t>(imm);
  return (bits >> 12 & 1) << 31 | (bits >> 5 & 63) << 25 | rs2 << 20 | rs1 << 15 | f3 << 12 |
         (bits >> 1 & 15) << 8 | (bits >> 11 & 1) << 7 | 0x63;
}

// OP and OP-IMM by funct3 and funct7; loads, stores and branches by funct3.
constexpr uint32_t op(uint32_t f3, uint32_t f7, uint32_t rd, uint32_t rs1, uint32_t rs2) {
  return r_type(0x33, f3, f7, rd, rs1, rs2);
}
constexpr uint32_t add(uint32_t rd, uint32_t rs1, uint32_t rs2) { return op(0, 0, rd, rs1, rs2); }
constexpr uint32_t addi(uint32_t rd, uint32_t rs1, int32_t imm) { return i_type(0x13, 0, rd, rs1, imm); }
constexpr uint32_t lui(uint32_t rd, uint32_t imm20) { return imm20 << 12 | rd << 7 | 0x37; }
constexpr uint32_t auipc(uint32_t rd, uint32_t imm20) { return imm20 << 12 | rd << 7 | 0x17; }
constexpr uint32_t load(uint32_t f3, uint32_t rd, int32_t imm, uint32_t rs1) {
  return i_type(0x03, f3, rd, rs1, imm);
}
constexpr uint32_t lw(uint32_t rd, int32_t imm, uint32_t rs1) { return load(2, rd, imm, rs1); }
constexpr uint32_t sw(uint32_t rs2, int32_t imm, uint32_t rs1) { return s_type(2, rs1, rs2, imm); }
constexpr uint32_t jal(uint32_t rd, int32_t imm) {
  const auto bits = static_cast<uint32_t>(imm);
  return (bits >> 20 & 1) << 31 | (bits >> 1 & 1023) << 21 | (bits >> 11 & 1) << 20 |
         (bits >> 12 & 255) << 12 | rd << 7 | 0x6f;
}
constexpr uint32_t jalr(uint32_t rd, int32_t imm, uint32_t rs1) { return i_type(0x67, 0, rd, rs1, imm); }

// The guest interface.
constexpr uint32_t terminate(int32_t code) { return i_type(0x0b, 0, 0, 0, code); }
constexpr uint32_t hint_storew(uint32_t pointer) { return i_type(0x0b, 1, pointer, 0, 0); }
constexpr uint32_t hint_buffer(uint32_t pointer, uint32_t count) {
  return i_type(0x0b, 1, pointer, count, 1);
}
constexpr uint32_t reveal(uint32_t value, int32_t imm, uint32_t pointer) {
  return i_type(0x0b, 2, pointer, value, imm);
}
constexpr uint32_t hint_input() { return i_type(0x0b, 3, 0, 0, 0); }
constexpr uint32_t print_str(uint32_t pointer, uint32_t length) {
  return i_type(0x0b, 3, pointer, length, 1);
}
constexpr uint32_t hint_random(uint32_t count) { return i_type(0x0b, 3, count, 0, 2); }

// Words in a row from one address on.
class Assembler {
 public:
  static constexpr uint32_t kBase = 0x00200000;

  Assembler& operator<<(uint32_t word) {
    words_.push_back(word);
    return *this;
  }
  // Sets a register to any value.
  Assembler& load_immediate(uint32_t rd, uint32_t value) {
    const int32_t low = static_cast<int32_t>(value << 20) >> 20;
    const uint32_t high = value - static_cast<uint32_t>(low);
    return *this << lui(rd, high >> 12) << addi(rd, rd, low);
  }

  void replace(size_t index, uint32_t word) { words_[index] = word; }

  uint32_t here() const { return kBase + 4 * static_cast<uint32_t>(words_.size()); }
  const std::vector<uint32_t>& words() const { return words_; }

  std::shared_ptr<const Program> program() const {
    auto program = std::make_shared<Program>();
    program->pc_base = kBase;
    program->pc_start = kBase;
    program->source_words = words_;
    InitialBytes text{2, kBase, {}};
    for (const uint32_t word : words_) {
      const auto instruction = decode(word);
      ZKMEM_CHECK(instruction.has_value());
      program->instructions.push_back(*instruction);
      for (unsigned i = 0; i < 4; ++i) text.bytes.push_back(static_cast<uint8_t>(word >> (8 * i)));
    }
    program->initial_memory.push_back(std::move(text));
    return program;
  }

 private:
  std::vector<uint32_t> words_;
};

inline constexpr uint32_t kTextAddress = 0x1000;
inline constexpr uint32_t kDataAddress = 0x8000;

// A program of these words, with `data` at kDataAddress.
inline std::shared_ptr<const Program> program_of(
    const std::vector<uint32_t>& text, const std::vector<uint8_t>& data = {},
    std::span<const InstructionExtension* const> extensions = {}) {
  ElfFile file;
  file.entry = kTextAddress;
  file.segments.push_back({.address = kTextAddress, .bytes = words(text)});
  if (!data.empty()) file.segments.push_back({.address = kDataAddress, .bytes = data, .flags = 6});
  return std::make_shared<const Program>(load_elf(file.build(), extensions).value());
}

}  // namespace zkmem::rv32im::testing
