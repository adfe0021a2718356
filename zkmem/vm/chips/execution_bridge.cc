#include "zkmem/vm/chips/execution_bridge.h"

#include <algorithm>

#include "zkmem/base/check.h"

namespace zkmem {

void ProgramBus::lookup(AirBuilder& builder, Expr pc, Expr opcode, std::initializer_list<Expr> operands,
                        Expr enabled) const {
  ZKMEM_CHECK(operands.size() <= kNumOperands);
  std::array<Expr, 2 + kNumOperands> message;
  message.fill(builder.zero());
  message[0] = pc;
  message[1] = opcode;
  std::copy(operands.begin(), operands.end(), message.begin() + 2);
  bus.lookup_key(builder, message, enabled);
}

void ExecutionBus::execute(AirBuilder& builder, const ExecutionState<Expr>& from,
                           const ExecutionState<Expr>& to, Expr enabled) const {
  bus.receive(builder, {from.pc, from.timestamp}, enabled);
  bus.send(builder, {to.pc, to.timestamp}, enabled);
}

void ExecutionBridge::execute(AirBuilder& builder, Expr opcode, std::initializer_list<Expr> operands,
                              const ExecutionState<Expr>& from, const ExecutionState<Expr>& to,
                              Expr enabled) const {
  program.lookup(builder, from.pc, opcode, operands, enabled);
  execution.execute(builder, from, to, enabled);
}

}  // namespace zkmem
