// Every kernel against the formula it stands for, on every instruction set, with sizes around the vectors'
// lengths.
#include "zkmem/prover/vector_ops.h"

#include <random>

#include <gtest/gtest.h>

#include "zkmem/field/simd_target.h"
#include "zkmem/prover/program_kernels.h"

namespace zkmem {
namespace {

class VectorOps : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override { ASSERT_TRUE(pin_simd_target(GetParam())); }
  void TearDown() override { ASSERT_TRUE(pin_simd_target("")); }

  BabyBear base() {
    return rng_() % 8 == 0 ? BabyBear::from_monty(BabyBear::kModulus - 1) : BabyBear::from_u64(rng_());
  }
  Ext4 ext() { return Ext4({base(), base(), base(), base()}); }
  std::vector<BabyBear> cells(size_t count) {
    std::vector<BabyBear> out(count);
    for (BabyBear& x : out) x = base();
    return out;
  }
  ExtArray array(size_t count) {
    ExtArray out(memory_, count);
    for (size_t i = 0; i < count; ++i) out.set(i, ext());
    return out;
  }
  ExtArray copy(const ExtArray& in) {
    ExtArray out(memory_, in.size());
    for (size_t i = 0; i < in.size(); ++i) out.set(i, in.get(i));
    return out;
  }

