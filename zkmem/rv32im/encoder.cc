#include "zkmem/rv32im/encoder.h"

#include "zkmem/rv32im/decoder.h"
#include "zkmem/rv32im/opcode.h"
#include "zkmem/rv32im/word.h"

namespace zkmem::rv32im {
namespace {

// Fields that an instruction does not fit are cut off: `encode` decodes the word again and compares.
uint32_t reg(uint32_t operand) { return operand / kRegisterBytes & 31; }
uint32_t rd(uint32_t operand) { return reg(operand) << 7; }
uint32_t rs1(uint32_t operand) { return reg(operand) << 15; }
uint32_t rs2(uint32_t operand) { return reg(operand) << 20; }
uint32_t funct3(uint32_t value) { return value << 12; }
uint32_t imm_i(uint32_t imm) { return (imm & 0xfff) << 20; }
uint32_t imm_s(uint32_t imm) { return (imm >> 5 & 127) << 25 | (imm & 31) << 7; }
uint32_t imm_b(uint32_t imm) {
  return (imm >> 12 & 1) << 31 | (imm >> 5 & 63) << 25 | (imm >> 1 & 15) << 8 | (imm >> 11 & 1) << 7;
}
uint32_t imm_j(uint32_t imm) {
  return (imm >> 20 & 1) << 31 | (imm >> 1 & 1023) << 21 | (imm >> 11 & 1) << 20 | (imm >> 12 & 255) << 12;
}
uint32_t offset(uint32_t operand) { return static_cast<uint32_t>(signed_from_operand(operand)); }

// OP, or OP-IMM where the last operand is no register; `funct7` is of the former, and of shifts.
uint32_t arithmetic(const Instruction& i, uint32_t f3, uint32_t funct7 = 0) {
  if (i.e() == kRegisterSpace)
    return funct7 << 25 | rs2(i.c()) | rs1(i.b()) | funct3(f3) | rd(i.a()) | kMajorOp;
  return imm_i(i.c()) | funct7 << 25 | rs1(i.b()) | funct3(f3) | rd(i.a()) | kMajorOpImm;
}
uint32_t multiplication(const Instruction& i, uint32_t f3) {
  return 1U << 25 | rs2(i.c()) | rs1(i.b()) | funct3(f3) | rd(i.a()) | kMajorOp;
}
uint32_t load(const Instruction& i, uint32_t f3) {
  return imm_i(i.c()) | rs1(i.b()) | funct3(f3) | rd(i.a()) | kMajorLoad;
}
uint32_t store(const Instruction& i, uint32_t f3) {
  return imm_s(i.c()) | rs2(i.a()) | rs1(i.b()) | funct3(f3) | kMajorStore;
}
uint32_t branch(const Instruction& i, uint32_t f3) {
  return imm_b(offset(i.c())) | rs2(i.b()) | rs1(i.a()) | funct3(f3) | kMajorBranch;
}
uint32_t custom(uint32_t f3, uint32_t imm, uint32_t to = 0, uint32_t from = 0) {
  return imm_i(imm) | rs1(from) | funct3(f3) | rd(to) | kMajorCustom0;
}

uint32_t phantom(const Instruction& i) {
  switch (i.c()) {
    case kPhantomHintInput:
      return custom(kCustomPhantom, 0);
    case kPhantomPrintStr:
      return custom(kCustomPhantom, 1, i.a(), i.b());
    case kPhantomHintRandom:
      return custom(kCustomPhantom, 2, i.a());
    default:
      return kMajorOpImm;  // addi x0, x0, 0
  }
}

uint32_t candidate(const Instruction& i) {
  switch (i.opcode) {
    case kOpTerminate:
      return custom(kCustomTerminate, i.c());
    case kOpPhantom:
      return phantom(i);
    case kAdd:
      return arithmetic(i, 0);
    case kSub:
      return arithmetic(i, 0, 0x20);
    case kXor:
      return arithmetic(i, 4);
    case kOr:
      return arithmetic(i, 6);
    case kAnd:
      return arithmetic(i, 7);
    case kSll:
      return arithmetic(i, 1);
    case kSrl:
      return arithmetic(i, 5);
    case kSra:
      return arithmetic(i, 5, 0x20);
    case kSlt:
      return arithmetic(i, 2);
    case kSltu:
      return arithmetic(i, 3);
    case kMul:
      return multiplication(i, 0);
    case kMulh:
      return multiplication(i, 1);
    case kMulhsu:
      return multiplication(i, 2);
    case kMulhu:
      return multiplication(i, 3);
    case kDiv:
      return multiplication(i, 4);
    case kDivu:
      return multiplication(i, 5);
    case kRem:
      return multiplication(i, 6);
    case kRemu:
      return multiplication(i, 7);
    case kLoadB:
      return load(i, 0);
    case kLoadH:
      return load(i, 1);
    case kLoadW:
      return load(i, 2);
    case kLoadBu:
      return load(i, 4);
    case kLoadHu:
      return load(i, 5);
    case kStoreB:
      return store(i, 0);
    case kStoreH:
      return store(i, 1);
    case kStoreW:
      return i.e() == kPublicValueSpace ? custom(kCustomReveal, i.c(), i.b(), i.a()) : store(i, 2);
    case kBeq:
      return branch(i, 0);
    case kBne:
      return branch(i, 1);
    case kBlt:
      return branch(i, 4);
    case kBge:
      return branch(i, 5);
    case kBltu:
      return branch(i, 6);
    case kBgeu:
      return branch(i, 7);
    case kJal:
      return imm_j(offset(i.c())) | rd(i.a()) | kMajorJal;
    case kJalr:
      return imm_i(i.c()) | rs1(i.b()) | rd(i.a()) | kMajorJalr;
    case kLui:
      return i.c() << 12 | rd(i.a()) | kMajorLui;
    case kAuipc:
      return i.c() << 8 | rd(i.a()) | kMajorAuipc;
    case kHintStoreW:
      return custom(kCustomHint, 0, i.b());
    case kHintBuffer:
      return custom(kCustomHint, 1, i.b(), i.a());
    default:
      return 0;  // no instruction
  }
}

}  // namespace

std::optional<uint32_t> encode(const Instruction& instruction) {
  const uint32_t word = candidate(instruction);
  return decode(word) == instruction ? std::optional(word) : std::nullopt;
}

}  // namespace zkmem::rv32im
