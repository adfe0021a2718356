#include "zkmem/prover/program_kernels.h"

#include <algorithm>

#include "zkmem/base/check.h"
#include "zkmem/dft/twiddles.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "zkmem/prover/program_kernels.cc"
#include "hwy/foreach_target.h"
// After foreach_target.
#include "zkmem/field/transpose-inl.h"
#include "zkmem/prover/packed_ext-inl.h"

HWY_BEFORE_NAMESPACE();
namespace zkmem::HWY_NAMESPACE {
namespace {

using program_kernels::kPointGroup;
static_assert(kPointGroup % kLanes == 0);

void k_run_base(const PointProgram& program, BabyBear* const* slots, size_t points) {
  const BabyBear* constants = program.constants().data();
  for (const ProgramInstruction& i : program.instructions()) {
    const BabyBear* a = slots[i.left];
    BabyBear* out = slots[i.target];
    switch (i.op) {
      case ProgramOp::kAdd: {
        const BabyBear* b = slots[i.right];
        for (size_t p = 0; p < points; p += kLanes) store(add(load(a + p), load(b + p)), out + p);
        break;
      }
      case ProgramOp::kSub: {
        const BabyBear* b = slots[i.right];
        for (size_t p = 0; p < points; p += kLanes) store(sub(load(a + p), load(b + p)), out + p);
        break;
      }
      case ProgramOp::kMul: {
        const BabyBear* b = slots[i.right];
        for (size_t p = 0; p < points; p += kLanes) store(mul(load(a + p), load(b + p)), out + p);
        break;
      }
      case ProgramOp::kNeg:
        for (size_t p = 0; p < points; p += kLanes) store(negate(load(a + p)), out + p);
        break;
      case ProgramOp::kAddConstant: {
        const Vec c = broadcast(constants[i.right]);
        for (size_t p = 0; p < points; p += kLanes) store(add(load(a + p), c), out + p);
        break;
      }
      case ProgramOp::kSubConstant: {
        const Vec c = broadcast(constants[i.right]);
        for (size_t p = 0; p < points; p += kLanes) store(sub(load(a + p), c), out + p);
        break;
      }
      case ProgramOp::kConstantSub: {
        const Vec c = broadcast(constants[i.right]);
        for (size_t p = 0; p < points; p += kLanes) store(sub(c, load(a + p)), out + p);
        break;
      }
      case ProgramOp::kMulConstant: {
        const Factor c = factor(constants[i.right]);
        for (size_t p = 0; p < points; p += kLanes) store(mul(load(a + p), c), out + p);
        break;
      }
    }
  }
}

HWY_INLINE PackedExt load_slot(const BabyBear* slot, size_t p, size_t points) {
  return {load(slot + p), load(slot + points + p), load(slot + 2 * points + p), load(slot + 3 * points + p)};
}
HWY_INLINE void store_slot(const PackedExt& x, BabyBear* slot, size_t p, size_t points) {
  store(x.c0, slot + p);
  store(x.c1, slot + points + p);
  store(x.c2, slot + 2 * points + p);
  store(x.c3, slot + 3 * points + p);
}

void k_run_ext(const PointProgram& program, BabyBear* const* slots, size_t points) {
  const BabyBear* constants = program.constants().data();
  for (const ProgramInstruction& i : program.instructions()) {
    const BabyBear* a = slots[i.left];
    BabyBear* out = slots[i.target];
    switch (i.op) {
      case ProgramOp::kAdd:
        for (size_t p = 0; p < 4 * points; p += kLanes) {
          store(add(load(a + p), load(slots[i.right] + p)), out + p);
        }
        break;
      case ProgramOp::kSub:
        for (size_t p = 0; p < 4 * points; p += kLanes) {
          store(sub(load(a + p), load(slots[i.right] + p)), out + p);
        }
        break;
      case ProgramOp::kMul:
        for (size_t p = 0; p < points; p += kLanes) {
          store_slot(mul(load_slot(a, p, points), load_slot(slots[i.right], p, points)), out, p, points);
        }
        break;
      case ProgramOp::kNeg:
        for (size_t p = 0; p < 4 * points; p += kLanes) store(negate(load(a + p)), out + p);
        break;
      case ProgramOp::kAddConstant: {
        const Vec c = broadcast(constants[i.right]);
        for (size_t p = 0; p < points; p += kLanes) {
          store_slot(add_base(load_slot(a, p, points), c), out, p, points);
        }
        break;
      }
      case ProgramOp::kSubConstant: {
        const Vec c = broadcast(constants[i.right]);
        for (size_t p = 0; p < points; p += kLanes) {
          store_slot(sub_base(load_slot(a, p, points), c), out, p, points);
        }
        break;
      }
      case ProgramOp::kConstantSub: {
        const Vec c = broadcast(constants[i.right]);
        for (size_t p = 0; p < points; p += kLanes) {
          store_slot(add_base(negate(load_slot(a, p, points)), c), out, p, points);
        }
        break;
      }
      case ProgramOp::kMulConstant: {
        const Factor c = factor(constants[i.right]);
        for (size_t p = 0; p < 4 * points; p += kLanes) store(mul(load(a + p), c), out + p);
        break;
      }
    }
  }
}

constexpr size_t kMaxBlock = 64;

// A factor as it is broadcast.
struct ScalarFactor {
  explicit ScalarFactor(BabyBear x = BabyBear::zero()) : value(x.monty()), quotient(x.monty() * kPInverse) {}
  uint32_t value;
  uint32_t quotient;
};
HWY_INLINE Factor factor(const ScalarFactor& x) { return {hn::Set(kD, x.value), hn::Set(kD, x.quotient)}; }

constexpr size_t kTabledCosets = 8;

// Roots w^i of order n (i < n / 2), their inverses, and for the first cosets the factors shift^i / n.
struct CosetTables {
  explicit CosetTables(unsigned log_block) : n(size_t{1} << log_block) {
    const BabyBear root = BabyBear::two_adic_generator(log_block);
    const BabyBear inverse = root.inverse();
    BabyBear power = BabyBear::one();
    BabyBear inverse_power = BabyBear::one();
    for (size_t i = 0; i < n / 2; ++i, power *= root, inverse_power *= inverse) {
      roots[i] = ScalarFactor(power);
      inverse_roots[i] = ScalarFactor(inverse_power);
    }
    for (size_t c = 0; c < kTabledCosets; ++c) shift_powers(c, shifts[c]);
  }
  void shift_powers(size_t coset, ScalarFactor* out) const {
    const BabyBear shift = BabyBear::generator().pow(coset + 1);
    BabyBear power = BabyBear::from_u64(n).inverse();
    for (size_t i = 0; i < n; ++i, power *= shift) out[i] = ScalarFactor(power);
  }

