// Bitwise lookups of 8-bit pairs: a table of every (x, y) with two multiplicities, one for "x and y are
// bytes" and one for "z is x xor y". Messages are (x, y, z, op) with z = op = 0 for a range check and op = 1
// for xor. Constraints in README.md; source: openvm-circuit-primitives 2.0.2, bitwise_op_lookup.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "zkmem/air/columns_air.h"
#include "zkmem/air/interaction.h"
#include "zkmem/base/context.h"
#include "zkmem/field/matrix.h"

namespace zkmem {

template <class T>
struct BitwiseLookupColumns {
  std::array<T, 8> x_bits;  // least significant first
  std::array<T, 8> y_bits;
  T mult_range;
  T mult_xor;
};

inline constexpr size_t kBitwiseLookupHeight = 1 << 16;

struct BitwiseLookupBus {
  LookupBus bus;

  // x and y are bytes, if enabled.
  void send_range(AirBuilder& builder, Expr x, Expr y, Expr enabled) const;
  // z = x xor y and all three are bytes, if enabled.
  void send_xor(AirBuilder& builder, Expr x, Expr y, Expr z, Expr enabled) const;
  void receive(AirBuilder& builder, Expr x, Expr y, Expr z, Expr op, Expr multiplicity) const;
};

class BitwiseLookupAir final : public ColumnsAir<BitwiseLookupColumns> {
 public:
  explicit BitwiseLookupAir(BitwiseLookupBus bus) : bus_(bus) {}
  std::string name() const override { return "BitwiseOperationLookupAir"; }
  void eval(AirBuilder& builder) const override;

 private:
  BitwiseLookupBus bus_;
};

// Fills the whole table; row 256 x + y of each list of counts is the pair's.
void fill_bitwise_lookup(const Context& context, std::span<const uint32_t> range_counts,
                         std::span<const uint32_t> xor_counts, TraceView trace);

}  // namespace zkmem
