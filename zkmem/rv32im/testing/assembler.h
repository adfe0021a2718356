// Test support: RV32IM and custom-0 words by name, and programs made of them.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "zkmem/base/check.h"
#include "zkmem/rv32im/decoder.h"
#include "zkmem/vm/program.h"

namespace zkmem::rv32im::testing {

constexpr uint32_t r_type(uint32_t funct7, uint32_t rs2, uint32_t rs1, uint32_t funct3, uint32_t rd,
                          uint32_t major = 0x33) {
  return funct7 << 25 | rs2 << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | major;
}
constexpr uint32_t i_type(int32_t imm, uint32_t rs1, uint32_t funct3, uint32_t rd, uint32_t major = 0x13) {
  return static_cast<uint32_t>(imm) << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | major;
}
constexpr uint32_t s_type(int32_t imm, uint32_t rs2, uint32_t rs1, uint32_t funct3) {
  const uint32_t i = static_cast<uint32_t>(imm);
  return (i >> 5 & 127) << 25 | rs2 << 20 | rs1 << 15 | funct3 << 12 | (i & 31) << 7 | 0x23;
}
constexpr uint32_t b_type(int32_t imm, uint32_t rs2, uint32_t rs1, uint32_t funct3) {
  const uint32_t i = static_cast<uint32_t>(imm);
  return (i >> 12 & 1) << 31 | (i >> 5 & 63) << 25 | rs2 << 20 | rs1 << 15 | funct3 << 12 |
         (i >> 1 & 15) << 8 | (i >> 11 & 1) << 7 | 0x63;
}
constexpr uint32_t jal(uint32_t rd, int32_t imm) {
  const uint32_t i = static_cast<uint32_t>(imm);
  return (i >> 20 & 1) << 31 | (i >> 1 & 1023) << 21 | (i >> 11 & 1) << 20 | (i >> 12 & 255) << 12 | rd << 7 |
         0x6f;
}
constexpr uint32_t jalr(uint32_t rd, uint32_t rs1, int32_t imm) { return i_type(imm, rs1, 0, rd, 0x67); }
constexpr uint32_t lui(uint32_t rd, uint32_t imm20) { return imm20 << 12 | rd << 7 | 0x37; }
constexpr uint32_t auipc(uint32_t rd, uint32_t imm20) { return imm20 << 12 | rd << 7 | 0x17; }
constexpr uint32_t addi(uint32_t rd, uint32_t rs1, int32_t imm) { return i_type(imm, rs1, 0, rd); }
constexpr uint32_t load(uint32_t funct3, uint32_t rd, uint32_t rs1, int32_t imm) {
  return i_type(imm, rs1, funct3, rd, 0x03);
}
constexpr uint32_t terminate(uint32_t exit_code) {
  return i_type(static_cast<int32_t>(exit_code), 0, 0, 0, 0x0b);
}
constexpr uint32_t hint_store_word(uint32_t pointer) { return i_type(0, 0, 1, pointer, 0x0b); }
constexpr uint32_t hint_buffer(uint32_t pointer, uint32_t words) {
  return i_type(1, words, 1, pointer, 0x0b);
}
constexpr uint32_t reveal(uint32_t pointer, uint32_t value, int32_t imm) {
  return i_type(imm, value, 2, pointer, 0x0b);
}
constexpr uint32_t hint_input() { return i_type(0, 0, 3, 0, 0x0b); }

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

}  // namespace zkmem::rv32im::testing
