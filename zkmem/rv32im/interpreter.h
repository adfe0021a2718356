// The hot loop: runs built-in instructions that make at most three accesses until the budget is used up, an
// instruction needs the slow path, or one traps. Everything an instruction could be refused for is checked
// before its first access, so a trap leaves memory, clock and log as they were between two instructions.
//
// Port is the machine's door to memory: each access takes the clock's value and advances it
// by one.
//   void begin(uint32_t index)                     an instruction starts (execution record)
//   uint32_t read_register(uint32_t pointer)       space 1
//   void write_register(uint32_t pointer, uint32_t value)
//   uint32_t peek_register(uint32_t pointer)       no access
//   uint32_t read_memory(uint32_t pointer)         space 2, aligned and in range
//   void write_memory(uint32_t pointer, uint32_t value)
//   uint32_t peek_memory(uint32_t pointer)
//   void skip(uint32_t ticks)
//   uint32_t memory_end()                          first pointer out of range, a multiple of 4
#pragma once

#include <cstdint>

#include "zkmem/rv32im/arithmetic.h"
#include "zkmem/rv32im/memory_backend.h"
#include "zkmem/rv32im/micro_op.h"
#include "zkmem/rv32im/opcode.h"
#include "zkmem/vm/trap.h"

namespace zkmem::rv32im {

// Ticks and accesses that any instruction of the hot loop stays within.
inline constexpr uint32_t kMaxFastAccesses = 3;

template <class Port>
SliceEnd run_slice(const Program& program, const MicroOp* ops, Cursor& cursor, Port& port_in_memory,
                   Trap& trap) {
  Port port = port_in_memory;  // a local whose address stays here, so that its fields can live in registers
  uint32_t index = cursor.index;
  uint64_t budget = cursor.budget;
  const uint32_t first_block = program.first_block_size();
  const uint32_t pc_base = program.pc_base;
  const uint32_t memory_end = port.memory_end();
  SliceEnd result = SliceEnd::kBudget;

  const auto pc = [&] { return index < first_block ? pc_base + kPcStep * index : program.pc_of(index); };
  const auto binary = [&](MicroOp op, auto compute) {
    port.begin(index);
    const uint32_t x = port.read_register(op.rs1);
    const uint32_t y = port.read_register(op.rs2);
    port.write_register(op.rd, compute(x, y));
    ++index;
    return true;
  };
  const auto immediate = [&](MicroOp op, auto compute) {
    port.begin(index);
    const uint32_t x = port.read_register(op.rs1);
    port.skip(1);
    port.write_register(op.rd, compute(x, op.imm));
    ++index;
    return true;
  };
  const auto bad_address = [&](uint32_t address, uint32_t bytes) {
    const bool outside = address >= memory_end;
    trap = {outside ? TrapCause::kOutOfRange : TrapCause::kMisaligned,
            pc(),
            kMemorySpace,
            address,
            outside ? memory_end : bytes,
            bytes,
            {}};
    return false;
  };
  const auto load = [&](MicroOp op, uint32_t bytes, auto extend) {
    const uint32_t address = port.peek_register(op.rs1) + op.imm;
    if (address >= memory_end || (address & (bytes - 1)) != 0) [[unlikely]]
      return bad_address(address, bytes);
    port.begin(index);
    static_cast<void>(port.read_register(op.rs1));
    const uint32_t word = port.read_memory(address & ~3u);
    port.write_register(op.rd, extend(word >> (8 * (address & 3))));
    ++index;
    return true;
  };
  const auto load_discarded = [&](MicroOp op) {
    const uint32_t address = port.peek_register(op.rs1) + op.imm;
    if (address >= memory_end || (address & (op.rs2 - 1u)) != 0) [[unlikely]]
      return bad_address(address, op.rs2);
    port.begin(index);
    static_cast<void>(port.read_register(op.rs1));
    static_cast<void>(port.read_memory(address & ~3u));
    port.skip(1);
    ++index;
    return true;
  };
  const auto store = [&](MicroOp op, uint32_t bytes, uint32_t mask) {
    const uint32_t address = port.peek_register(op.rs1) + op.imm;
    if (address >= memory_end || (address & (bytes - 1)) != 0) [[unlikely]]
      return bad_address(address, bytes);
    port.begin(index);
    static_cast<void>(port.read_register(op.rs1));
    const uint32_t value = port.read_register(op.rs2);
    uint32_t merged = value;
    if (bytes != 4) {
      const uint32_t shift = 8 * (address & 3);
      merged = (port.peek_memory(address & ~3u) & ~(mask << shift)) | ((value & mask) << shift);
    }
    port.write_memory(address & ~3u, merged);
    ++index;
    return true;
  };
  const auto jump_outside = [&](uint64_t target) {
    trap = jump_trap(program, pc(), static_cast<uint32_t>(target));
    return false;
  };
  // The target of a direct jump in the program's own words, for the report only.
  const auto direct_target = [&](uint32_t offset_operand) {
    return pc() + static_cast<uint32_t>(signed_from_operand(offset_operand));
  };
  const auto branch = [&](MicroOp op, auto taken_if) {
    const bool taken = taken_if(port.peek_register(op.rs1), port.peek_register(op.rs2));
    if (taken && op.imm == kNoTarget) [[unlikely]]
      return jump_outside(direct_target(program.instructions[index].c()));
    port.begin(index);
    static_cast<void>(port.read_register(op.rs1));
    static_cast<void>(port.read_register(op.rs2));
    index = taken ? op.imm : index + 1;
    return true;
  };
  const auto jump = [&](MicroOp op, bool link) {
    if (op.imm == kNoTarget) [[unlikely]]
      return jump_outside(direct_target(program.instructions[index].c()));
    port.begin(index);
    if (link) {
      port.write_register(op.rd, pc() + kPcStep);
    } else {
      port.skip(1);
    }
    index = op.imm;
    return true;
  };
  const auto jump_register = [&](MicroOp op, bool link) {
    const uint32_t target = (port.peek_register(op.rs1) + op.imm) & ~1u;
    const uint32_t offset = target - pc_base;
    uint32_t next = offset / kPcStep;
    if ((offset & 3) != 0 || next >= first_block) [[unlikely]]
      next = program.index_of(target).value_or(kNoTarget);
    if (next == kNoTarget || ops[next].kind == MicroKind::kNone) [[unlikely]]
      return jump_outside(target);
    port.begin(index);
    static_cast<void>(port.read_register(op.rs1));
    if (link) {
      port.write_register(op.rd, pc() + kPcStep);
    } else {
      port.skip(1);
    }
    index = next;
    return true;
  };
  const auto constant = [&](MicroOp op) {
    port.begin(index);
    port.write_register(op.rd, op.imm);
    ++index;
    return true;
  };

  const auto less = [](uint32_t x, uint32_t y) { return as_signed(x) < as_signed(y); };
  const auto add = [](uint32_t x, uint32_t y) { return x + y; };
  const auto exclusive_or = [](uint32_t x, uint32_t y) { return x ^ y; };
  const auto either = [](uint32_t x, uint32_t y) { return x | y; };
  const auto both = [](uint32_t x, uint32_t y) { return x & y; };

  while (budget != 0) {
    const MicroOp op = ops[index];
    bool ran = true;
    switch (op.kind) {
      using enum MicroKind;
      case kAddRegister:
        ran = binary(op, add);
        break;
      case kSubRegister:
        ran = binary(op, [](uint32_t x, uint32_t y) { return x - y; });
        break;
      case kXorRegister:
        ran = binary(op, exclusive_or);
        break;
      case kOrRegister:
        ran = binary(op, either);
        break;
      case kAndRegister:
        ran = binary(op, both);
        break;
      case kSllRegister:
        ran = binary(op, shift_left);
        break;
      case kSrlRegister:
        ran = binary(op, shift_right);
        break;
      case kSraRegister:
        ran = binary(op, shift_right_arithmetic);
        break;
      case kSltRegister:
        ran = binary(op, set_less_than);
        break;
      case kSltuRegister:
        ran = binary(op, set_less_than_unsigned);
        break;
      case kAddImmediate:
        ran = immediate(op, add);
        break;
      case kXorImmediate:
        ran = immediate(op, exclusive_or);
        break;
      case kOrImmediate:
        ran = immediate(op, either);
        break;
      case kAndImmediate:
        ran = immediate(op, both);
        break;
      case kSllImmediate:
        ran = immediate(op, shift_left);
        break;
      case kSrlImmediate:
        ran = immediate(op, shift_right);
        break;
      case kSraImmediate:
        ran = immediate(op, shift_right_arithmetic);
        break;
      case kSltImmediate:
        ran = immediate(op, set_less_than);
        break;
      case kSltuImmediate:
        ran = immediate(op, set_less_than_unsigned);
        break;
      case kMul:
        ran = binary(op, [](uint32_t x, uint32_t y) { return x * y; });
        break;
      case kMulh:
        ran = binary(op, multiply_high);
        break;
      case kMulhsu:
        ran = binary(op, multiply_high_signed_unsigned);
        break;
      case kMulhu:
        ran = binary(op, multiply_high_unsigned);
        break;
      case kDiv:
        ran = binary(op, divide);
        break;
      case kDivu:
        ran = binary(op, divide_unsigned);
        break;
      case kRem:
        ran = binary(op, remainder);
        break;
      case kRemu:
        ran = binary(op, remainder_unsigned);
        break;
      case kLoadW:
        ran = load(op, 4, [](uint32_t w) { return w; });
        break;
      case kLoadBu:
        ran = load(op, 1, [](uint32_t w) { return w & 0xff; });
        break;
      case kLoadHu:
        ran = load(op, 2, [](uint32_t w) { return w & 0xffff; });
        break;
      case kLoadB:
        ran = load(op, 1, [](uint32_t w) { return as_unsigned(static_cast<int8_t>(w)); });
        break;
      case kLoadH:
        ran = load(op, 2, [](uint32_t w) { return as_unsigned(static_cast<int16_t>(w)); });
        break;
      case kLoadDiscarded:
        ran = load_discarded(op);
        break;
      case kStoreW:
        ran = store(op, 4, 0xffffffff);
        break;
      case kStoreH:
        ran = store(op, 2, 0xffff);
        break;
      case kStoreB:
        ran = store(op, 1, 0xff);
        break;
      case kBeq:
        ran = branch(op, [](uint32_t x, uint32_t y) { return x == y; });
        break;
      case kBne:
        ran = branch(op, [](uint32_t x, uint32_t y) { return x != y; });
        break;
      case kBlt:
        ran = branch(op, less);
        break;
      case kBltu:
        ran = branch(op, [](uint32_t x, uint32_t y) { return x < y; });
        break;
      case kBge:
        ran = branch(op, [&](uint32_t x, uint32_t y) { return !less(x, y); });
        break;
      case kBgeu:
        ran = branch(op, [](uint32_t x, uint32_t y) { return x >= y; });
        break;
      case kJal:
        ran = jump(op, true);
        break;
      case kJump:
        ran = jump(op, false);
        break;
      case kJalr:
        ran = jump_register(op, true);
        break;
      case kJumpRegister:
        ran = jump_register(op, false);
        break;
      case kLui:
      case kAuipc:
        ran = constant(op);
        break;
      case kNop:
        port.begin(index);
        port.skip(1);
        ++index;
        break;
      case kSlow:
        result = SliceEnd::kSlow;
        break;
      case kNone:
        trap = no_instruction_trap(program, index);
        ran = false;
        break;
    }
    if (result == SliceEnd::kSlow) break;
    if (!ran) [[unlikely]] {
      result = SliceEnd::kTrap;
      break;
    }
    --budget;
  }
  cursor = {index, budget};
  port_in_memory = port;
  return result;
}

}  // namespace zkmem::rv32im
