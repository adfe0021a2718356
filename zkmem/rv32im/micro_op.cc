#include "zkmem/rv32im/micro_op.h"

#include <optional>

#include <fmt/format.h>

#include "zkmem/rv32im/opcode.h"

namespace zkmem::rv32im {
namespace {

using enum MicroKind;

constexpr bool is_register(uint32_t operand) {
  return operand < kRegisterBytes * kRegisterCount && operand % kRegisterBytes == 0;
}
constexpr uint8_t reg(uint32_t operand) { return static_cast<uint8_t>(operand); }

// The 16-bit immediate c with its sign g, as loads, stores and JALR have it.
uint32_t signed16(const Instruction& in) { return in.c() + (in.g() != 0 ? 0xffff0000u : 0); }
bool has_signed16(const Instruction& in) {
  return in.c() <= 0xffff && in.g() <= 1 && in.f() <= 1 && in.d() == kRegisterSpace;
}

std::optional<MicroOp> arithmetic(const Instruction& in, MicroKind with_register,
                                  std::optional<MicroKind> with_immediate) {
  if (!is_register(in.a()) || in.a() == 0 || !is_register(in.b()) || in.d() != kRegisterSpace)
    return std::nullopt;
  const bool multiply = !with_immediate;
  if (multiply || in.e() == kRegisterSpace) {
    if (!is_register(in.c()) || (multiply && in.e() != 0)) return std::nullopt;
    return MicroOp{with_register, reg(in.a()), reg(in.b()), reg(in.c()), 0};
  }
  const uint32_t extended = (in.c() ^ 0x800000) - 0x800000;  // 24 bits
  const auto value = static_cast<int32_t>(extended);
  if (in.e() != 0 || in.c() > 0xffffff || value < -2048 || value > 2047) return std::nullopt;
  return MicroOp{*with_immediate, reg(in.a()), reg(in.b()), 0, extended};
}

std::optional<MicroOp> shift(const Instruction& in, MicroKind with_register, MicroKind with_immediate) {
  if (in.e() == 0 && in.c() > 31) return std::nullopt;
  return arithmetic(in, with_register, with_immediate);
}

std::optional<MicroOp> load(const Instruction& in, MicroKind kind, uint8_t bytes) {
  if (!is_register(in.a()) || !is_register(in.b()) || !has_signed16(in) || in.e() != kMemorySpace)
    return std::nullopt;
  if ((in.f() == 1) != (in.a() != 0)) return std::nullopt;
  if (in.f() == 0) return MicroOp{kLoadDiscarded, 0, reg(in.b()), bytes, signed16(in)};
  return MicroOp{kind, reg(in.a()), reg(in.b()), 0, signed16(in)};
}

std::optional<MicroOp> store(const Instruction& in, MicroKind kind) {
  if (!is_register(in.a()) || !is_register(in.b()) || !has_signed16(in) || in.f() != 1) return std::nullopt;
  const bool reveal = kind == MicroKind::kStoreW && in.e() == kPublicValueSpace;
  if (!reveal && in.e() != kMemorySpace) return std::nullopt;
  return MicroOp{reveal ? kSlow : kind, 0, reg(in.b()), reg(in.a()), signed16(in)};
}

uint32_t target_index(const Program& program, uint32_t pc, uint32_t offset) {
  return program.index_of(pc + static_cast<uint32_t>(signed_from_operand(offset))).value_or(kNoTarget);
}

std::optional<MicroOp> branch(const Program& program, uint32_t pc, const Instruction& in, MicroKind kind) {
  if (!is_register(in.a()) || !is_register(in.b()) || in.d() != kRegisterSpace || in.e() != kRegisterSpace ||
      in.c() >= kOperandModulus)
    return std::nullopt;
  return MicroOp{kind, 0, reg(in.a()), reg(in.b()), target_index(program, pc, in.c())};
}

std::optional<MicroOp> jump(const Program& program, uint32_t pc, const Instruction& in) {
  if (!is_register(in.a()) || (in.f() != 0) != (in.a() != 0) || in.c() >= kOperandModulus)
    return std::nullopt;
  return MicroOp{in.a() != 0 ? kJal : kJump, reg(in.a()), 0, 0, target_index(program, pc, in.c())};
}

std::optional<MicroOp> jump_register(const Instruction& in) {
  if (!is_register(in.a()) || !is_register(in.b()) || !has_signed16(in) || (in.f() != 0) != (in.a() != 0))
    return std::nullopt;
  return MicroOp{in.a() != 0 ? kJalr : kJumpRegister, reg(in.a()), reg(in.b()), 0, signed16(in)};
}

std::optional<MicroOp> upper(const Instruction& in, MicroKind kind, uint32_t value) {
  if (!is_register(in.a()) || in.a() == 0) return std::nullopt;
  return MicroOp{kind, reg(in.a()), 0, 0, value};
}

std::optional<MicroOp> slow_hint(const Instruction& in) {
  if (!is_register(in.a()) || !is_register(in.b()) || in.e() != kMemorySpace) return std::nullopt;
  return MicroOp{kSlow, 0, reg(in.b()), reg(in.a()), 0};
}

std::optional<MicroOp> micro_op(const Program& program, uint32_t pc, const Instruction& in) {
  switch (in.opcode) {
    case kAdd:
      return arithmetic(in, kAddRegister, kAddImmediate);
    case kSub:
      return in.e() == kRegisterSpace ? arithmetic(in, kSubRegister, kAddImmediate) : std::nullopt;
    case kXor:
      return arithmetic(in, kXorRegister, kXorImmediate);
    case kOr:
      return arithmetic(in, kOrRegister, kOrImmediate);
    case kAnd:
      return arithmetic(in, kAndRegister, kAndImmediate);
    case kSll:
      return shift(in, kSllRegister, kSllImmediate);
    case kSrl:
      return shift(in, kSrlRegister, kSrlImmediate);
    case kSra:
      return shift(in, kSraRegister, kSraImmediate);
    case kSlt:
      return arithmetic(in, kSltRegister, kSltImmediate);
    case kSltu:
      return arithmetic(in, kSltuRegister, kSltuImmediate);
    case Opcode::kMul:
      return arithmetic(in, MicroKind::kMul, std::nullopt);
    case Opcode::kMulh:
      return arithmetic(in, MicroKind::kMulh, std::nullopt);
    case Opcode::kMulhsu:
      return arithmetic(in, MicroKind::kMulhsu, std::nullopt);
    case Opcode::kMulhu:
      return arithmetic(in, MicroKind::kMulhu, std::nullopt);
    case Opcode::kDiv:
      return arithmetic(in, MicroKind::kDiv, std::nullopt);
    case Opcode::kDivu:
      return arithmetic(in, MicroKind::kDivu, std::nullopt);
    case Opcode::kRem:
      return arithmetic(in, MicroKind::kRem, std::nullopt);
    case Opcode::kRemu:
      return arithmetic(in, MicroKind::kRemu, std::nullopt);
    case Opcode::kLoadW:
      return load(in, MicroKind::kLoadW, 4);
    case Opcode::kLoadBu:
      return load(in, MicroKind::kLoadBu, 1);
    case Opcode::kLoadHu:
      return load(in, MicroKind::kLoadHu, 2);
    case Opcode::kLoadB:
      return load(in, MicroKind::kLoadB, 1);
    case Opcode::kLoadH:
      return load(in, MicroKind::kLoadH, 2);
    case Opcode::kStoreW:
      return store(in, MicroKind::kStoreW);
    case Opcode::kStoreH:
      return store(in, MicroKind::kStoreH);
    case Opcode::kStoreB:
      return store(in, MicroKind::kStoreB);
    case Opcode::kBeq:
      return branch(program, pc, in, MicroKind::kBeq);
    case Opcode::kBne:
      return branch(program, pc, in, MicroKind::kBne);
    case Opcode::kBlt:
      return branch(program, pc, in, MicroKind::kBlt);
    case Opcode::kBltu:
      return branch(program, pc, in, MicroKind::kBltu);
    case Opcode::kBge:
      return branch(program, pc, in, MicroKind::kBge);
    case Opcode::kBgeu:
      return branch(program, pc, in, MicroKind::kBgeu);
    case Opcode::kJal:
      return jump(program, pc, in);
    case Opcode::kJalr:
      return jump_register(in);
    case Opcode::kLui:
      return upper(in, MicroKind::kLui, in.c() << 12);
    case Opcode::kAuipc:
      return upper(in, MicroKind::kAuipc, pc + (in.c() << 8));
    case kHintStoreW:
    case kHintBuffer:
      return slow_hint(in);
    case kOpPhantom:
      if (in.c() == kPhantomNop) return MicroOp{kNop};
      return is_register(in.a()) && is_register(in.b()) ? std::optional(MicroOp{kSlow}) : std::nullopt;
    case kOpTerminate:
      return in.c() <= 255 ? std::optional(MicroOp{kSlow}) : std::nullopt;
    default:
      return MicroOp{kSlow};
  }
}

}  // namespace

Trap no_instruction_trap(const Program& program, uint32_t place) {
  const uint32_t pc = program.pc_of(place);
  if (!program.has_word(place)) return {TrapCause::kRanPastEnd, pc, 0, pc, 0, 0, {}};
  return {TrapCause::kNotAnInstruction, pc, 0, program.source_words[place], 0, 0, {}};
}

Trap jump_trap(const Program& program, uint32_t pc, uint32_t target) {
  Trap trap{TrapCause::kJumpOutside, pc, 0, target, 0, 0, {}};
  if (const auto place = program.place_of(target); place && program.has_word(*place)) {
    trap.detail = fmt::format("jump to {:#x}, where the word {:#010x} is no instruction of the machine",
                              target, program.source_words[*place]);
  }
  return trap;
}

Result<std::vector<MicroOp>> micro_ops(const Program& program) {
  std::vector<MicroOp> ops;
  ops.reserve(program.instructions.size() + 1);
  for (size_t i = 0; i < program.instructions.size(); ++i) {
    const Instruction& in = program.instructions[i];
    if (in.opcode == kNoInstruction) {
      ops.push_back(MicroOp{kNone});
      continue;
    }
    const auto op = micro_op(program, program.pc_of(i), in);
    if (!op)
      return bad_input(
          fmt::format("instruction at {:#x} (opcode {:#x}) has operands that its opcode cannot have",
                      program.pc_of(i), in.opcode));
    ops.push_back(*op);
  }
  ops.push_back(MicroOp{kNone});
  return ops;
}

}  // namespace zkmem::rv32im
