// The Poseidon2 periphery chip: one permutation a row, offered on a lookup bus as (input[16], output[8]) with
// a multiplicity. With kRegister the cubes of the S-boxes have columns of their own (degree 3, 300 columns),
// without it the S-box is one expression (degree 7, 159 columns). README.md has the argument. Source:
// openvm-poseidon2-air (2.0.2), p3-poseidon2-air for the columns' order.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "zkmem/air/air.h"
#include "zkmem/air/interaction.h"
#include "zkmem/base/context.h"
#include "zkmem/field/matrix.h"
#include "zkmem/hash/poseidon2.h"

namespace zkmem {

enum class Poseidon2Sbox { kExpression, kRegister };

// Columns: export (1, unused), input[16], 4 x {cubes[16]?, post[16]}, 13 x {cube?, post}, 4 x {cubes[16]?,
// post[16]}, mult.
constexpr size_t poseidon2_width(Poseidon2Sbox sbox) {
  const size_t registers = sbox == Poseidon2Sbox::kRegister ? 1 : 0;
  return 1 + 16 + 8 * 16 * (registers + 1) + 13 * (registers + 1) + 1;
}
static_assert(poseidon2_width(Poseidon2Sbox::kRegister) == 300);
static_assert(poseidon2_width(Poseidon2Sbox::kExpression) == 159);

class Poseidon2Air final : public Air {
 public:
  Poseidon2Air(LookupBus bus, Poseidon2Sbox sbox) : bus_(bus), sbox_(sbox) {}

  std::string name() const override {
    return sbox_ == Poseidon2Sbox::kRegister ? "Poseidon2PeripheryAir_r1" : "Poseidon2PeripheryAir_r0";
  }
  AirWidths widths() const override;
  std::vector<std::string> column_names() const override;
  void eval(AirBuilder& builder) const override;

 private:
  LookupBus bus_;
  Poseidon2Sbox sbox_;
};

// The chip's rows: distinct inputs in the order of their first use, and how often each is looked up.
struct Poseidon2Rows {
  std::vector<Poseidon2State> inputs;
  std::vector<uint32_t> multiplicities;
};

// The same result at every thread count.
Poseidon2Rows distinct_poseidon2_inputs(const Context& context, std::span<const Poseidon2State> lookups);

// Fills the trace, poseidon2_width(sbox) columns and a height of at least the number of rows; rows after the
// last are the permutation of zero with multiplicity 0.
void fill_poseidon2(const Context& context, const Poseidon2Rows& rows, Poseidon2Sbox sbox, TraceView trace);

}  // namespace zkmem
