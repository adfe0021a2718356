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

class SimdBlake3Batch final : public Blake3Batch {
 public:
  void hash_rows(const Blake3Mode& mode, std::span<const BabyBear> rows, size_t width,
                 std::span<Blake3Words> digests) const override {
    ZKMEM_CHECK(rows.size() == width * digests.size());
    // The kernel wants columns: a lane is a row.
    std::vector<BabyBear> cells(width * kChunk);
    std::vector<const BabyBear*> columns(width);
    for (size_t j = 0; j < width; ++j) columns[j] = cells.data() + j * kChunk;
    for (size_t begin = 0; begin < digests.size(); begin += kChunk) {
      const size_t count = std::min(kChunk, digests.size() - begin);
      const std::span<const BabyBear> from = rows.subspan(begin * width, count * width);
      for (size_t i = 0; i < count; ++i) {
        for (size_t j = 0; j < width; ++j) cells[j * kChunk + i] = from[i * width + j];
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
