// The program in the form the executor runs: one 8-byte operation per instruction, operands unpacked, jump
// targets as instruction indices. What needs more than three accesses, another space, the streams or an
// extension is kSlow and leaves the hot loop. Built once per machine. A place without an
// instruction, and the one past the last, have an operation that traps.
#pragma once

#include <cstdint>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/vm/program.h"
#include "zkmem/vm/trap.h"

namespace zkmem::rv32im {

enum class MicroKind : uint8_t {
  kAddRegister,
  kSubRegister,
  kXorRegister,
  kOrRegister,
  kAndRegister,
  kSllRegister,
  kSrlRegister,
  kSraRegister,
  kSltRegister,
  kSltuRegister,
  kAddImmediate,
  kXorImmediate,
  kOrImmediate,
  kAndImmediate,
  kSllImmediate,
  kSrlImmediate,
  kSraImmediate,
  kSltImmediate,
  kSltuImmediate,
  kMul,
  kMulh,
  kMulhsu,
  kMulhu,
  kDiv,
  kDivu,
  kRem,
  kRemu,
  kLoadW,
  kLoadBu,
  kLoadHu,
  kLoadB,
  kLoadH,
  kLoadDiscarded,  // any load to x0; its bytes are in rs2
  kStoreW,
  kStoreH,
  kStoreB,
  kBeq,
  kBne,
  kBlt,
  kBltu,
  kBge,
  kBgeu,
  kJal,
  kJump,
  kJalr,
  kJumpRegister,
  kLui,
  kAuipc,
  kNop,
  kSlow,
  kNone,  // no instruction: a place without one, or the one past the last
};

struct MicroOp {
  MicroKind kind = MicroKind::kNone;
  uint8_t rd = 0;  // register pointers (4 · index)
  uint8_t rs1 = 0;
  uint8_t rs2 = 0;
  uint32_t imm = 0;  // immediate, or the target's index (kNoTarget: no instruction there)
};
static_assert(sizeof(MicroOp) == 8);

inline constexpr uint32_t kNoTarget = 0xffffffff;

// A run came to a place without an instruction; the instruction at `pc` wants to go to `target`, where there
// is none.
Trap no_instruction_trap(const Program& program, uint32_t place);
Trap jump_trap(const Program& program, uint32_t pc, uint32_t target);

// Refuses built-in opcodes whose operands no RISC-V word gives (a program need not come from the loader).
// Opcodes that are not built-in become kSlow: whoever executes them must know them.
Result<std::vector<MicroOp>> micro_ops(const Program& program);

}  // namespace zkmem::rv32im
