// The two buses on which an instruction's row speaks as a step of the machine. Program bus: (pc, opcode, a …
// g) is looked up in the committed program. Execution bus: the row receives the state before it and sends the
// state after it, so that the rows of all chips form one chain from the connector's first state to its last.
// Source: openvm-circuit 2.0.2, arch/execution.rs, system/program/bus.rs.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>

#include "zkmem/air/interaction.h"
#include "zkmem/vm/program.h"

namespace zkmem {

inline constexpr size_t kNumOperands = 7;

template <class T>
struct ExecutionState {
  T pc;
  T timestamp;
};

struct ProgramBus {
  LookupBus bus;

  // Operands beyond those given are 0. `enabled` must be boolean.
  void lookup(AirBuilder& builder, Expr pc, Expr opcode, std::initializer_list<Expr> operands,
              Expr enabled) const;
};

struct ExecutionBus {
  PermutationBus bus;

  // `enabled` must be boolean.
  void execute(AirBuilder& builder, const ExecutionState<Expr>& from, const ExecutionState<Expr>& to,
               Expr enabled) const;
};

struct ExecutionBridge {
  ExecutionBus execution;
  ProgramBus program;

  void execute(AirBuilder& builder, Expr opcode, std::initializer_list<Expr> operands,
               const ExecutionState<Expr>& from, const ExecutionState<Expr>& to, Expr enabled) const;
};

}  // namespace zkmem
