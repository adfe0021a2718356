// The memory bus: (address space, pointer, values…, timestamp). Whoever holds a block receives the message
// that was last sent for it and sends the next one. Blocks of different sizes have messages of different
// lengths; a field distinct per length is not needed because LogUp's fingerprint includes the length
// (swirl.md section 8). Source: openvm-circuit system/memory/offline_checker/bus.rs (2.0.2).
#pragma once

#include <span>

#include "zkmem/air/interaction.h"

namespace zkmem {

struct AddressExprs {
  Expr address_space;
  Expr pointer;
};

struct MemoryBus {
  PermutationBus bus;

  // `direction` 1 sends, -1 receives instead, 0 does nothing; the caller constrains it to these.
  void send(AirBuilder& builder, const AddressExprs& address, std::span<const Expr> values, Expr timestamp,
            Expr direction) const;
  // The mirror image: direction 1 receives.
  void receive(AirBuilder& builder, const AddressExprs& address, std::span<const Expr> values, Expr timestamp,
               Expr direction) const;
};

}  // namespace zkmem
