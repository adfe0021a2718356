#include "zkmem/memory/merkle/public_values.h"

namespace zkmem {

Result<PublicValuesProof> open_public_values(const MerkleTree& tree, uint32_t count,
                                             const LeafReader& cells) {
  ZKMEM_ASSIGN_OR_RETURN(const PublicValuesSubtree subtree, public_values_subtree(tree.dimensions(), count));
  PublicValuesProof proof;
  for (uint32_t leaf = 0; leaf < count / kLeafCells; ++leaf) {
    const Digest values = cells(kPublicValuesAddressSpace, leaf);
    proof.public_values.insert(proof.public_values.end(), values.begin(), values.end());
  }
  proof.commitment = tree.node(subtree.height, subtree.index);
  proof.siblings = tree.siblings(subtree.height, subtree.index);
  return proof;
}

}  // namespace zkmem
