// The Poseidon2 periphery chip: one permutation a row, offered on a lookup bus as (input[16], output[8]) with
// a multiplicity. With kRegister the cubes of the S-boxes have columns of their own (degree 3, 300 columns),
// without it the S-box is one expression (degree 7, 159 columns). README.md has the argument. Source:
// openvm-poseidon2-air (2.0.2), p3-poseidon2-air for the columns' order.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "zkmem/air/columns_air.h"
#include "zkmem/air/interaction.h"
#include "zkmem/base/context.h"
#include "zkmem/field/matrix.h"
#include "zkmem/hash/poseidon2.h"

namespace zkmem {

enum class Poseidon2Sbox { kExpression, kRegister };

// A round over the whole state, and over its first word; the state after it, where constraints need it.
template <class T, Poseidon2Sbox kSbox>
struct Poseidon2FullRound {
  std::array<T, kPoseidon2Width> sbox;  // cubes
  std::array<T, kPoseidon2Width> post;
};
template <class T>
struct Poseidon2FullRound<T, Poseidon2Sbox::kExpression> {
  std::array<T, kPoseidon2Width> post;
};
template <class T, Poseidon2Sbox kSbox>
struct Poseidon2PartialRound {
  T sbox;
  T post_sbox;
};
template <class T>
struct Poseidon2PartialRound<T, Poseidon2Sbox::kExpression> {
  T post_sbox;
};

template <class T, Poseidon2Sbox kSbox>
struct Poseidon2Columns {
  T exported;  // 1, unused
  std::array<T, kPoseidon2Width> inputs;
  std::array<Poseidon2FullRound<T, kSbox>, 4> beginning_full_rounds;
  std::array<Poseidon2PartialRound<T, kSbox>, 13> partial_rounds;
  std::array<Poseidon2FullRound<T, kSbox>, 4> ending_full_rounds;
  T mult;
};
template <Poseidon2Sbox kSbox>
struct Poseidon2Row {
  template <class T>
  using Columns = Poseidon2Columns<T, kSbox>;
};

constexpr size_t poseidon2_width(Poseidon2Sbox sbox) {
  return sbox == Poseidon2Sbox::kRegister ? kColumnCount<Poseidon2Row<Poseidon2Sbox::kRegister>::Columns>
                                          : kColumnCount<Poseidon2Row<Poseidon2Sbox::kExpression>::Columns>;
}

template <Poseidon2Sbox kSbox>
class Poseidon2Air final : public ColumnsAir<Poseidon2Row<kSbox>::template Columns> {
 public:
  explicit Poseidon2Air(LookupBus bus) : bus_(bus) {}

  std::string name() const override {
    return kSbox == Poseidon2Sbox::kRegister ? "Poseidon2PeripheryAir_r1" : "Poseidon2PeripheryAir_r0";
  }
  void eval(AirBuilder& builder) const override;

 private:
  LookupBus bus_;
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