  size_t n;
  ScalarFactor roots[kMaxBlock / 2];
  ScalarFactor inverse_roots[kMaxBlock / 2];
  ScalarFactor shifts[kTabledCosets][kMaxBlock];
};

template <unsigned kLogBlock>
void coset_values_of(const BabyBear* cells, BabyBear* const* out, size_t cosets) {
  constexpr size_t n = size_t{1} << kLogBlock;
  static const CosetTables tables(kLogBlock);
  Vec v[n];
  Vec w[n];
  for (size_t lane = 0; lane < kPointGroup; lane += kLanes) {
    load_blocks(cells + lane * n, n, n, v);
    // Inverse transform, decimation in frequency: coefficient i ends at place bitrev(i).
    for (size_t half = n / 2, stride = 1; half > 0; half /= 2, stride *= 2) {
      for (size_t i = 0; i < half; ++i) {
        const Factor s = factor(tables.inverse_roots[i * stride]);
        for (size_t first = 0; first < n; first += 2 * half) {
          const Vec a = v[first + i];
          const Vec b = v[first + half + i];
          v[first + i] = add(a, b);
          v[first + half + i] = i == 0 ? sub(a, b) : mul(sub(a, b), s);
        }
      }
    }
    for (size_t c = 0; c < cosets; ++c) {
      const ScalarFactor* powers = tables.shifts[c];
      ScalarFactor later[n];
      if (c >= kTabledCosets) {
        tables.shift_powers(c, later);
        powers = later;
      }
      for (size_t i = 0; i < n; ++i) {
        const size_t place = reverse_bits(i, kLogBlock);
        w[place] = mul(v[place], factor(powers[i]));
      }
      // Forward, decimation in time: bit-reversed in, natural out.
      for (size_t half = 1, stride = n / 2; half < n; half *= 2, stride /= 2) {
        for (size_t i = 0; i < half; ++i) {
          const Factor s = factor(tables.roots[i * stride]);
          for (size_t first = 0; first < n; first += 2 * half) {
            const Vec a = w[first + i];
            const Vec b = i == 0 ? w[first + half + i] : mul(w[first + half + i], s);
            w[first + i] = add(a, b);
            w[first + half + i] = sub(a, b);
          }
        }
      }
      for (size_t z = 0; z < n; ++z) store(w[z], out[c] + z * kPointGroup + lane);
    }
  }
}

void k_coset_values(const BabyBear* cells, unsigned l_skip, BabyBear* const* out, size_t cosets) {
  switch (l_skip) {
    case 0:
      return coset_values_of<0>(cells, out, cosets);
    case 1:
      return coset_values_of<1>(cells, out, cosets);
    case 2:
      return coset_values_of<2>(cells, out, cosets);
    case 3:
      return coset_values_of<3>(cells, out, cosets);
    case 4:
      return coset_values_of<4>(cells, out, cosets);
    case 5:
      return coset_values_of<5>(cells, out, cosets);
    default:
      return coset_values_of<6>(cells, out, cosets);
  }
}

void k_fold_blocks(const BabyBear* cells, const Ext4* weights, size_t n, ExtSpan out) {
  Vec v[kMaxBlock];
  size_t i = 0;
  for (; i + kLanes <= out.size; i += kLanes) {
    load_blocks(cells + i * n, n, n, v);
    WideExt acc = wide_ext_zero();
    size_t z = 0;
    for (; z + 2 <= n; z += 2)
      wide_add(acc, v[z], ext_coefficient(weights[z]), v[z + 1], ext_coefficient(weights[z + 1]));
    if (z < n) wide_add(acc, v[z], ext_coefficient(weights[z]));
    store(wide_finish(acc), out, i);
  }
  for (; i < out.size; ++i) {
    Ext4 sum;
    for (size_t z = 0; z < n; ++z) sum += weights[z] * cells[i * n + z];
    out.set(i, sum);
  }
}

void k_fold_ext_blocks(ConstExtSpan cells, const Ext4* weights, size_t n, ExtSpan out) {
  Vec v[4][kMaxBlock];
  size_t i = 0;
  for (; i + kLanes <= out.size; i += kLanes) {
    for (size_t c = 0; c < 4; ++c) load_blocks(cells.plane[c] + i * n, n, n, v[c]);
    WideExt acc = wide_ext_zero();
    for (size_t z = 0; z < n; ++z) {
      wide_add(acc, wide_mul({v[0][z], v[1][z], v[2][z], v[3][z]}, ext_factor(ext_broadcast(weights[z]))));
    }
    store(wide_finish(acc), out, i);
  }
  for (; i < out.size; ++i) {
    Ext4 sum;
    for (size_t z = 0; z < n; ++z) sum += weights[z] * cells.get(i * n + z);
    out.set(i, sum);
  }
}

void k_add_weighted_blocks(ConstExtSpan cells, ConstExtSpan weights, Ext4* sums, size_t n) {
  size_t i = 0;
  if (weights.size >= kLanes) {
    Vec v[4][kMaxBlock];
    WideExt acc[kMaxBlock];
    for (size_t z = 0; z < n; ++z) acc[z] = wide_ext_zero();
    for (; i + kLanes <= weights.size; i += kLanes) {
      for (size_t c = 0; c < 4; ++c) load_blocks(cells.plane[c] + i * n, n, n, v[c]);
      const ExtFactor w = ext_factor(load(weights, i));
      for (size_t z = 0; z < n; ++z) wide_add(acc[z], wide_mul({v[0][z], v[1][z], v[2][z], v[3][z]}, w));
    }
    for (size_t z = 0; z < n; ++z) sums[z] += lane_sum(wide_finish(acc[z]));
  }
  for (; i < weights.size; ++i) {
    for (size_t z = 0; z < n; ++z) sums[z] += weights.get(i) * cells.get(i * n + z);
  }
}

void k_add_weighted(ConstExtSpan values, ConstExtSpan weights, ExtSpan sums) {
  for (size_t lane = 0; lane < kPointGroup; lane += kLanes) {
    const ExtFactor w = ext_factor(load(weights, lane));
    for (size_t i = lane; i < values.size; i += kPointGroup) {
      store(add(load(sums, i), mul(load(values, i), w)), sums, i);
    }
  }
}

void k_load_pairs_and_steps(ConstExtSpan table, size_t first, size_t count, BabyBear* values, BabyBear* steps,
                            size_t points) {
  for (size_t c = 0; c < 4; ++c) {
    const BabyBear* plane = table.plane[c] + 2 * first;
    BabyBear* value = values + c * points;
    BabyBear* difference = steps + c * points;
    size_t i = 0;
    for (; i + kLanes <= count; i += kLanes) {
      Vec a;
      Vec b;
      hn::LoadInterleaved2(kD, words(plane + 2 * i), a, b);
      store(b, value + i);
      store(sub(b, a), difference + i);
    }
    for (; i < count; ++i) {
      value[i] = plane[2 * i + 1];
      difference[i] = plane[2 * i + 1] - plane[2 * i];
    }
    for (; i < points; ++i) value[i] = difference[i] = BabyBear::zero();
  }
}

void k_step(BabyBear* values, const BabyBear* steps, size_t points) {
  for (size_t i = 0; i < 4 * points; i += kLanes) store(add(load(values + i), load(steps + i)), values + i);
}

Ext4 k_combine_and_dot(const BabyBear* const* slots, const Ext4* coefficients, size_t count, size_t points,
                       ConstExtSpan weights) {
  WideExt sum = wide_ext_zero();
  for (size_t p = 0; p < points; p += kLanes) {
    WideExt combined = wide_ext_zero();
    for (size_t w = 0; w < count; ++w) {
      wide_add(combined,
               wide_mul(load_slot(slots[w], p, points), ext_factor(ext_broadcast(coefficients[w]))));
    }
    wide_add(sum, wide_mul(wide_finish(combined), ext_factor(load(weights, p))));
  }
  return lane_sum(wide_finish(sum));
}

}  // namespace
}  // namespace zkmem::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace zkmem::program_kernels {
HWY_EXPORT(k_run_base);
HWY_EXPORT(k_run_ext);
HWY_EXPORT(k_coset_values);
HWY_EXPORT(k_fold_blocks);
HWY_EXPORT(k_fold_ext_blocks);
HWY_EXPORT(k_add_weighted_blocks);
HWY_EXPORT(k_add_weighted);
HWY_EXPORT(k_load_pairs_and_steps);
HWY_EXPORT(k_step);
HWY_EXPORT(k_combine_and_dot);

