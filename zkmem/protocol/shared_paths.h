// The nodes of a Merkle tree that an opening of several leaves holds when what their paths share is sent
// once: each leaf once, and of the siblings on their paths those that do not follow from the leaves and the
// siblings below. Source: docs/spec/hash-suites.md, "Openings".
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "zkmem/hash/hash_suite.h"

namespace zkmem {

// Whether proofs of this suite share paths. Poseidon2's have one for each query, as the reference's do.
inline bool shares_paths(HashSuite suite) { return suite == HashSuite::kBlake3; }

// Level 0 has the leaves; node i of a level has the children 2 i and 2 i + 1 of the level below.
struct TreeNode {
  uint32_t level = 0;
  uint32_t index = 0;
  friend bool operator==(const TreeNode&, const TreeNode&) = default;
};

// Each queried leaf once, ascending.
std::vector<uint32_t> opened_leaves(std::span<const uint32_t> queries);

// The siblings that the opened leaves (ascending, each once, below 2^depth) need to reach the root, level by
// level from the leaves up, ascending in each: one for each node on a path whose sibling is on none.
std::vector<TreeNode> shared_siblings(std::span<const uint32_t> opened, uint32_t depth);

}  // namespace zkmem
