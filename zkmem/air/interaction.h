// The two kinds of bus. A bus balances when, for every message, what is sent equals what is received; the
// shapes of the counts are the reference's (swirl.md section 5) because they are part of the verifying key.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>

#include "zkmem/air/air_builder.h"

namespace zkmem {

// Many look keys up, one table provides them with multiplicities. A lookup's `enabled` must be 0 or 1.
struct LookupBus {
  uint16_t index = 0;

  void lookup_key(AirBuilder& builder, std::span<const Expr> key, Expr enabled) const {
    builder.push_interaction(index, key, enabled, 1);
  }
  // The table's side; num_lookups is free: that lookups and table balance is what the bus shows.
  void add_key_with_lookups(AirBuilder& builder, std::span<const Expr> key, Expr num_lookups) const {
    builder.push_interaction(index, key, -num_lookups, 0);
  }
  void lookup_key(AirBuilder& builder, std::initializer_list<Expr> key, Expr enabled) const {
    lookup_key(builder, std::span<const Expr>(key.begin(), key.size()), enabled);
  }
  void add_key_with_lookups(AirBuilder& builder, std::initializer_list<Expr> key, Expr num_lookups) const {
    add_key_with_lookups(builder, std::span<const Expr>(key.begin(), key.size()), num_lookups);
  }
};

// What is sent equals what is received, as multisets. `enabled` must be 0 or 1, a direction 0, 1 or -1.
struct PermutationBus {
  uint16_t index = 0;

  void send(AirBuilder& builder, std::span<const Expr> message, Expr enabled) const {
    interact(builder, message, enabled);
  }
  void receive(AirBuilder& builder, std::span<const Expr> message, Expr enabled) const {
    interact(builder, message, -enabled);
  }
  // direction 1 sends, -1 receives, 0 does nothing.
  void interact(AirBuilder& builder, std::span<const Expr> message, Expr direction) const {
    builder.push_interaction(index, message, direction, 1);
  }
  void send(AirBuilder& builder, std::initializer_list<Expr> message, Expr enabled) const {
    send(builder, std::span<const Expr>(message.begin(), message.size()), enabled);
  }
  void receive(AirBuilder& builder, std::initializer_list<Expr> message, Expr enabled) const {
    receive(builder, std::span<const Expr>(message.begin(), message.size()), enabled);
  }
  void interact(AirBuilder& builder, std::initializer_list<Expr> message, Expr direction) const {
    interact(builder, std::span<const Expr>(message.begin(), message.size()), direction);
  }
};

}  // namespace zkmem
