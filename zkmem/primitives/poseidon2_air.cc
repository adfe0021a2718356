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

// Walks the columns in order and states the rounds.
class Permutation {
 public:
  Permutation(AirBuilder& builder, Poseidon2Sbox sbox)
      : builder_(builder), sbox_(sbox), cells_(builder.row(0, 0)) {
    for (Expr& word : state_) word = next();
    external_layer(state_);
  }

  Expr next() { return cells_[position_++]; }

  void external_round(const uint32_t (&constants)[16]) {
    State cubes;
    for (Expr& cube : cubes) cube = next_register();
    for (size_t i = 0; i < 16; ++i) {
      state_[i] = raise(state_[i] + BabyBear::from_canonical(constants[i]), cubes[i]);
    }
    external_layer(state_);
    for (Expr& word : state_) commit(word);
  }

  void internal_round(uint32_t constant) {
    const Expr cube = next_register();
    state_[0] = raise(state_[0] + BabyBear::from_canonical(constant), cube);
    commit(state_[0]);
    internal_layer(state_);
  }

  const State& state() const { return state_; }

 private:
  Expr next_register() { return sbox_ == Poseidon2Sbox::kRegister ? next() : Expr(); }
  // x^7
  Expr raise(Expr x, Expr cube) {
    if (sbox_ == Poseidon2Sbox::kRegister) {
      builder_.assert_eq(cube, x.cube());
      return cube * cube * x;
    }
    const Expr x2 = x * x;
    const Expr x3 = x2 * x;
    const Expr x4 = x2 * x2;
    return x3 * x4;
  }
  // The word equals the next column and goes on as that column: degrees start over.
  void commit(Expr& word) {
    const Expr post = next();
    builder_.assert_eq(word, post);
    word = post;
  }

  AirBuilder& builder_;
  Poseidon2Sbox sbox_;
  std::vector<Expr> cells_;
  size_t position_ = 1;  // after `export`
  State state_;
};

void add_external_rounds(ColumnNames& names, const char* half, bool has_registers) {
  for (size_t round = 0; round < 4; ++round) {
    const std::string prefix = std::string(half) + "__" + std::to_string(round);
    if (has_registers) names.add(prefix + "__sbox", 16);
    names.add(prefix + "__post", 16);
  }
}

}  // namespace

AirWidths Poseidon2Air::widths() const {
  return {.preprocessed = 0, .cached_mains = {}, .common_main = poseidon2_width(sbox_)};
}

std::vector<std::string> Poseidon2Air::column_names() const {
  const bool has_registers = sbox_ == Poseidon2Sbox::kRegister;
  ColumnNames names;
  names.add("export").add("inputs", 16);
  add_external_rounds(names, "beginning_full_rounds", has_registers);
  for (size_t round = 0; round < 13; ++round) {
    const std::string prefix = "partial_rounds__" + std::to_string(round);
    if (has_registers) names.add(prefix + "__sbox");
    names.add(prefix + "__post_sbox");
  }
  add_external_rounds(names, "ending_full_rounds", has_registers);
  return names.add("mult").take();
}

void Poseidon2Air::eval(AirBuilder& builder) const {
  Permutation permutation(builder, sbox_);
  for (const auto& constants : poseidon2::kExternalInitial) permutation.external_round(constants);
  for (const uint32_t constant : poseidon2::kInternal) permutation.internal_round(constant);
  for (const auto& constants : poseidon2::kExternalFinal) permutation.external_round(constants);
  std::vector<Expr> key;
  for (size_t i = 0; i < 16; ++i) key.push_back(builder.main(1 + i));
  for (size_t i = 0; i < 8; ++i) key.push_back(permutation.state()[i]);
  bus_.add_key_with_lookups(builder, key, permutation.next());
}

}  // namespace zkmem
