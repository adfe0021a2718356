#include "zkmem/hash/hash_backend.h"

#include <vector>

#include "zkmem/base/check.h"

namespace zkmem {
namespace {

void append(std::vector<uint8_t>& bytes, uint32_t word) {
  for (int shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<uint8_t>(word >> shift));
}

class ScalarBlake3Batch final : public Blake3Batch {
 public:
  void hash_rows(const Blake3Mode& mode, std::span<const BabyBear> rows, size_t width,
                 std::span<Blake3Words> digests) const override {
    ZKMEM_CHECK(rows.size() == width * digests.size());
    std::vector<uint8_t> bytes;
    for (size_t i = 0; i < digests.size(); ++i) {
      bytes.clear();
      for (const BabyBear cell : rows.subspan(i * width, width)) append(bytes, cell.as_canonical());
      digests[i] = Blake3Output(mode, bytes).next_digest();
    }
  }
  void compress_pairs(const Blake3Mode& mode, std::span<const Blake3Words> children,
                      std::span<Blake3Words> parents) const override {
    ZKMEM_CHECK(children.size() == 2 * parents.size());
    std::vector<uint8_t> bytes;
    for (size_t i = 0; i < parents.size(); ++i) {
      bytes.clear();
      for (const Blake3Words& child : children.subspan(2 * i, 2)) {
        for (const uint32_t word : child) append(bytes, word);
      }
      parents[i] = Blake3Output(mode, bytes).next_digest();
    }
  }
};

class ScalarHashBackend final : public HashBackend {
 public:
  const Poseidon2Batch& poseidon2() const override { return scalar_poseidon2_batch(); }
  const Blake3Batch& blake3() const override {
    static constexpr ScalarBlake3Batch kBatch;
    return kBatch;
  }
};

}  // namespace

const HashBackend& scalar_hash_backend() {
  static constexpr ScalarHashBackend kBackend;
  return kBackend;
}

}  // namespace zkmem
