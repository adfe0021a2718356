// One instruction as the program table commits to it: a global opcode and seven operands a…g, canonical field
// values. The layout is OpenVM 2's (`Instruction` of openvm-instructions 2.0.2; docs/spec/program.md): an
// extension owns a range of opcodes and gives the operands their meaning, the program chip only knows the
// eight numbers.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace zkmem {

// The operands' modulus (BabyBear): negative jump offsets are stored as kOperandModulus − |offset|.
inline constexpr uint32_t kOperandModulus = 2013265921;

struct Instruction {
  uint32_t opcode = 0;
  std::array<uint32_t, 7> operands{};  // a, b, c, d, e, f, g

  uint32_t a() const { return operands[0]; }
  uint32_t b() const { return operands[1]; }
  uint32_t c() const { return operands[2]; }
  uint32_t d() const { return operands[3]; }
  uint32_t e() const { return operands[4]; }
  uint32_t f() const { return operands[5]; }
  uint32_t g() const { return operands[6]; }

  friend bool operator==(const Instruction&, const Instruction&) = default;
};

// Opcodes every machine has.
enum SystemOpcode : uint32_t {
  kOpTerminate = 0,  // c = exit code
  kOpPhantom = 1,    // a, b operands, c = discriminant; touches no memory on the bus
};

// In place of an opcode: there is no instruction (vm/program.h). No chip has it, no table a row of it.
inline constexpr uint32_t kNoInstruction = UINT32_MAX;

// Phantom discriminants below 0x20 belong to the system; an extension takes its own from there on.
inline constexpr uint32_t kPhantomNop = 0;

// The field value of a signed offset, and back.
constexpr uint32_t operand_from_signed(int32_t value) {
  return value >= 0 ? static_cast<uint32_t>(value)
                    : kOperandModulus - static_cast<uint32_t>(-static_cast<int64_t>(value));
}
constexpr int32_t signed_from_operand(uint32_t operand) {
  return operand <= kOperandModulus / 2 ? static_cast<int32_t>(operand)
                                        : -static_cast<int32_t>(kOperandModulus - operand);
}

}  // namespace zkmem
