#include "zkmem/prover/vector_ops.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "zkmem/prover/vector_ops.cc"
#include "hwy/foreach_target.h"
// After foreach_target.
#include "zkmem/prover/packed_ext-inl.h"

HWY_BEFORE_NAMESPACE();
namespace zkmem::HWY_NAMESPACE {
namespace {

using vector_ops::GkrSums;
using vector_ops::HalfSums;
using vector_ops::ProductSums;

void k_combine(const BabyBear* const* columns, const Ext4* coefficients, size_t count, size_t first,
               ExtSpan out, bool accumulate) {
  constexpr size_t kTile = 2;
  size_t i = 0;
  for (; i + kTile * kLanes <= out.size; i += kTile * kLanes) {
    WideExt acc[kTile];
    for (WideExt& a : acc) a = wide_ext_zero();
    size_t j = 0;
    for (; j + 2 <= count; j += 2) {
      const ExtCoefficient c = ext_coefficient(coefficients[j]);
      const ExtCoefficient d = ext_coefficient(coefficients[j + 1]);
      const BabyBear* x = columns[j] + first + i;
      const BabyBear* y = columns[j + 1] + first + i;
      for (size_t t = 0; t < kTile; ++t) wide_add(acc[t], load(x + t * kLanes), c, load(y + t * kLanes), d);
    }
    if (j < count) {
      const ExtCoefficient c = ext_coefficient(coefficients[j]);
      for (size_t t = 0; t < kTile; ++t) wide_add(acc[t], load(columns[j] + first + i + t * kLanes), c);
    }
    for (size_t t = 0; t < kTile; ++t) {
      PackedExt sum = wide_finish(acc[t]);
      if (accumulate) sum = add(sum, load(out, i + t * kLanes));
      store(sum, out, i + t * kLanes);
    }
  }
  for (; i < out.size; ++i) {
    Ext4 sum = accumulate ? out.get(i) : Ext4();
    for (size_t j = 0; j < count; ++j) sum += coefficients[j] * columns[j][first + i];
    out.set(i, sum);
  }
}

void k_dot_columns(const BabyBear* const* columns, size_t count, size_t first, ConstExtSpan weights,
                   Ext4* sums) {
  const size_t vectors = weights.size / kLanes * kLanes;
  for (size_t j = 0; j < count; ++j) {
    const BabyBear* column = columns[j] + first;
    Ext4 sum;
    if (vectors != 0) {
      WideExt acc = wide_ext_zero();
      size_t i = 0;
      for (; i + 2 * kLanes <= vectors; i += 2 * kLanes) {
        wide_add(acc, load(column + i), load(weights, i), load(column + i + kLanes),
                 load(weights, i + kLanes));
      }
      if (i < vectors) wide_add(acc, load(column + i), load(weights, i));
      sum = lane_sum(wide_finish(acc));
    }
    for (size_t i = vectors; i < weights.size; ++i) sum += weights.get(i) * column[i];
    sums[j] += sum;
  }
}

void k_scale(ConstExtSpan in, const Ext4& x, ExtSpan out) {
  const ExtFactor f = ext_factor(ext_broadcast(x));
  size_t i = 0;
  for (; i + kLanes <= in.size; i += kLanes) store(mul(load(in, i), f), out, i);
  for (; i < in.size; ++i) out.set(i, in.get(i) * x);
}

void k_add_scaled(ConstExtSpan in, const Ext4& x, ExtSpan out) {
  const ExtFactor f = ext_factor(ext_broadcast(x));
  size_t i = 0;
  for (; i + kLanes <= in.size; i += kLanes) store(add(load(out, i), mul(load(in, i), f)), out, i);
  for (; i < in.size; ++i) out.set(i, out.get(i) + in.get(i) * x);
}

void k_split_eq(ExtSpan low, const Ext4& x, ExtSpan high) {
  const ExtFactor f = ext_factor(ext_broadcast(x));
  size_t i = 0;
  for (; i + kLanes <= low.size; i += kLanes) {
    const PackedExt a = load(low, i);
    const PackedExt b = mul(a, f);
    store(b, high, i);
    store(sub(a, b), low, i);
  }
  for (; i < low.size; ++i) {
    const Ext4 a = low.get(i);
    high.set(i, a * x);
    low.set(i, a - a * x);
  }
}

void k_fold_pairs(ConstExtSpan in, const Ext4& r, ExtSpan out) {
  const ExtFactor f = ext_factor(ext_broadcast(r));
  size_t i = 0;
  for (; i + kLanes <= out.size; i += kLanes) {
    PackedExt a;
    PackedExt b;
    load_pairs(in, i, a, b);
    store(add(a, mul(sub(b, a), f)), out, i);
  }
  for (; i < out.size; ++i) out.set(i, in.get(2 * i) + r * (in.get(2 * i + 1) - in.get(2 * i)));
}

void k_add_odd_scaled(ConstExtSpan in, const Ext4& r, ExtSpan out) {
  const ExtFactor f = ext_factor(ext_broadcast(r));
  size_t i = 0;
  for (; i + kLanes <= out.size; i += kLanes) {
    PackedExt a;
    PackedExt b;
    load_pairs(in, i, a, b);
    store(add(a, mul(b, f)), out, i);
  }
  for (; i < out.size; ++i) out.set(i, in.get(2 * i) + r * in.get(2 * i + 1));
}

void k_add_pairs(ConstExtSpan in, ExtSpan out) {
  size_t i = 0;
  for (; i + kLanes <= out.size; i += kLanes) {
    PackedExt a;
    PackedExt b;
    load_pairs(in, i, a, b);
    store(add(a, b), out, i);
  }
  for (; i < out.size; ++i) out.set(i, in.get(2 * i) + in.get(2 * i + 1));
}

Ext4 k_dot(ConstExtSpan a, ConstExtSpan b) {
  Ext4 sum;
  size_t i = 0;
  if (a.size >= kLanes) {
    WideExt acc = wide_ext_zero();
    for (; i + kLanes <= a.size; i += kLanes) wide_add(acc, wide_mul(load(a, i), ext_factor(load(b, i))));
    sum = lane_sum(wide_finish(acc));
  }
  for (; i < a.size; ++i) sum += a.get(i) * b.get(i);
  return sum;
}

ProductSums k_product_sums(ConstExtSpan f, ConstExtSpan w) {
  ProductSums sums;
  const size_t pairs = f.size / 2;
  size_t i = 0;
  if (pairs >= kLanes) {
    WideExt one = wide_ext_zero();
    WideExt two = wide_ext_zero();
    for (; i + kLanes <= pairs; i += kLanes) {
      PackedExt f0;
      PackedExt f1;
      PackedExt w0;
      PackedExt w1;
      load_pairs(f, i, f0, f1);
      load_pairs(w, i, w0, w1);
      wide_add(one, wide_mul(f1, ext_factor(w1)));
      wide_add(two, wide_mul(sub(twice(f1), f0), ext_factor(sub(twice(w1), w0))));
    }
    sums = {lane_sum(wide_finish(one)), lane_sum(wide_finish(two))};
  }
  for (; i < pairs; ++i) {
    sums.at_1 += f.get(2 * i + 1) * w.get(2 * i + 1);
    sums.at_2 += (f.get(2 * i + 1).doubled() - f.get(2 * i)) * (w.get(2 * i + 1).doubled() - w.get(2 * i));
  }
  return sums;
}

HalfSums k_half_sums(ConstExtSpan f, ConstExtSpan w) {
  HalfSums sums;
  size_t i = 0;
  if (w.size >= kLanes) {
    WideExt even = wide_ext_zero();
    WideExt odd = wide_ext_zero();
    for (; i + kLanes <= w.size; i += kLanes) {
      PackedExt f0;
      PackedExt f1;
      load_pairs(f, i, f0, f1);
      const ExtFactor x = ext_factor(load(w, i));
      wide_add(even, wide_mul(f0, x));
      wide_add(odd, wide_mul(f1, x));
    }
    sums = {lane_sum(wide_finish(even)), lane_sum(wide_finish(odd))};
  }
  for (; i < w.size; ++i) {
    sums.even += f.get(2 * i) * w.get(i);
    sums.odd += f.get(2 * i + 1) * w.get(i);
  }
  return sums;
}

// Bits of an index within a vector are done word by word; they are few and the array is then in cache.
template <bool kSum>
HWY_INLINE void subset_pass(BabyBear* cells, size_t half) {
  size_t i = 0;
  for (; i + kLanes <= half; i += kLanes) {
    const Vec low = load(cells + i);
    const Vec high = load(cells + half + i);
    store(kSum ? add(high, low) : sub(high, low), cells + half + i);
  }
  for (; i < half; ++i) {
    if constexpr (kSum) {
      cells[half + i] += cells[i];
    } else {
      cells[half + i] -= cells[i];
    }
  }
}
template <bool kSum>
void subsets(BabyBear* cells, unsigned log_size) {
  if (log_size == 0) return;
  const size_t half = size_t{1} << (log_size - 1);
  if (log_size <= 4) {
    for (unsigned bit = 0; bit < log_size; ++bit) {
      for (size_t i = 0; i < 2 * half; ++i) {
        if ((i >> bit & 1) != 0) {
          if constexpr (kSum) {
            cells[i] += cells[i ^ (size_t{1} << bit)];
          } else {
            cells[i] -= cells[i ^ (size_t{1} << bit)];
          }
        }
      }
    }
    return;
  }
  subset_pass<kSum>(cells, half);
  subsets<kSum>(cells, log_size - 1);
  subsets<kSum>(cells + half, log_size - 1);
}
void k_subset_sums(BabyBear* cells, unsigned log_size) { subsets<true>(cells, log_size); }
void k_subset_differences(BabyBear* cells, unsigned log_size) { subsets<false>(cells, log_size); }

void k_parents(ConstExtSpan p, ConstExtSpan q, ExtSpan parent_p, ExtSpan parent_q) {
  size_t i = 0;
  for (; i + kLanes <= parent_p.size; i += kLanes) {
    PackedExt p0;
    PackedExt p1;
    PackedExt q0;
    PackedExt q1;
    load_pairs(p, i, p0, p1);
    load_pairs(q, i, q0, q1);
    const ExtFactor f1 = ext_factor(q1);
    store(mul_sum(p0, f1, p1, ext_factor(q0)), parent_p, i);
    store(mul(q0, f1), parent_q, i);
  }
  for (; i < parent_p.size; ++i) {
    const Ext4 q0 = q.get(2 * i);
    const Ext4 q1 = q.get(2 * i + 1);
    parent_p.set(i, p.get(2 * i) * q1 + p.get(2 * i + 1) * q0);
    parent_q.set(i, q0 * q1);
  }
}

void k_parents_base(const BabyBear* p, ConstExtSpan q, ExtSpan parent_p, ExtSpan parent_q) {
  size_t i = 0;
  for (; i + kLanes <= parent_p.size; i += kLanes) {
    Vec p0;
    Vec p1;
    hn::LoadInterleaved2(kD, words(p + 2 * i), p0, p1);
    PackedExt q0;
    PackedExt q1;
    load_pairs(q, i, q0, q1);
    WideExt parent = wide_ext_zero();
    wide_add(parent, p0, q1, p1, q0);
    store(wide_finish(parent), parent_p, i);
    store(mul(q0, q1), parent_q, i);
  }
  for (; i < parent_p.size; ++i) {
    const Ext4 q0 = q.get(2 * i);
    const Ext4 q1 = q.get(2 * i + 1);
    parent_p.set(i, q1 * p[2 * i] + q0 * p[2 * i + 1]);
    parent_q.set(i, q0 * q1);
  }
}

void k_mix_odd(ExtSpan p, ConstExtSpan q, const Ext4& lambda) {
  const ExtFactor f = ext_factor(ext_broadcast(lambda));
  const size_t pairs = p.size / 2;
  size_t i = 0;
  for (; i + kLanes <= pairs; i += kLanes) {
    PackedExt p0;
    PackedExt p1;
    PackedExt q0;
    PackedExt q1;
    load_pairs(p, i, p0, p1);
    load_pairs(q, i, q0, q1);
    store_pairs(p0, add(p1, mul(q1, f)), p, i);
  }
  for (; i < pairs; ++i) p.set(2 * i + 1, p.get(2 * i + 1) + lambda * q.get(2 * i + 1));
}

GkrSums k_gkr_sums(ConstExtSpan p, ConstExtSpan q, ConstExtSpan weights) {
  GkrSums sums;
  size_t i = 0;
  if (weights.size >= kLanes) {
    WideExt one = wide_ext_zero();
    WideExt leading = wide_ext_zero();
    for (; i + kLanes <= weights.size; i += kLanes) {
      PackedExt a[4];
      PackedExt b[4];
      load_quads(p, i, a);
      load_quads(q, i, b);
      const ExtFactor w = ext_factor(load(weights, i));
      wide_add(one, wide_mul(mul_sum(a[2], ext_factor(b[3]), b[2], ext_factor(a[3])), w));
      for (size_t half = 0; half < 2; ++half) {
        a[half] = sub(a[half + 2], a[half]);
        b[half] = sub(b[half + 2], b[half]);
      }
      wide_add(leading, wide_mul(mul_sum(a[0], ext_factor(b[1]), b[0], ext_factor(a[1])), w));
    }
    sums = {lane_sum(wide_finish(one)), lane_sum(wide_finish(leading))};
  }
  for (; i < weights.size; ++i) {
    const Ext4 w = weights.get(i);
    sums.at_1 += w * (p.get(4 * i + 2) * q.get(4 * i + 3) + q.get(4 * i + 2) * p.get(4 * i + 3));
    const Ext4 p0 = p.get(4 * i + 2) - p.get(4 * i);
    const Ext4 p1 = p.get(4 * i + 3) - p.get(4 * i + 1);
    const Ext4 q0 = q.get(4 * i + 2) - q.get(4 * i);
    const Ext4 q1 = q.get(4 * i + 3) - q.get(4 * i + 1);
    sums.leading += w * (p0 * q1 + q0 * p1);
  }
  return sums;
}

// lambda q0 q1 + p0 q1 + p1 q0.
HWY_INLINE PackedExt leaf_term(Vec p0, Vec p1, const PackedExt& q0, const PackedExt& q1,
                               const ExtFactor& lambda) {
  WideExt sum = wide_mul(mul(q0, q1), lambda);
  wide_add(sum, p0, q1, p1, q0);
  return wide_finish(sum);
}

GkrSums k_gkr_sums_base(const BabyBear* p, ConstExtSpan q, const Ext4& lambda, ConstExtSpan weights) {
  GkrSums sums;
  size_t i = 0;
  if (weights.size >= kLanes) {
    const ExtFactor f = ext_factor(ext_broadcast(lambda));
    WideExt one = wide_ext_zero();
    WideExt leading = wide_ext_zero();
    for (; i + kLanes <= weights.size; i += kLanes) {
      Vec a[4];
      PackedExt b[4];
      hn::LoadInterleaved4(kD, words(p + 4 * i), a[0], a[1], a[2], a[3]);
      load_quads(q, i, b);
      const ExtFactor w = ext_factor(load(weights, i));
      wide_add(one, wide_mul(leaf_term(a[2], a[3], b[2], b[3], f), w));
      for (size_t half = 0; half < 2; ++half) {
        a[half] = sub(a[half + 2], a[half]);
        b[half] = sub(b[half + 2], b[half]);
      }
      wide_add(leading, wide_mul(leaf_term(a[0], a[1], b[0], b[1], f), w));
    }
    sums = {lane_sum(wide_finish(one)), lane_sum(wide_finish(leading))};
  }
  for (; i < weights.size; ++i) {
    const auto term = [&](BabyBear p0, BabyBear p1, const Ext4& q0, const Ext4& q1) {
      return weights.get(i) * (q1 * p0 + q0 * p1 + lambda * (q0 * q1));
    };
    const BabyBear* x = p + 4 * i;
    sums.at_1 += term(x[2], x[3], q.get(4 * i + 2), q.get(4 * i + 3));
    sums.leading +=
        term(x[2] - x[0], x[3] - x[1], q.get(4 * i + 2) - q.get(4 * i), q.get(4 * i + 3) - q.get(4 * i + 1));
  }
  return sums;
}

void k_fold_quads_base(const BabyBear* p, ConstExtSpan folded_q, const Ext4& lambda, const Ext4& r,
                       ExtSpan out) {
  const ExtFactor f = ext_factor(ext_broadcast(lambda));
  const PackedExt point = ext_broadcast(r);
  const size_t quads = out.size / 2;
  size_t i = 0;
  for (; i + kLanes <= quads; i += kLanes) {
    Vec a[4];
    hn::LoadInterleaved4(kD, words(p + 4 * i), a[0], a[1], a[2], a[3]);
    PackedExt even;
    PackedExt odd;
    load_pairs(folded_q, i, even, odd);
    const PackedExt low = add_base(mul_base(point, sub(a[2], a[0])), a[0]);
    const PackedExt high = add_base(mul_base(point, sub(a[3], a[1])), a[1]);
    store_pairs(low, add(high, mul(odd, f)), out, i);
  }
  for (; i < quads; ++i) {
    const BabyBear* x = p + 4 * i;
    out.set(2 * i, r * (x[2] - x[0]) + Ext4(x[0]));
    out.set(2 * i + 1, r * (x[3] - x[1]) + Ext4(x[1]) + lambda * folded_q.get(2 * i + 1));
  }
}

void k_fold_quads(ConstExtSpan in, const Ext4& r, ExtSpan out) {
  const ExtFactor f = ext_factor(ext_broadcast(r));
  const size_t quads = out.size / 2;
  size_t i = 0;
  for (; i + kLanes <= quads; i += kLanes) {
    PackedExt a[4];
    load_quads(in, i, a);
    store_pairs(add(a[0], mul(sub(a[2], a[0]), f)), add(a[1], mul(sub(a[3], a[1]), f)), out, i);
  }
  for (; i < quads; ++i) {
    for (size_t b = 0; b < 2; ++b) {
      const Ext4 low = in.get(4 * i + b);
      out.set(2 * i + b, low + r * (in.get(4 * i + 2 + b) - low));
    }
  }
}

}  // namespace
}  // namespace zkmem::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace zkmem::vector_ops {
HWY_EXPORT(k_combine);
HWY_EXPORT(k_dot_columns);
HWY_EXPORT(k_scale);
HWY_EXPORT(k_add_scaled);
HWY_EXPORT(k_split_eq);
HWY_EXPORT(k_fold_pairs);
HWY_EXPORT(k_add_odd_scaled);
HWY_EXPORT(k_add_pairs);
HWY_EXPORT(k_dot);
HWY_EXPORT(k_product_sums);
HWY_EXPORT(k_half_sums);
HWY_EXPORT(k_subset_sums);
HWY_EXPORT(k_subset_differences);
HWY_EXPORT(k_parents);
HWY_EXPORT(k_parents_base);
HWY_EXPORT(k_mix_odd);
HWY_EXPORT(k_gkr_sums);
HWY_EXPORT(k_gkr_sums_base);
HWY_EXPORT(k_fold_quads_base);
HWY_EXPORT(k_fold_quads);

