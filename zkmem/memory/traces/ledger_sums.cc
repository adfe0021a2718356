#include "zkmem/memory/traces/ledger_sums.h"

#include <algorithm>
#include <array>
#include <vector>

#include "zkmem/base/check.h"
#include "zkmem/base/parallel.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "zkmem/memory/traces/ledger_sums.cc"
#include "hwy/foreach_target.h"
// After foreach_target.
#include "zkmem/field/packed-inl.h"

#ifndef ZKMEM_LEDGER_SUMS_INPUT_
#define ZKMEM_LEDGER_SUMS_INPUT_
namespace zkmem {
namespace {

// What all rows of a chip share.
struct TermsInput {
  std::array<Ext4, kTokenFields> weights;
  Ext4 put;  // the challenge's alpha, and a segment that is constant by its weight
  Ext4 taken;
  LedgerColumns columns;
  ConstTraceView cached;
  TraceView sums;
};

}  // namespace
}  // namespace zkmem
#endif

HWY_BEFORE_NAMESPACE();
namespace zkmem::HWY_NAMESPACE {
namespace {

struct Weight {
  Factor c0, c1, c2, c3;
};

Weight weight(const Ext4& x) { return {factor(x[0]), factor(x[1]), factor(x[2]), factor(x[3])}; }

HWY_INLINE void add_weighted(PackedExt& sum, const Weight& w, Vec cells) {
  sum = add(sum, {mul(cells, w.c0), mul(cells, w.c1), mul(cells, w.c2), mul(cells, w.c3)});
}

// Rows [row, row + count) of columns, as lanes; lanes beyond `count` are 0.
class RowsOfColumns {
 public:
  RowsOfColumns(ConstTraceView trace, size_t row, size_t count) : trace_(trace), row_(row), count_(count) {}

  HWY_INLINE Vec operator()(size_t column) const {
    const BabyBear* const cells = trace_.column(column).data() + row_;
    if (count_ == kLanes) return load(cells);
    HWY_ALIGN std::array<BabyBear, kLanes> lanes{};
    std::copy_n(cells, count_, lanes.begin());
    return load(lanes.data());
  }

 private:
  ConstTraceView trace_;
  size_t row_;
  size_t count_;
};

HWY_INLINE void store_lanes(Vec x, BabyBear* cells, size_t count) {
  if (count == kLanes) return store(x, cells);
  HWY_ALIGN std::array<BabyBear, kLanes> lanes;
  store(x, lanes.data());
  std::copy_n(lanes.begin(), count, cells);
}

// The fingerprint, given what a row's tokens have in common.
HWY_INLINE PackedExt fingerprint(const Weight* weights, const TokenColumns& token, PackedExt sum,
                                 const RowsOfColumns& rows) {
  if (token.values) {
    for (size_t i = 0; i < kLeafCells; ++i) add_weighted(sum, weights[2 + i], rows(*token.values + i));
  }
  if (token.segment) add_weighted(sum, weights[kTokenFields - 1], rows(*token.segment));
  return sum;
}

// 1 where there is a token.
HWY_INLINE Vec presence(const TokenColumns& token, const RowsOfColumns& rows) {
  const Vec one = broadcast(BabyBear::one());
  return token.except ? sub(one, rows(*token.except)) : one;
}

// Vectors of extension elements; a std::vector of PackedExt would not align them.
class KeptExts {
 public:
  explicit KeptExts(size_t count) : cells_(count * Ext4::kDegree * kLanes) {}

  HWY_INLINE void keep(size_t i, const PackedExt& x) {
    BabyBear* const cells = cells_.data() + i * Ext4::kDegree * kLanes;
    store(x.c0, cells);
    store(x.c1, cells + kLanes);
    store(x.c2, cells + 2 * kLanes);
    store(x.c3, cells + 3 * kLanes);
  }
  HWY_INLINE PackedExt at(size_t i) const {
    const BabyBear* const cells = cells_.data() + i * Ext4::kDegree * kLanes;
    return {load(cells), load(cells + kLanes), load(cells + 2 * kLanes), load(cells + 3 * kLanes)};
  }