void run_base(const PointProgram& program, std::span<BabyBear* const> slots, size_t points) {
  ZKMEM_DCHECK(points % kPointGroup == 0);
  HWY_DYNAMIC_DISPATCH(k_run_base)(program, slots.data(), points);
}
void run_ext(const PointProgram& program, std::span<BabyBear* const> slots, size_t points) {
  ZKMEM_DCHECK(points % kPointGroup == 0);
  HWY_DYNAMIC_DISPATCH(k_run_ext)(program, slots.data(), points);
}
void coset_values(const BabyBear* cells, unsigned l_skip, std::span<BabyBear* const> out) {
  ZKMEM_CHECK(l_skip <= 6);
  HWY_DYNAMIC_DISPATCH(k_coset_values)(cells, l_skip, out.data(), out.size());
}
void fold_blocks(const BabyBear* cells, std::span<const Ext4> weights, ExtSpan out) {
  ZKMEM_CHECK(weights.size() <= 64);
  HWY_DYNAMIC_DISPATCH(k_fold_blocks)(cells, weights.data(), weights.size(), out);
}
void fold_ext_blocks(ConstExtSpan cells, std::span<const Ext4> weights, ExtSpan out) {
  ZKMEM_CHECK(weights.size() <= 64 && cells.size == weights.size() * out.size);
  HWY_DYNAMIC_DISPATCH(k_fold_ext_blocks)(cells, weights.data(), weights.size(), out);
}
void add_weighted_blocks(ConstExtSpan cells, ConstExtSpan weights, std::span<Ext4> sums) {
  ZKMEM_CHECK(sums.size() <= 64 && cells.size == sums.size() * weights.size);
  HWY_DYNAMIC_DISPATCH(k_add_weighted_blocks)(cells, weights, sums.data(), sums.size());
}
void add_weighted(ConstExtSpan values, ConstExtSpan weights, ExtSpan sums) {
  HWY_DYNAMIC_DISPATCH(k_add_weighted)(values, weights, sums);
}
void load_pairs_and_steps(ConstExtSpan table, size_t first, size_t count, BabyBear* values, BabyBear* steps,
                          size_t points) {
  HWY_DYNAMIC_DISPATCH(k_load_pairs_and_steps)(table, first, count, values, steps, points);
}
void step(BabyBear* values, const BabyBear* steps, size_t points) {
  HWY_DYNAMIC_DISPATCH(k_step)(values, steps, points);
}
Ext4 combine_and_dot(std::span<const BabyBear* const> slots, std::span<const Ext4> coefficients,
                     size_t points, ConstExtSpan weights) {
  return HWY_DYNAMIC_DISPATCH(k_combine_and_dot)(slots.data(), coefficients.data(), slots.size(), points,
                                                 weights);
}

}  // namespace zkmem::program_kernels
#endif  // HWY_ONCE
