#include "zkmem/hash/batch.h"

#include <algorithm>
#include <array>

#include "zkmem/base/check.h"

namespace zkmem {
namespace {

// States in flight: enough lanes for any vector width, small enough for the stack and the first cache.
constexpr size_t kChunk = 64;
constexpr size_t kRate = kDigestWidth;

class ScalarPoseidon2Batch final : public Poseidon2Batch {
 public:
  void permute(std::span<Poseidon2State> states) const override {
    for (Poseidon2State& state : states) poseidon2_permute(state);
  }
};

}  // namespace

const Poseidon2Batch& scalar_poseidon2_batch() {
  static constexpr ScalarPoseidon2Batch kBackend;
  return kBackend;
}

void hash_rows(const Poseidon2Batch& backend, std::span<const BabyBear> rows, size_t width,
               std::span<Digest> digests) {
  ZKMEM_CHECK(rows.size() == width * digests.size());
  std::array<Poseidon2State, kChunk> states;
  for (size_t begin = 0; begin < digests.size(); begin += kChunk) {
    const size_t count = std::min(kChunk, digests.size() - begin);
    const std::span<Poseidon2State> active(states.data(), count);
    std::fill(active.begin(), active.end(), Poseidon2State{});
    for (size_t column = 0; column < width; column += kRate) {
      const size_t words = std::min(kRate, width - column);
      for (size_t i = 0; i < count; ++i)
        std::copy_n(rows.begin() + static_cast<std::ptrdiff_t>((begin + i) * width + column), words,
                    active[i].begin());
      backend.permute(active);
    }
    for (size_t i = 0; i < count; ++i)
      std::copy_n(active[i].begin(), kDigestWidth, digests[begin + i].begin());
  }
}

void compress_pairs(const Poseidon2Batch& backend, std::span<const Digest> children,
                    std::span<Digest> parents) {
  ZKMEM_CHECK(children.size() == 2 * parents.size());
  std::array<Poseidon2State, kChunk> states;
  for (size_t begin = 0; begin < parents.size(); begin += kChunk) {
    const size_t count = std::min(kChunk, parents.size() - begin);
    const std::span<Poseidon2State> active(states.data(), count);
    for (size_t i = 0; i < count; ++i) {
      const Digest& left = children[2 * (begin + i)];
      const Digest& right = children[2 * (begin + i) + 1];
      std::copy(left.begin(), left.end(), active[i].begin());
      std::copy(right.begin(), right.end(), active[i].begin() + kDigestWidth);
    }
    backend.permute(active);
    for (size_t i = 0; i < count; ++i)
      std::copy_n(active[i].begin(), kDigestWidth, parents[begin + i].begin());
  }
}

}  // namespace zkmem
