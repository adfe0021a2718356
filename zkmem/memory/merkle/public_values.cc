#include "zkmem/memory/merkle/public_values.h"

#include <algorithm>
#include <bit>
#include <string>

#include "zkmem/hash/sponge.h"

namespace zkmem {

Result<PublicValuesSubtree> public_values_subtree(const MerkleDimensions& dimensions, uint32_t count) {
  const uint32_t leaves = count / kLeafCells;
  if (count % kLeafCells != 0 || !std::has_single_bit(leaves) || count > kMaxOpenedCells ||
      !dimensions.contains(kPublicValuesAddressSpace, count - 1)) {
    return bad_input("the number of public values must be 8 times a power of two within the tree, not " +
                     std::to_string(count));
  }
  const auto height = static_cast<unsigned>(std::countr_zero(leaves));
  return PublicValuesSubtree{height, dimensions.leaf_index(kPublicValuesAddressSpace, 0) >> height};
}

Status verify_public_values(const Digest& root, const MerkleDimensions& dimensions, uint32_t count,
                            const PublicValuesProof& proof) {
  ZKMEM_ASSIGN_OR_RETURN(const PublicValuesSubtree subtree, public_values_subtree(dimensions, count));
  const size_t depth = dimensions.height() - subtree.height;
  if (proof.public_values.size() != count || proof.siblings.size() != depth) {
    return rejected("public values: expected " + std::to_string(count) + " values and " +
                    std::to_string(depth) + " digests, have " + std::to_string(proof.public_values.size()) +
                    " and " + std::to_string(proof.siblings.size()));
  }
  std::vector<Digest> leaves(count / kLeafCells);
  for (size_t i = 0; i < leaves.size(); ++i) {
    std::copy_n(proof.public_values.begin() + static_cast<std::ptrdiff_t>(i * kLeafCells), kLeafCells,
                leaves[i].begin());
    leaves[i] = leaf_hash(leaves[i]);
  }
  Digest node = tree_compress(leaves);
  if (node != proof.commitment) return rejected("public values: the values do not hash to their commitment");
  uint64_t index = subtree.index;
  for (const Digest& sibling : proof.siblings) {
    node = (index & 1) == 1 ? compress(sibling, node) : compress(node, sibling);
    index >>= 1;
  }
  if (node != root) return rejected("public values: the path does not lead to the root");
  return {};
}

}  // namespace zkmem
