// Kernels over arrays of field elements: everything the phases do to whole tables. Each works on a range and
// runs on the calling thread; sums are exact, so how a range is cut never shows in a result. Dispatched at
// run time.
#pragma once

#include <cstddef>
#include <span>

#include "zkmem/prover/ext_array.h"

namespace zkmem::vector_ops {

// out[i] = sum_j coefficients[j] columns[j][first + i]; added to `out` if `accumulate`.
void combine_columns(std::span<const BabyBear* const> columns, std::span<const Ext4> coefficients,
                     size_t first, ExtSpan out, bool accumulate);

// sums[j] += sum_i columns[j][first + i] weights[i].
void dot_columns(std::span<const BabyBear* const> columns, size_t first, ConstExtSpan weights,
                 std::span<Ext4> sums);

// out[i] = factor in[i]; may be in place.
void scale(ConstExtSpan in, const Ext4& factor, ExtSpan out);
// out[i] += factor in[i].
void add_scaled(ConstExtSpan in, const Ext4& factor, ExtSpan out);
// high[i] = x low[i]; low[i] -= high[i]: one more variable of an eq table.
void split_eq(ExtSpan low, const Ext4& x, ExtSpan high);
// out[i] = in[2i] + r (in[2i+1] - in[2i]); `out` may be the front of `in` (fold.h).
void fold_pairs(ConstExtSpan in, const Ext4& r, ExtSpan out);
// out[i] = in[2i] + r in[2i+1]; the same.
void add_odd_scaled(ConstExtSpan in, const Ext4& r, ExtSpan out);
// out[i] = in[2i] + in[2i+1]; not in place.
void add_pairs(ConstExtSpan in, ExtSpan out);

Ext4 dot(ConstExtSpan a, ConstExtSpan b);

// Sums over i of f(X, i) w(X, i) at X = 1 and X = 2, where f(X, i) interpolates f[2i] and f[2i+1].
struct ProductSums {
  Ext4 at_1;
  Ext4 at_2;
};
ProductSums product_sums(ConstExtSpan f, ConstExtSpan w);

// Sums over i of f[2i] w[i] and f[2i+1] w[i].
struct HalfSums {
  Ext4 even;
  Ext4 odd;
};
HalfSums half_sums(ConstExtSpan f, ConstExtSpan w);

// In place over the index bits of 2^log_size words: for each bit, a[i | bit] += a[i], and its inverse.
void subset_sums(BabyBear* cells, unsigned log_size);
void subset_differences(BabyBear* cells, unsigned log_size);

// ---- LogUp-GKR (prover/logup_gkr.h). Nodes are stored side by side: children 2i and 2i + 1 of parent i.
// Parents of fractions p / q.
void fraction_parents(ConstExtSpan p, ConstExtSpan q, ExtSpan parent_p, ExtSpan parent_q);
void fraction_parents_base(const BabyBear* p, ConstExtSpan q, ExtSpan parent_p, ExtSpan parent_q);
// p[odd] += lambda q[odd].
void mix_odd(ExtSpan p, ConstExtSpan q, const Ext4& lambda);
// Groups of four nodes (P0 P1 at X = 0, then at X = 1; P1 already mixed): sums over groups of
// weights[i] (P0 Q1 + Q0 P1) at X = 1, and of its X^2 coefficient.
struct GkrSums {
  Ext4 at_1;
  Ext4 leading;
};
GkrSums gkr_sums(ConstExtSpan p, ConstExtSpan q, ConstExtSpan weights);
// The same for leaves, whose numerators are in the base field and not mixed yet.
GkrSums gkr_sums_base(const BabyBear* p, ConstExtSpan q, const Ext4& lambda, ConstExtSpan weights);
// out[2i + b] = in[4i + b] + r (in[4i + 2 + b] - in[4i + b]); `out` may be the front of `in`.
void fold_quads(ConstExtSpan in, const Ext4& r, ExtSpan out);
// The same for leaves' numerators, mixed with the denominators' folded ones.
void fold_quads_base(const BabyBear* p, ConstExtSpan folded_q, const Ext4& lambda, const Ext4& r,
                     ExtSpan out);

}  // namespace zkmem::vector_ops
