#include "zkmem/hash/sponge.h"
#include "zkmem/memory/merkle/tree.h"

namespace zkmem {

Digest leaf_hash(const Digest& cells) { return compress(cells, Digest{}); }

const std::vector<Digest>& zero_subtree_roots() {
  static const std::vector<Digest> roots = [] {
    std::vector<Digest> by_height = {leaf_hash(Digest{})};
    while (by_height.size() < 72) by_height.push_back(compress(by_height.back(), by_height.back()));
    return by_height;
  }();
  return roots;
}

}  // namespace zkmem
