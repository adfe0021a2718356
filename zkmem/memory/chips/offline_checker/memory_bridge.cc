#include "zkmem/memory/chips/offline_checker/memory_bridge.h"

#include "zkmem/primitives/is_zero.h"

namespace zkmem {

void MemoryBridge::read(AirBuilder& builder, const AddressExprs& address, std::span<const Expr> data,
                        Expr timestamp, const MemoryBaseAuxColumns<Expr>& aux, Expr enabled) const {
  write(builder, address, data, timestamp, aux, data, enabled);
}

void MemoryBridge::write(AirBuilder& builder, const AddressExprs& address, std::span<const Expr> data,
                         Expr timestamp, const MemoryBaseAuxColumns<Expr>& aux,
                         std::span<const Expr> prev_data, Expr enabled) const {
  ZKMEM_CHECK(data.size() == prev_data.size());
  timestamp_less_than_.eval(builder, aux.prev_timestamp, timestamp, aux.timestamp_lt_aux.lower_decomp,
                            enabled);
  memory_bus_.receive(builder, address, prev_data, aux.prev_timestamp, enabled);
  memory_bus_.send(builder, address, data, timestamp, enabled);
}

void MemoryBridge::read_or_immediate(AirBuilder& builder, const AddressExprs& address, Expr data,
                                     Expr timestamp, const MemoryReadOrImmediateAuxColumns<Expr>& aux,
                                     Expr enabled) const {
  eval_is_zero(builder, address.address_space, aux.is_immediate, aux.is_zero_aux, enabled);
  builder.when(aux.is_immediate).assert_eq(data, address.pointer);
  timestamp_less_than_.eval(builder, aux.base.prev_timestamp, timestamp,
                            aux.base.timestamp_lt_aux.lower_decomp, enabled);
  const Expr on_bus = enabled * logical_not(aux.is_immediate);
  const Expr cell[1] = {data};
  memory_bus_.receive(builder, address, cell, aux.base.prev_timestamp, on_bus);
  memory_bus_.send(builder, address, cell, timestamp, on_bus);
}

}  // namespace zkmem
