// The constraint DAG as a straight-line program over blocks of rows: each step works on one array of cells
// per operand. Values live in as few slots as liveness allows, so a block's work stays in the first cache
// level. Immutable after compile(); may be shared between threads.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "zkmem/air/dag.h"

namespace zkmem {

struct ProgramStep {
  enum class Op : uint8_t {
    kAdd,            // out = left + right
    kSub,            // out = left - right
    kMul,            // out = left * right
    kNeg,            // out = -left
    kAddConstant,    // out = left + constant
    kMulConstant,    // out = left * constant
    kConstantMinus,  // out = constant - left
    kFill,           // out = constant
    kCheck,          // left must be 0: constraint number `out`
    kEmit,           // interaction number `out`
  };
  Op op = Op::kFill;
  uint32_t out = 0;
  uint32_t left = 0;
  uint32_t right = 0;
  BabyBear constant;
};

// An operand or a constant.
struct ProgramValue {
  bool is_constant = false;
  uint32_t operand = 0;
  BabyBear constant;
};

struct ProgramInteraction {
  std::vector<ProgramValue> message;
  ProgramValue count;
  uint16_t bus_index = 0;
};

// Operands: slots 0 … num_slots - 1, then the variables, then is_first_row, is_last_row, is_transition.
struct ConstraintProgram {
  uint32_t num_slots = 0;
  std::vector<SymbolicVariable> variables;  // no public values: those are constants of the program
  std::vector<ProgramStep> steps;
  std::vector<ProgramInteraction> interactions;

  uint32_t selector_operand() const { return num_slots + static_cast<uint32_t>(variables.size()); }
  uint32_t num_operands() const { return selector_operand() + 3; }

  static ConstraintProgram compile(const ConstraintDag& dag, std::span<const BabyBear> public_values);
};

}  // namespace zkmem