void combine_columns(std::span<const BabyBear* const> columns, std::span<const Ext4> coefficients,
                     size_t first, ExtSpan out, bool accumulate) {
  ZKMEM_DCHECK(columns.size() == coefficients.size());
  HWY_DYNAMIC_DISPATCH(k_combine)(columns.data(), coefficients.data(), columns.size(), first, out,
                                  accumulate);
}
void dot_columns(std::span<const BabyBear* const> columns, size_t first, ConstExtSpan weights,
                 std::span<Ext4> sums) {
  ZKMEM_DCHECK(columns.size() == sums.size());
  HWY_DYNAMIC_DISPATCH(k_dot_columns)(columns.data(), columns.size(), first, weights, sums.data());
}
void scale(ConstExtSpan in, const Ext4& factor, ExtSpan out) {
  HWY_DYNAMIC_DISPATCH(k_scale)(in, factor, out);
}
void add_scaled(ConstExtSpan in, const Ext4& factor, ExtSpan out) {
  HWY_DYNAMIC_DISPATCH(k_add_scaled)(in, factor, out);
}
void split_eq(ExtSpan low, const Ext4& x, ExtSpan high) { HWY_DYNAMIC_DISPATCH(k_split_eq)(low, x, high); }
void fold_pairs(ConstExtSpan in, const Ext4& r, ExtSpan out) {
  ZKMEM_DCHECK(in.size == 2 * out.size);
  HWY_DYNAMIC_DISPATCH(k_fold_pairs)(in, r, out);
}
void add_odd_scaled(ConstExtSpan in, const Ext4& r, ExtSpan out) {
  ZKMEM_DCHECK(in.size == 2 * out.size);
  HWY_DYNAMIC_DISPATCH(k_add_odd_scaled)(in, r, out);
}
void add_pairs(ConstExtSpan in, ExtSpan out) {
  ZKMEM_DCHECK(in.size == 2 * out.size);
  HWY_DYNAMIC_DISPATCH(k_add_pairs)(in, out);
}
Ext4 dot(ConstExtSpan a, ConstExtSpan b) {
  ZKMEM_DCHECK(a.size == b.size);
  return HWY_DYNAMIC_DISPATCH(k_dot)(a, b);
}
ProductSums product_sums(ConstExtSpan f, ConstExtSpan w) {
  ZKMEM_DCHECK(f.size == w.size);
  return HWY_DYNAMIC_DISPATCH(k_product_sums)(f, w);
}
HalfSums half_sums(ConstExtSpan f, ConstExtSpan w) {
  ZKMEM_DCHECK(f.size == 2 * w.size);
  return HWY_DYNAMIC_DISPATCH(k_half_sums)(f, w);
}
void subset_sums(BabyBear* cells, unsigned log_size) { HWY_DYNAMIC_DISPATCH(k_subset_sums)(cells, log_size); }
void subset_differences(BabyBear* cells, unsigned log_size) {
  HWY_DYNAMIC_DISPATCH(k_subset_differences)(cells, log_size);
}
void fraction_parents(ConstExtSpan p, ConstExtSpan q, ExtSpan parent_p, ExtSpan parent_q) {
  HWY_DYNAMIC_DISPATCH(k_parents)(p, q, parent_p, parent_q);
}
void fraction_parents_base(const BabyBear* p, ConstExtSpan q, ExtSpan parent_p, ExtSpan parent_q) {
  HWY_DYNAMIC_DISPATCH(k_parents_base)(p, q, parent_p, parent_q);
}
void mix_odd(ExtSpan p, ConstExtSpan q, const Ext4& lambda) { HWY_DYNAMIC_DISPATCH(k_mix_odd)(p, q, lambda); }
GkrSums gkr_sums(ConstExtSpan p, ConstExtSpan q, ConstExtSpan weights) {
  ZKMEM_DCHECK(p.size == 4 * weights.size && q.size == 4 * weights.size);
  return HWY_DYNAMIC_DISPATCH(k_gkr_sums)(p, q, weights);
}
GkrSums gkr_sums_base(const BabyBear* p, ConstExtSpan q, const Ext4& lambda, ConstExtSpan weights) {
  ZKMEM_DCHECK(q.size == 4 * weights.size);
  return HWY_DYNAMIC_DISPATCH(k_gkr_sums_base)(p, q, lambda, weights);
}
void fold_quads_base(const BabyBear* p, ConstExtSpan folded_q, const Ext4& lambda, const Ext4& r,
                     ExtSpan out) {
  ZKMEM_DCHECK(folded_q.size == out.size);
  HWY_DYNAMIC_DISPATCH(k_fold_quads_base)(p, folded_q, lambda, r, out);
}
void fold_quads(ConstExtSpan in, const Ext4& r, ExtSpan out) {
  ZKMEM_DCHECK(in.size == 2 * out.size);
  HWY_DYNAMIC_DISPATCH(k_fold_quads)(in, r, out);
}

}  // namespace zkmem::vector_ops
#endif  // HWY_ONCE
