// Merkle openings of all queries of one WHIR round at once: each level of all paths is one batch of hashes.
// Source: swirl.md section 6 (a query opens 2^k rows, combined by a small tree first).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "zkmem/hash/commitment.h"
#include "zkmem/hash/hash_backend.h"
#include "zkmem/hash/hash_suite.h"

namespace zkmem {

struct TreeHash {
  HashSuite suite;
  const HashBackend& backend;
};

// The root that each query's opened rows and path lead to. `rows`: queries.size() * 2^k rows of `width`
// elements, query by query; `paths`: queries.size() * depth siblings, bottom up, each one of the suite's; bit
// 0 of a query index says which side its node is on at the bottom.
std::vector<Commitment> merkle_roots(const TreeHash& hash, std::span<const uint32_t> queries, uint32_t k,
                                     uint32_t width, std::span<const BabyBear> rows, uint32_t depth,
                                     std::span<const Commitment> paths);

// The root that opened leaves and shared siblings lead to (protocol/shared_paths.h), each node hashed once.
// `leaves`: ascending, each once, at least one; `siblings`: as many as shared_siblings(leaves, depth), in its
// order.
Commitment shared_merkle_root(const TreeHash& hash, std::span<const uint32_t> leaves, uint32_t k,
                              uint32_t width, std::span<const BabyBear> rows, uint32_t depth,
                              std::span<const Commitment> siblings);

}  // namespace zkmem
