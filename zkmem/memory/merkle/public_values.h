// The user's public values (the first cells of address space 3) opened against the final root as one subtree:
// the proof that OpenVM calls UserPublicValuesProof. Source: golden/memory/public_values.json.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/memory/merkle/opening.h"

namespace zkmem {

inline constexpr uint32_t kPublicValuesAddressSpace = 3;

struct PublicValuesProof {
  std::vector<BabyBear> public_values;
  Digest commitment;             // root of the subtree of their leaves
  std::vector<Digest> siblings;  // bottom-up from there
  friend bool operator==(const PublicValuesProof&, const PublicValuesProof&) = default;
};

// Where they are in the tree.
struct PublicValuesSubtree {
  unsigned height = 0;
  uint64_t index = 0;
};
Result<PublicValuesSubtree> public_values_subtree(const MerkleDimensions& dimensions, uint32_t count);

// `count` is 8 times a power of two and at most the cells of an address space in the tree.
Result<PublicValuesProof> open_public_values(const MerkleTree& tree, uint32_t count, const LeafReader& cells);

// `count` is the verifier's own.
Status verify_public_values(const Digest& root, const MerkleDimensions& dimensions, uint32_t count,
                            const PublicValuesProof& proof);

}  // namespace zkmem