  std::mt19937 rng_{7};
  WorkMemory memory_{1 << 20};
};

constexpr size_t kSizes[] = {1, 3, 16, 17, 40, 64, 100};

TEST_P(VectorOps, ColumnsCombineAndDot) {
  for (const size_t n : kSizes) {
    std::vector<std::vector<BabyBear>> columns;
    std::vector<const BabyBear*> pointers;
    std::vector<Ext4> coefficients;
    for (size_t j = 0; j < 9; ++j) {
      columns.push_back(cells(n + 5));
      coefficients.push_back(ext());
    }
    for (const auto& column : columns) pointers.push_back(column.data());
    ExtArray out = array(n);
    const ExtArray before = copy(out);
    vector_ops::combine_columns(pointers, coefficients, 5, out.span(), true);
    const ExtArray weights = array(n);
    std::vector<Ext4> sums(9);
    vector_ops::dot_columns(pointers, 5, weights.span(), sums);
    for (size_t i = 0; i < n; ++i) {
      Ext4 expected = before.get(i);
      for (size_t j = 0; j < 9; ++j) expected += coefficients[j] * columns[j][5 + i];
      ASSERT_EQ(out.get(i), expected) << n << " " << i;
    }
    for (size_t j = 0; j < 9; ++j) {
      Ext4 expected;
      for (size_t i = 0; i < n; ++i) expected += weights.get(i) * columns[j][5 + i];
      ASSERT_EQ(sums[j], expected) << n;
    }
  }
}

TEST_P(VectorOps, TablesScaleSplitFoldAndAdd) {
  for (const size_t n : kSizes) {
    const Ext4 x = ext();
    const ExtArray in = array(n);
    ExtArray scaled(memory_, n);
    vector_ops::scale(in.span(), x, scaled.span());
    ExtArray added = copy(in);
    vector_ops::add_scaled(scaled.span(), x, added.span());
    ExtArray low = copy(in);
    ExtArray high(memory_, n);
    vector_ops::split_eq(low.span(), x, high.span());
    const ExtArray pairs = array(2 * n);
    ExtArray folded(memory_, n);
    vector_ops::fold_pairs(pairs.span(), x, folded.span());
    ExtArray sums(memory_, n);
    vector_ops::add_pairs(pairs.span(), sums.span());
    for (size_t i = 0; i < n; ++i) {
      ASSERT_EQ(scaled.get(i), x * in.get(i));
      ASSERT_EQ(added.get(i), in.get(i) + x * x * in.get(i));
      ASSERT_EQ(high.get(i), x * in.get(i));
      ASSERT_EQ(low.get(i), (Ext4::one() - x) * in.get(i));
      ASSERT_EQ(folded.get(i), (Ext4::one() - x) * pairs.get(2 * i) + x * pairs.get(2 * i + 1));
      ASSERT_EQ(sums.get(i), pairs.get(2 * i) + pairs.get(2 * i + 1));
    }
  }
}

TEST_P(VectorOps, SumsOfProducts) {
  for (const size_t n : kSizes) {
    const ExtArray f = array(2 * n);
    const ExtArray w = array(2 * n);
    const ExtArray half = array(n);
    Ext4 dot;
    vector_ops::ProductSums product;
    vector_ops::HalfSums halves;
    for (size_t i = 0; i < 2 * n; ++i) dot += f.get(i) * w.get(i);
    for (size_t i = 0; i < n; ++i) {
      product.at_1 += f.get(2 * i + 1) * w.get(2 * i + 1);
      product.at_2 +=
          (f.get(2 * i + 1).doubled() - f.get(2 * i)) * (w.get(2 * i + 1).doubled() - w.get(2 * i));
      halves.even += f.get(2 * i) * half.get(i);
      halves.odd += f.get(2 * i + 1) * half.get(i);
    }
    EXPECT_EQ(vector_ops::dot(f.span(), w.span()), dot);
    const auto got_product = vector_ops::product_sums(f.span(), w.span());
    EXPECT_EQ(got_product.at_1, product.at_1);
    EXPECT_EQ(got_product.at_2, product.at_2);
    const auto got_halves = vector_ops::half_sums(f.span(), half.span());
    EXPECT_EQ(got_halves.even, halves.even);
    EXPECT_EQ(got_halves.odd, halves.odd);
  }
}

TEST_P(VectorOps, SubsetSumsAndTheirInverse) {
  for (const unsigned log_size : {0U, 2U, 4U, 5U, 9U}) {
    const std::vector<BabyBear> in = cells(size_t{1} << log_size);
    std::vector<BabyBear> sums = in;
    vector_ops::subset_sums(sums.data(), log_size);
    for (size_t i = 0; i < in.size(); ++i) {
      BabyBear expected;
      for (size_t s = 0; s < in.size(); ++s)
        if ((s & ~i) == 0) expected += in[s];
      ASSERT_EQ(sums[i], expected);
    }
    vector_ops::subset_differences(sums.data(), log_size);
    EXPECT_EQ(sums, in);
  }
}

TEST_P(VectorOps, FractionsAndTheirLayers) {
  for (const size_t n : kSizes) {
    const ExtArray p = array(4 * n);
    const ExtArray q = array(4 * n);
    const std::vector<BabyBear> base_p = cells(4 * n);
    ExtArray pp(memory_, 2 * n);
    ExtArray qq(memory_, 2 * n);
    vector_ops::fraction_parents(p.span(), q.span(), pp.span(), qq.span());
    ExtArray bp(memory_, 2 * n);
    ExtArray bq(memory_, 2 * n);
    vector_ops::fraction_parents_base(base_p.data(), q.span(), bp.span(), bq.span());
    for (size_t i = 0; i < 2 * n; ++i) {
      ASSERT_EQ(pp.get(i), p.get(2 * i) * q.get(2 * i + 1) + p.get(2 * i + 1) * q.get(2 * i));
      ASSERT_EQ(qq.get(i), q.get(2 * i) * q.get(2 * i + 1));
      ASSERT_EQ(bp.get(i), q.get(2 * i + 1) * base_p[2 * i] + q.get(2 * i) * base_p[2 * i + 1]);
      ASSERT_EQ(bq.get(i), qq.get(i));
    }
    const Ext4 x = ext();
    ExtArray mixed = copy(p);
    vector_ops::mix_odd(mixed.span(), q.span(), x);
    ExtArray base_mixed(memory_, 4 * n);
    for (size_t i = 0; i < 4 * n; ++i) {
      const Ext4 extra = i % 2 != 0 ? x * q.get(i) : Ext4::zero();
      ASSERT_EQ(mixed.get(i), p.get(i) + extra);
      base_mixed.set(i, extra + Ext4(base_p[i]));
    }
    const ExtArray w = array(n);
    vector_ops::GkrSums sums;
    ExtArray folded(memory_, 2 * n);
    vector_ops::fold_quads(p.span(), x, folded.span());
    for (size_t i = 0; i < n; ++i) {
      const auto at = [&](const ExtArray& a, size_t b, const Ext4& t) {
        return a.get(4 * i + b) + t * (a.get(4 * i + 2 + b) - a.get(4 * i + b));
      };
      const auto term = [&](const Ext4& t) { return at(p, 0, t) * at(q, 1, t) + at(q, 0, t) * at(p, 1, t); };
      const Ext4 one = Ext4::one();
      sums.at_1 += w.get(i) * term(one);
      // A quadratic's second difference is twice its leading coefficient.
      sums.leading += w.get(i) * (term(one.doubled()) - term(one).doubled() + term(Ext4::zero())) *
                      BabyBear::two().inverse();
      ASSERT_EQ(folded.get(2 * i), at(p, 0, x));
      ASSERT_EQ(folded.get(2 * i + 1), at(p, 1, x));
    }
    const auto got = vector_ops::gkr_sums(p.span(), q.span(), w.span());
    EXPECT_EQ(got.at_1, sums.at_1);
    EXPECT_EQ(got.leading, sums.leading);
    // Leaves: the same as after embedding and mixing.
    const auto leaves = vector_ops::gkr_sums_base(base_p.data(), q.span(), x, w.span());
    const auto embedded = vector_ops::gkr_sums(base_mixed.span(), q.span(), w.span());
    EXPECT_EQ(leaves.at_1, embedded.at_1);
    EXPECT_EQ(leaves.leading, embedded.leading);
    const Ext4 r = ext();
    ExtArray folded_q(memory_, 2 * n);
    vector_ops::fold_quads(q.span(), r, folded_q.span());
    ExtArray folded_p(memory_, 2 * n);
    vector_ops::fold_quads(base_mixed.span(), r, folded_p.span());
    ExtArray folded_leaves(memory_, 2 * n);
    vector_ops::fold_quads_base(base_p.data(), folded_q.span(), x, r, folded_leaves.span());
    for (size_t i = 0; i < 2 * n; ++i) ASSERT_EQ(folded_leaves.get(i), folded_p.get(i));
  }
}

TEST_P(VectorOps, CosetValuesAreTheInterpolantsValues) {
  using program_kernels::kPointGroup;
  for (const unsigned l : {0U, 1U, 2U, 3U, 4U, 5U}) {
    const size_t n = size_t{1} << l;
    const std::vector<BabyBear> in = cells(kPointGroup * n);
    std::vector<BabyBear> first(kPointGroup * n);
    std::vector<BabyBear> second(kPointGroup * n);
    BabyBear* const out[] = {first.data(), second.data()};
    program_kernels::coset_values(in.data(), l, out);
    const BabyBear root = BabyBear::two_adic_generator(l);
    for (size_t block = 0; block < kPointGroup; ++block) {
      for (size_t z = 0; z < n; ++z) {
        for (unsigned c = 1; c <= 2; ++c) {
          // Lagrange on the subgroup: (x^n - 1) / n sum_i w^i v_i / (x - w^i).
          const BabyBear x = BabyBear::generator().pow(c) * root.pow(z);
          BabyBear sum;
          for (size_t i = 0; i < n; ++i) sum += root.pow(i) * in[block * n + i] * (x - root.pow(i)).inverse();
          sum *= (x.pow(n) - BabyBear::one()) * BabyBear::from_u64(n).inverse();
          ASSERT_EQ(out[c - 1][z * kPointGroup + block], sum) << l << " coset " << c;
        }
      }
    }
  }
}

TEST_P(VectorOps, BlocksFoldAndAddUp) {
  for (const size_t n : {1U, 2U, 4U, 16U}) {
    for (const size_t blocks : {1U, 5U, 16U, 33U}) {
      std::vector<Ext4> weights;
      for (size_t z = 0; z < n; ++z) weights.push_back(ext());
      const std::vector<BabyBear> base_cells = cells(n * blocks);
      const ExtArray ext_cells = array(n * blocks);
      const ExtArray block_weights = array(blocks);
      ExtArray folded(memory_, blocks);
      ExtArray ext_folded(memory_, blocks);
      std::vector<Ext4> sums(n);
      program_kernels::fold_blocks(base_cells.data(), weights, folded.span());
      program_kernels::fold_ext_blocks(ext_cells.span(), weights, ext_folded.span());
      program_kernels::add_weighted_blocks(ext_cells.span(), block_weights.span(), sums);
      std::vector<Ext4> expected_sums(n);
      for (size_t x = 0; x < blocks; ++x) {
        Ext4 expected;
        Ext4 ext_expected;
        for (size_t z = 0; z < n; ++z) {
          expected += weights[z] * base_cells[x * n + z];
          ext_expected += weights[z] * ext_cells.get(x * n + z);
          expected_sums[z] += block_weights.get(x) * ext_cells.get(x * n + z);
        }
        ASSERT_EQ(folded.get(x), expected);
        ASSERT_EQ(ext_folded.get(x), ext_expected);
      }
      EXPECT_EQ(sums, expected_sums);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Targets, VectorOps, ::testing::ValuesIn(simd_targets()),
                         [](const auto& target) { return target.param; });

}  // namespace
}  // namespace zkmem
