#include "zkmem/prover/small_poly.h"

#include <algorithm>
#include <bit>

namespace zkmem {

Poly multiply(std::span<const Ext4> a, std::span<const Ext4> b) {
  Poly product(a.size() + b.size() - 1);
  for (size_t i = 0; i < a.size(); ++i)
    for (size_t j = 0; j < b.size(); ++j) product[i + j] += a[i] * b[j];
  return product;
}

void add_scaled(Poly& a, std::span<const Ext4> b, const Ext4& factor) {
  if (a.size() < b.size()) a.resize(b.size());
  for (size_t i = 0; i < b.size(); ++i) a[i] += factor * b[i];
}

void inverse_dft(std::span<Ext4> values) {
  const size_t n = values.size();
  const unsigned log_size = static_cast<unsigned>(std::bit_width(n)) - 1;
  const BabyBear inverse_root = BabyBear::two_adic_generator(log_size).inverse();
  const BabyBear scale = BabyBear::from_u64(n).inverse();
  std::vector<BabyBear> powers(n, scale);
  for (size_t i = 1; i < n; ++i) powers[i] = powers[i - 1] * inverse_root;
  const std::vector<Ext4> in(values.begin(), values.end());
  for (size_t k = 0; k < n; ++k) {
    Ext4 sum;
    for (size_t z = 0; z < n; ++z) sum += in[z] * powers[z * k % n];
    values[k] = sum;
  }
}

Poly interpolate_cosets(std::vector<Ext4> values, unsigned log_size) {
  const size_t n = size_t{1} << log_size;
  const size_t cosets = values.size() / n;
  std::vector<BabyBear> nodes;  // Z^N on each coset
  BabyBear shift = BabyBear::generator();
  for (size_t c = 0; c < cosets; ++c, shift *= BabyBear::generator()) {
    nodes.push_back(shift.exp_power_of_2(log_size));
    const std::span<Ext4> coset = std::span(values).subspan(c * n, n);
    inverse_dft(coset);
    const BabyBear inverse_shift = shift.inverse();
    BabyBear power = BabyBear::one();
    for (Ext4& x : coset) {
      x *= power;
      power *= inverse_shift;
    }
  }
  // Now values[c N + i] = sum_j p[i + j N] nodes[c]^j: one small interpolation per i, by divided differences.
  Poly p(values.size());
  std::vector<Ext4> d(cosets);
  for (size_t i = 0; i < n; ++i) {
    for (size_t c = 0; c < cosets; ++c) d[c] = values[c * n + i];
    for (size_t j = 1; j < cosets; ++j)
      for (size_t c = cosets - 1; c >= j; --c) d[c] = (d[c] - d[c - 1]) * (nodes[c] - nodes[c - j]).inverse();
    std::vector<Ext4> sum(cosets);
    for (size_t c = cosets; c-- > 0;) {
      for (size_t j = cosets; j-- > 1;) sum[j] = sum[j - 1] - sum[j] * nodes[c];
      sum[0] = d[c] - sum[0] * nodes[c];
    }
    for (size_t j = 0; j < cosets; ++j) p[i + j * n] = sum[j];
  }
  return p;
}

Ext4 eq_prefix_sum(std::span<const Ext4> point, uint64_t count) {
  if (count >> point.size() != 0) return Ext4::one();
  // From the top bit: numbers that agree with `count` above and have 0 where it has 1.
  Ext4 sum;
  Ext4 agree = Ext4::one();
  for (size_t i = point.size(); i-- > 0;) {
    const Ext4 zero = agree * (Ext4::one() - point[i]);
    if ((count >> i & 1) != 0) {
      sum += zero;
      agree *= point[i];
    } else {
      agree = zero;
    }
  }
  return sum;
}

std::vector<Ext4> lagrange_weights(unsigned log_size, const Ext4& r) {
  const size_t n = size_t{1} << log_size;
  const BabyBear root = BabyBear::two_adic_generator(log_size);
  const Ext4 numerator = (r.exp_power_of_2(log_size) - Ext4::one()) * BabyBear::from_u64(n).inverse();
  std::vector<Ext4> weights;
  BabyBear point = BabyBear::one();
  for (size_t z = 0; z < n; ++z, point *= root)
    weights.push_back(numerator * point * (r - Ext4(point)).inverse());
  return weights;
}

}  // namespace zkmem