 private:
  std::vector<BabyBear> cells_;
};

PackedExt inverse_of_lanes(const PackedExt& x) {
  std::array<Ext4, kLanes> lanes;
  store_ext(x, lanes.data());
  for (Ext4& lane : lanes) {
    ZKMEM_CHECK(!lane.is_zero());  // a fingerprint is 0 with a chance of 2^-90
    lane = lane.inverse();
  }
  return load_ext(lanes.data());
}

// What rows [begin, end) add to the sum, in its place. Each lane has one inversion for all its rows.
void fill_terms(const TermsInput& input, size_t begin, size_t end) {
  Weight weights[kTokenFields];
  for (size_t i = 0; i < kTokenFields; ++i) weights[i] = weight(input.weights[i]);
  const size_t blocks = (end - begin + kLanes - 1) / kLanes;
  KeptExts numerators(blocks);
  KeptExts denominators(blocks);
  KeptExts above(blocks);  // the product of the denominators above
  PackedExt all = ext_broadcast(Ext4::one());
  for (size_t i = 0; i < blocks; ++i) {
    const size_t row = begin + i * kLanes;
    const RowsOfColumns rows(input.cached, row, std::min(kLanes, end - row));
    PackedExt leaf = ext_zero();
    add_weighted(leaf, weights[0], rows(input.columns.address_space));
    add_weighted(leaf, weights[1], rows(input.columns.address_space + 1));
    const PackedExt put = fingerprint(weights, input.columns.put, add(leaf, ext_broadcast(input.put)), rows);
    const PackedExt taken =
        fingerprint(weights, input.columns.taken, add(leaf, ext_broadcast(input.taken)), rows);
    numerators.keep(i, sub(mul_base(taken, presence(input.columns.put, rows)),
                           mul_base(put, presence(input.columns.taken, rows))));
    const PackedExt denominator = mul(put, taken);
    denominators.keep(i, denominator);
    above.keep(i, all);
    all = mul(all, denominator);
  }
  PackedExt inverse = inverse_of_lanes(all);
  for (size_t i = blocks; i-- > 0;) {
    const PackedExt term = mul(numerators.at(i), mul(inverse, above.at(i)));
    inverse = mul(inverse, denominators.at(i));
    const size_t row = begin + i * kLanes;
    const size_t count = std::min(kLanes, end - row);
    store_lanes(term.c0, input.sums.column(0).data() + row, count);
    store_lanes(term.c1, input.sums.column(1).data() + row, count);
    store_lanes(term.c2, input.sums.column(2).data() + row, count);
    store_lanes(term.c3, input.sums.column(3).data() + row, count);
  }
}

}  // namespace
}  // namespace zkmem::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace zkmem {
HWY_EXPORT(fill_terms);

namespace {

constexpr size_t kRowsAtOnce = 2048;  // what is kept of them fits a core's second cache

// Each cell becomes the sum of those above; the sum of all.
BabyBear sum_up(std::span<BabyBear> column, size_t rows) {
  BabyBear sum;
  for (BabyBear& cell : column.first(rows)) {
    const BabyBear term = cell;
    cell = sum;
    sum += term;
  }
  std::ranges::fill(column.subspan(rows), sum);
  return sum;
}

}  // namespace

Ext4 fill_ledger_sums(const Context& context, const LedgerChallenge& challenge, const LedgerColumns& columns,
                      ConstTraceView cached, size_t rows, TraceView sums) {
  ZKMEM_CHECK(sums.width() == Ext4::kDegree && cached.height() == sums.height() && rows <= sums.height());
  const TokenFingerprint fingerprint(challenge);
  TermsInput input{fingerprint.beta_powers(), challenge.alpha, challenge.alpha, columns, cached, sums};
  const auto add_segment = [&](Ext4& sum, const TokenColumns& token) {
    sum += input.weights.back() * BabyBear::from_canonical(token.constant_segment);
  };
  add_segment(input.put, columns.put);
  add_segment(input.taken, columns.taken);
  parallel_for(context, rows, kRowsAtOnce,
               [&](size_t begin, size_t end) { HWY_DYNAMIC_DISPATCH(fill_terms)(input, begin, end); });
  Ext4 sum;
  parallel_for(context, Ext4::kDegree, 1, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) sum[i] = sum_up(sums.column(i), rows);
  });
  return sum;
}

}  // namespace zkmem
#endif
