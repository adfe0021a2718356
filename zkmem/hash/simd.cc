#include "zkmem/hash/simd.h"

#include <algorithm>
#include <array>
#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "zkmem/hash/simd.cc"
#include "hwy/foreach_target.h"
// After foreach_target.
#include "zkmem/hash/digest_lanes-inl.h"
#include "zkmem/hash/poseidon2-inl.h"

HWY_BEFORE_NAMESPACE();
namespace zkmem::HWY_NAMESPACE {
namespace {

static_assert(sizeof(Digest) == 32 && sizeof(Poseidon2State) == 64);

HWY_INLINE void load_states(const Poseidon2State* states, Vec* HWY_RESTRICT s) {
  const auto* memory = reinterpret_cast<const uint32_t*>(states);
  Vec v[4][4];
  for (size_t m = 0; m < 4; ++m) {
    hn::LoadInterleaved4(kD, memory + m * 4 * kLanes, v[m][0], v[m][1], v[m][2], v[m][3]);
  }
  for (size_t j = 0; j < 4; ++j) {
    const Vec even0 = hn::ConcatEven(kD, v[1][j], v[0][j]);
    const Vec even1 = hn::ConcatEven(kD, v[3][j], v[2][j]);
    const Vec odd0 = hn::ConcatOdd(kD, v[1][j], v[0][j]);
    const Vec odd1 = hn::ConcatOdd(kD, v[3][j], v[2][j]);
    s[j] = hn::ConcatEven(kD, even1, even0);
    s[8 + j] = hn::ConcatOdd(kD, even1, even0);
    s[4 + j] = hn::ConcatEven(kD, odd1, odd0);
    s[12 + j] = hn::ConcatOdd(kD, odd1, odd0);
  }
}

void permute_block(Poseidon2State* states) {
  Vec s[16];
  load_states(states, s);
  permute_lanes(s);
  auto* memory = reinterpret_cast<uint32_t*>(states);
  store_records(s, memory, 16);
  store_records(s + 8, memory + 8, 16);
}

void permute_all(Poseidon2State* states, size_t count) {
  size_t i = 0;
  for (; i + kLanes <= count; i += kLanes) permute_block(states + i);
  if (i < count) {
    std::array<Poseidon2State, kLanes> rest = {};
    std::copy(states + i, states + count, rest.begin());
    permute_block(rest.data());
    std::copy_n(rest.begin(), count - i, states + i);
  }
}

void compress_block(const Digest* left, const Digest* right, Digest* out) {
  Vec s[16];
  load_digests(reinterpret_cast<const uint32_t*>(left), s);
  load_digests(reinterpret_cast<const uint32_t*>(right), s + 8);
  permute_lanes(s);
  store_records(s, reinterpret_cast<uint32_t*>(out), 8);
}

void compress_all(const Digest* left, const Digest* right, Digest* out, size_t count) {
  size_t i = 0;
  for (; i + kLanes <= count; i += kLanes) compress_block(left + i, right + i, out + i);
  if (i < count) {
    std::array<Digest, kLanes> l = {};
    std::array<Digest, kLanes> r = {};
    std::copy(left + i, left + count, l.begin());
    std::copy(right + i, right + count, r.begin());
    compress_block(l.data(), r.data(), l.data());
    std::copy_n(l.begin(), count - i, out + i);
  }
}

void hash_columns_block(const BabyBear* const* columns, size_t width, size_t row, Digest* out) {
  Vec s[16];
  for (Vec& word : s) word = hn::Zero(kD);
  size_t j = 0;
  for (; j + 8 <= width; j += 8) {
    for (size_t i = 0; i < 8; ++i) s[i] = load(columns[j + i] + row);
    permute_lanes(s);
  }
  if (j < width) {
    for (size_t i = 0; j + i < width; ++i) s[i] = load(columns[j + i] + row);
    permute_lanes(s);
  }
  store_records(s, reinterpret_cast<uint32_t*>(out), 8);
}

// The rows that do not fill a vector.
void hash_columns_rest(const BabyBear* const* columns, size_t width, size_t row, Digest* out, size_t count) {
  std::array<Poseidon2State, kLanes> states = {};
  for (size_t j = 0; j < width; j += 8) {
    for (size_t r = 0; r < count; ++r) {
      for (size_t i = j; i < std::min(j + 8, width); ++i) states[r][i - j] = columns[i][row + r];
    }
    permute_block(states.data());
  }
  for (size_t r = 0; r < count; ++r) std::copy_n(states[r].begin(), 8, out[r].begin());
}

void hash_columns_all(const BabyBear* const* columns, size_t width, size_t row, Digest* out, size_t count) {
  size_t i = 0;
  for (; i + kLanes <= count; i += kLanes) hash_columns_block(columns, width, row + i, out + i);
  if (i < count) hash_columns_rest(columns, width, row + i, out + i, count - i);
}

uint32_t grind(const GrindTask& task, uint32_t begin, uint32_t end) {
  HWY_ALIGN uint32_t first[kLanes];
  for (size_t i = 0; i < kLanes; ++i) first[i] = BabyBear::from_u64(begin + i).monty();
  Vec candidate = hn::Load(kD, first);
  const Vec step = broadcast(BabyBear::from_canonical(kLanes));
  const Vec mask = hn::Set(kD, (uint32_t{1} << task.bits) - 1);
  const Vec one = hn::Set(kD, 1u);
  for (uint64_t w = begin; w < end; w += kLanes) {
    Vec s[16];
    for (size_t i = 0; i < 16; ++i) s[i] = broadcast(task.state[i]);
    s[task.position] = candidate;
    permute_lanes(s);
    const Vec canonical = mul(s[7], one);
    const auto hit = hn::Eq(hn::And(canonical, mask), hn::Zero(kD));
    const intptr_t lane = hn::FindFirstTrue(kD, hit);
    if (lane >= 0) return static_cast<uint32_t>(std::min<uint64_t>(w + static_cast<uint64_t>(lane), end));
    candidate = add(candidate, step);
  }
  return end;
}

}  // namespace
}  // namespace zkmem::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace zkmem {
HWY_EXPORT(permute_all);
HWY_EXPORT(compress_all);
HWY_EXPORT(hash_columns_all);
HWY_EXPORT(grind);

namespace {

class SimdBatch final : public Poseidon2Batch {
 public:
  void permute(std::span<Poseidon2State> states) const override { simd_permute(states); }
};

}  // namespace

const Poseidon2Batch& simd_poseidon2_batch() {
  static const SimdBatch batch;
  return batch;
}

void simd_permute(std::span<Poseidon2State> states) {
  HWY_DYNAMIC_DISPATCH(permute_all)(states.data(), states.size());
}

void simd_compress(std::span<const Digest> left, std::span<const Digest> right, std::span<Digest> out) {
  ZKMEM_CHECK(left.size() == right.size() && left.size() == out.size());
  HWY_DYNAMIC_DISPATCH(compress_all)(left.data(), right.data(), out.data(), out.size());
}

void simd_hash_columns(std::span<const BabyBear* const> columns, size_t first_row, std::span<Digest> out) {
  HWY_DYNAMIC_DISPATCH(hash_columns_all)(columns.data(), columns.size(), first_row, out.data(), out.size());
}

uint32_t simd_grind(const GrindTask& task, uint32_t begin, uint32_t end) {
  ZKMEM_CHECK(task.position < 8 && task.bits < 31 && end <= BabyBear::kModulus);
  return HWY_DYNAMIC_DISPATCH(grind)(task, begin, end);
}

}  // namespace zkmem
#endif  // HWY_ONCE
