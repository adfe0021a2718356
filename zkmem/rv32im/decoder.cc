#include "zkmem/rv32im/decoder.h"

#include "zkmem/rv32im/opcode.h"
#include "zkmem/rv32im/word.h"

namespace zkmem::rv32im {
namespace {

constexpr uint32_t reg(uint32_t index) { return kRegisterBytes * index; }
constexpr uint32_t flag(bool set) { return set ? 1 : 0; }
constexpr uint32_t low16(int32_t imm) { return static_cast<uint32_t>(imm) & 0xffff; }

constexpr Instruction kNop{kOpPhantom, {0, 0, kPhantomNop, 0, 0, 0, 0}};

std::optional<uint32_t> op_opcode(Word w) {
  if (w.funct7() == 1) {
    constexpr uint32_t kM[8] = {kMul, kMulh, kMulhsu, kMulhu, kDiv, kDivu, kRem, kRemu};
    return kM[w.funct3()];
  }
  if (w.funct7() == 0) {
    constexpr uint32_t kBase[8] = {kAdd, kSll, kSlt, kSltu, kXor, kSrl, kOr, kAnd};
    return kBase[w.funct3()];
  }
  if (w.funct7() == 0x20 && w.funct3() == 0) return kSub;
  if (w.funct7() == 0x20 && w.funct3() == 5) return kSra;
  return std::nullopt;
}

std::optional<Instruction> decode_op(Word w) {
  const auto opcode = op_opcode(w);
  if (!opcode) return std::nullopt;
  if (w.rd() == 0) return kNop;
  const uint32_t e = flag(w.funct7() != 1);  // M instructions have no immediate form
  return Instruction{*opcode, {reg(w.rd()), reg(w.rs1()), reg(w.rs2()), kRegisterSpace, e, 0, 0}};
}

std::optional<Instruction> decode_op_imm(Word w) {
  if (w.funct3() == 1 || w.funct3() == 5) {
    const bool arithmetic = w.funct3() == 5 && w.funct7() == 0x20;
    if (w.funct7() != 0 && !arithmetic) return std::nullopt;
    if (w.rd() == 0) return kNop;
    const uint32_t opcode = w.funct3() == 1 ? kSll : arithmetic ? kSra : kSrl;
    return Instruction{opcode, {reg(w.rd()), reg(w.rs1()), w.rs2(), kRegisterSpace, 0, 0, 0}};
  }
  if (w.rd() == 0) return kNop;
  constexpr uint32_t kImmediate[8] = {kAdd, 0, kSlt, kSltu, kXor, 0, kOr, kAnd};
  const uint32_t imm24 = static_cast<uint32_t>(w.imm_i()) & 0xffffff;
  return Instruction{kImmediate[w.funct3()], {reg(w.rd()), reg(w.rs1()), imm24, kRegisterSpace, 0, 0, 0}};
}

std::optional<Instruction> decode_load(Word w) {
  constexpr uint32_t kLoads[8] = {kLoadB, kLoadH, kLoadW, 0, kLoadBu, kLoadHu, 0, 0};
  const uint32_t opcode = kLoads[w.funct3()];
  if (opcode == 0) return std::nullopt;
  return Instruction{opcode,
                     {reg(w.rd()), reg(w.rs1()), low16(w.imm_i()), kRegisterSpace, kMemorySpace,
                      flag(w.rd() != 0), flag(w.imm_i() < 0)}};
}

std::optional<Instruction> decode_store(Word w) {
  constexpr uint32_t kStores[8] = {kStoreB, kStoreH, kStoreW, 0, 0, 0, 0, 0};
  const uint32_t opcode = kStores[w.funct3()];
  if (opcode == 0) return std::nullopt;
  return Instruction{
      opcode,
      {reg(w.rs2()), reg(w.rs1()), low16(w.imm_s()), kRegisterSpace, kMemorySpace, 1, flag(w.imm_s() < 0)}};
}

std::optional<Instruction> decode_branch(Word w) {
  constexpr uint32_t kBranches[8] = {kBeq, kBne, 0, 0, kBlt, kBge, kBltu, kBgeu};
  const uint32_t opcode = kBranches[w.funct3()];
  if (opcode == 0) return std::nullopt;
  return Instruction{
      opcode,
      {reg(w.rs1()), reg(w.rs2()), operand_from_signed(w.imm_b()), kRegisterSpace, kRegisterSpace, 0, 0}};
}

Instruction terminate(uint32_t exit_code) { return {kOpTerminate, {0, 0, exit_code, 0, 0, 0, 0}}; }

Instruction phantom(uint32_t a, uint32_t b, uint32_t discriminant) {
  return {kOpPhantom, {a, b, discriminant, 0, 0, 0, 0}};
}

std::optional<Instruction> decode_custom(Word w) {
  const int32_t imm = w.imm_i();
  switch (w.funct3()) {
    case kCustomTerminate:
      if (imm < 0 || imm > 255) return std::nullopt;  // an exit code is a byte
      return terminate(static_cast<uint32_t>(imm));
    case kCustomHint:
      if (imm == 0) return Instruction{kHintStoreW, {0, reg(w.rd()), 0, kRegisterSpace, kMemorySpace, 0, 0}};
      if (imm == 1)
        return Instruction{kHintBuffer, {reg(w.rs1()), reg(w.rd()), 0, kRegisterSpace, kMemorySpace, 0, 0}};
      return std::nullopt;
    case kCustomReveal:
      return Instruction{
          kStoreW,
          {reg(w.rs1()), reg(w.rd()), low16(imm), kRegisterSpace, kPublicValueSpace, 1, flag(imm < 0)}};
    case kCustomPhantom:
      if (imm == 0) return phantom(0, 0, kPhantomHintInput);
      if (imm == 1) return phantom(reg(w.rd()), reg(w.rs1()), kPhantomPrintStr);
      if (imm == 2) return phantom(reg(w.rd()), 0, kPhantomHintRandom);
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

}  // namespace

bool is_unimp(uint32_t word) {
  const Word w{word};
  return w.major() == kMajorSystem && !(w.funct3() == 1 && w.rs1() == 0 && w.rd() == 0);
}

std::optional<Instruction> decode(uint32_t word) {
  const Word w{word};
  switch (w.major()) {
    case kMajorOp:
      return decode_op(w);
    case kMajorOpImm:
      return decode_op_imm(w);
    case kMajorLoad:
      return decode_load(w);
    case kMajorStore:
      return decode_store(w);
    case kMajorBranch:
      return decode_branch(w);
    case kMajorJal:
      return Instruction{
          kJal, {reg(w.rd()), 0, operand_from_signed(w.imm_j()), kRegisterSpace, 0, flag(w.rd() != 0), 0}};
    case kMajorJalr:  // like the reference's transpiler, whatever funct3 is
      return Instruction{kJalr,
                         {reg(w.rd()), reg(w.rs1()), low16(w.imm_i()), kRegisterSpace, 0, flag(w.rd() != 0),
                          flag(w.imm_i() < 0)}};
    case kMajorLui:
      if (w.rd() == 0) return kNop;
      return Instruction{kLui, {reg(w.rd()), 0, w.imm_u20(), kRegisterSpace, 0, 1, 0}};
    case kMajorAuipc:
      if (w.rd() == 0) return kNop;
      return Instruction{kAuipc, {reg(w.rd()), 0, w.imm_u20() << 4, kRegisterSpace, 0, 0, 0}};
    case kMajorMiscMem:
      if (w.funct3() != 0) return std::nullopt;  // fence only: fence.i would need a mutable program
      return kNop;
    case kMajorSystem:
      return is_unimp(word) ? terminate(kUnimpExitCode) : kNop;
    case kMajorCustom0:
      return decode_custom(w);
    default:
      return std::nullopt;
  }
}

}  // namespace zkmem::rv32im
