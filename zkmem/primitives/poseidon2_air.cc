#include "zkmem/primitives/poseidon2_air.h"

#include <array>

#include "zkmem/air/air_builder.h"
#include "zkmem/hash/poseidon2_constants.h"

namespace zkmem {
namespace {

using State = std::array<Expr, 16>;

// The same operations, in the same order, as hash/poseidon2.cc; the order decides the nodes of the key.
void external_layer(State& s) {
  for (size_t i = 0; i < 16; i += 4) {
    const Expr t01 = s[i] + s[i + 1];
    const Expr t23 = s[i + 2] + s[i + 3];
    const Expr t = t01 + t23;
    const Expr a = t + s[i + 1];
    const Expr b = t + s[i + 3];
    s[i + 3] = b + s[i].doubled();
    s[i + 1] = a + s[i + 2].doubled();
    s[i] = a + t01;
    s[i + 2] = b + t23;
  }
  Expr sums[4];
  for (size_t k = 0; k < 4; ++k) sums[k] = s[k] + s[k + 4] + s[k + 8] + s[k + 12];
  for (size_t i = 0; i < 16; ++i) s[i] += sums[i % 4];
}

void internal_layer(State& s) {
  const Expr total = sum(s);
  for (size_t i = 0; i < 16; ++i) {
    s[i] = total + BabyBear::from_canonical(poseidon2::kInternalDiagonal[i]) * s[i];
  }
}

// The state on its way through the rounds.
template <Poseidon2Sbox kSbox>
class Permutation {
 public:
  Permutation(AirBuilder& builder, const State& inputs) : builder_(builder), state_(inputs) {
    external_layer(state_);
  }

  void full_round(const uint32_t (&constants)[kPoseidon2Width],
                  const Poseidon2FullRound<Expr, kSbox>& columns) {
    for (size_t i = 0; i < kPoseidon2Width; ++i) {
      const Expr word = state_[i] + BabyBear::from_canonical(constants[i]);
      if constexpr (kSbox == Poseidon2Sbox::kRegister) {
        state_[i] = raise(word, columns.sbox[i]);
      } else {
        state_[i] = raise(word);
      }
    }
    external_layer(state_);
    for (size_t i = 0; i < kPoseidon2Width; ++i) commit(state_[i], columns.post[i]);
  }

  void partial_round(uint32_t constant, const Poseidon2PartialRound<Expr, kSbox>& columns) {
    const Expr word = state_[0] + BabyBear::from_canonical(constant);
    if constexpr (kSbox == Poseidon2Sbox::kRegister) {
      state_[0] = raise(word, columns.sbox);
    } else {
      state_[0] = raise(word);
    }
    commit(state_[0], columns.post_sbox);
    internal_layer(state_);
  }

  const State& state() const { return state_; }

 private:
  // x^7, with a column for the cube or without.
  Expr raise(Expr x, Expr cube) {
    builder_.assert_eq(cube, x.cube());
    return cube * cube * x;
  }
  Expr raise(Expr x) {
    const Expr x2 = x * x;
    const Expr x3 = x2 * x;
    const Expr x4 = x2 * x2;
    return x3 * x4;
  }
  // The word equals its column and goes on as that column: degrees start over.
  void commit(Expr& word, Expr column) {
    builder_.assert_eq(word, column);
    word = column;
  }

  AirBuilder& builder_;
  State state_;
};

}  // namespace

template <Poseidon2Sbox kSbox>
void Poseidon2Air<kSbox>::eval(AirBuilder& builder) const {
  const auto row = builder.local<Poseidon2Row<kSbox>::template Columns>();
  Permutation<kSbox> permutation(builder, row.inputs);
  for (size_t i = 0; i < row.beginning_full_rounds.size(); ++i) {
    permutation.full_round(poseidon2::kExternalInitial[i], row.beginning_full_rounds[i]);
  }
  for (size_t i = 0; i < row.partial_rounds.size(); ++i) {
    permutation.partial_round(poseidon2::kInternal[i], row.partial_rounds[i]);
  }
  for (size_t i = 0; i < row.ending_full_rounds.size(); ++i) {
    permutation.full_round(poseidon2::kExternalFinal[i], row.ending_full_rounds[i]);
  }
  std::vector<Expr> key(row.inputs.begin(), row.inputs.end());
  key.insert(key.end(), permutation.state().begin(), permutation.state().begin() + kDigestWidth);
  bus_.add_key_with_lookups(builder, key, row.mult);
}

template class Poseidon2Air<Poseidon2Sbox::kRegister>;
template class Poseidon2Air<Poseidon2Sbox::kExpression>;

}  // namespace zkmem
