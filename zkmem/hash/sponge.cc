#include "zkmem/hash/sponge.h"

#include <algorithm>
#include <bit>
#include <vector>

namespace zkmem {

Digest hash_slice(std::span<const BabyBear> row) {
  Poseidon2State state = {};
  while (!row.empty()) {
    const size_t count = std::min(row.size(), kDigestWidth);
    std::copy_n(row.begin(), count, state.begin());
    poseidon2_permute(state);
    row = row.subspan(count);
  }
  Digest digest;
  std::copy_n(state.begin(), kDigestWidth, digest.begin());
  return digest;
}

Digest tree_compress(std::span<const Digest> digests) {
  ZKMEM_CHECK(std::has_single_bit(digests.size()));
  std::vector<Digest> layer(digests.begin(), digests.end());
  while (layer.size() > 1) {
    for (size_t i = 0; i < layer.size() / 2; ++i) layer[i] = compress(layer[2 * i], layer[2 * i + 1]);
    layer.resize(layer.size() / 2);
  }
  return layer[0];
}

}  // namespace zkmem
