// The Merkle tree over a codeword matrix stored in bit-reversed order (dft/encoder.h): the 2^k rows of a
// query lie side by side, and the children of node j of a layer of 2s nodes are its nodes j and j + s, so
// that every level hashes two contiguous halves. Natural query index q is at position bitrev(q). Source:
// swirl.md section 6.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/hash/hash_suite.h"
#include "zkmem/protocol/shared_paths.h"
#include "zkmem/prover/buffer.h"

namespace zkmem {

class CommitmentTree {
 public:
  // Of 2^log_queries query digests, in bit-reversed order.
  static std::unique_ptr<CommitmentTree> create(HashSuite suite, WorkMemory& memory, unsigned log_queries);
  virtual ~CommitmentTree() = default;

  // Digests `count` queries from `first_query` on: 2^k rows of the columns each, from row 0. Different
  // queries may be hashed at the same time.
  virtual void hash_queries(std::span<const BabyBear* const> columns, unsigned k, size_t first_query,
                            size_t count) = 0;
  // Hashes the levels above, once all queries are.
  virtual void finish(const Context& context) = 0;

  virtual Commitment root() const = 0;
  virtual unsigned depth() const = 0;
  // Level 0 has the queries' digests, node i of a level is over nodes 2 i and 2 i + 1 of the one below.
  virtual Commitment node(TreeNode place) const = 0;
  // Appends what an opening of these queries holds of the tree: the shared siblings, or each query's, bottom
  // up.
  void append_siblings(std::span<const uint32_t> queries, bool shared, std::vector<Commitment>& out) const;

 protected:
  CommitmentTree() = default;
  CommitmentTree(const CommitmentTree&) = delete;
  CommitmentTree& operator=(const CommitmentTree&) = delete;
};

}  // namespace zkmem
