// From a logical access to the memory bus: receive the block's previous message, send the next one, and show
// that time went forward. Soundness of the whole: docs/spec/memory-argument.md. `enabled` must be 0 or 1; the
// timestamp must be known to be below 2^timestamp_max_bits by other means (the clock). Nothing here keeps an
// access out of address space 0: the boundary chips provide no such block. Source: openvm-circuit
// system/memory/offline_checker/bridge.rs (2.0.2).
#pragma once

#include <span>

#include "zkmem/memory/chips/offline_checker/columns.h"
#include "zkmem/memory/chips/offline_checker/memory_bus.h"
#include "zkmem/primitives/assert_less_than.h"

namespace zkmem {

class MemoryBridge {
 public:
  MemoryBridge(MemoryBus memory_bus, RangeCheckerBus range_bus, unsigned timestamp_max_bits)
      : memory_bus_(memory_bus), timestamp_less_than_{range_bus, timestamp_max_bits} {
    ZKMEM_CHECK(timestamp_less_than_.limbs() <= kTimestampLimbs);
  }

  const MemoryBus& memory_bus() const { return memory_bus_; }
  const RangeCheckerBus& range_bus() const { return timestamp_less_than_.range_bus; }
  unsigned timestamp_max_bits() const { return timestamp_less_than_.max_bits; }

  void read(AirBuilder& builder, const AddressExprs& address, std::span<const Expr> data, Expr timestamp,
            const MemoryBaseAuxColumns<Expr>& aux, Expr enabled) const;
  void read(AirBuilder& builder, const AddressExprs& address, std::span<const Expr> data, Expr timestamp,
            const MemoryReadAuxColumns<Expr>& aux, Expr enabled) const {
    read(builder, address, data, timestamp, aux.base, enabled);
  }
  void write(AirBuilder& builder, const AddressExprs& address, std::span<const Expr> data, Expr timestamp,
             const MemoryBaseAuxColumns<Expr>& aux, std::span<const Expr> prev_data, Expr enabled) const;
  template <size_t N>
  void write(AirBuilder& builder, const AddressExprs& address, std::span<const Expr> data, Expr timestamp,
             const MemoryWriteAuxColumns<Expr, N>& aux, Expr enabled) const {
    ZKMEM_CHECK(data.size() == N);
    write(builder, address, data, timestamp, aux.base, aux.prev_data, enabled);
  }
  // In address space 0 the data must be the pointer and nothing goes over the bus.
  void read_or_immediate(AirBuilder& builder, const AddressExprs& address, Expr data, Expr timestamp,
                         const MemoryReadOrImmediateAuxColumns<Expr>& aux, Expr enabled) const;

 private:
  MemoryBus memory_bus_;
  AssertLessThan timestamp_less_than_;
};

}  // namespace zkmem
