#include "zkmem/hash/simd_backend.h"

#include <algorithm>
#include <vector>

#include "zkmem/base/check.h"
#include "zkmem/hash/blake3_simd.h"
#include "zkmem/hash/simd.h"

namespace zkmem {
namespace {

// Rows at a time: enough lanes for any vector width.
constexpr size_t kChunk = 64;
// The widest rows that are gathered into lanes; a verifier meets wider ones in no key of use.
constexpr size_t kWidest = size_t{1} << 16;

class SimdBlake3Batch final : public Blake3Batch {
 public:
  void hash_rows(const Blake3Mode& mode, std::span<const BabyBear> rows, size_t width,
                 std::span<Blake3Words> digests) const override {
    ZKMEM_CHECK(rows.size() == width * digests.size());
    if (width > kWidest) return scalar_hash_backend().blake3().hash_rows(mode, rows, width, digests);
    // The kernel wants columns: a lane is a row. The rows' copy is never larger than the rows.
    const size_t lanes = std::min(kChunk, digests.size());
    std::vector<BabyBear> cells(width * lanes);
    std::vector<const BabyBear*> columns(width);
    for (size_t j = 0; j < width; ++j) columns[j] = cells.data() + j * lanes;
    for (size_t begin = 0; begin < digests.size(); begin += lanes) {
      const size_t count = std::min(lanes, digests.size() - begin);
      const std::span<const BabyBear> from = rows.subspan(begin * width, count * width);
      for (size_t i = 0; i < count; ++i) {
        for (size_t j = 0; j < width; ++j) cells[j * lanes + i] = from[i * width + j];
      }
      simd_blake3_columns(mode, columns, 0, digests.subspan(begin, count));
    }
  }
  void compress_pairs(const Blake3Mode& mode, std::span<const Blake3Words> children,
                      std::span<Blake3Words> parents) const override {
    simd_blake3_nodes(mode, children, parents);
  }
};

class SimdHashBackend final : public HashBackend {
 public:
  const Poseidon2Batch& poseidon2() const override { return simd_poseidon2_batch(); }
  const Blake3Batch& blake3() const override {
    static constexpr SimdBlake3Batch kBatch;
    return kBatch;
  }
};

}  // namespace

const HashBackend& simd_hash_backend() {
  static constexpr SimdHashBackend kBackend;
  return kBackend;
}

}  // namespace zkmem
