// The Merkle tree over a codeword matrix stored in bit-reversed order (dft/encoder.h): the 2^k rows of a
// query lie side by side, and the children of node j of a layer of 2s nodes are its nodes j and j + s, so
// that every level hashes two contiguous halves. Natural query index q is at position bitrev(q). Source:
// swirl.md section 6.
#pragma once

#include <span>
#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/hash/commitment.h"
#include "zkmem/prover/buffer.h"

namespace zkmem {

class MerkleTree {
 public:
  MerkleTree() = default;
  // 2^log_queries query digests will be written to query_digests(), in bit-reversed order.
  MerkleTree(WorkMemory& memory, unsigned log_queries);

  std::span<Digest> query_digests() { return layers_.front().span(); }
  // Hashes the levels above.
  void finish(const Context& context);

  Commitment root() const { return to_commitment(layers_.back()[0]); }
  unsigned depth() const { return static_cast<unsigned>(layers_.size()) - 1; }
  // Appends the siblings of a query's digest, bottom up.
  void append_path(size_t query, std::vector<Commitment>& path) const;

 private:
  std::vector<Buffer<Digest>> layers_;
};

// Digests of 2^k-row queries: rows first_row, … of the columns, as many as `out` needs; `scratch` has room
// for all rows.
void hash_query_rows(std::span<const BabyBear* const> columns, size_t first_row, unsigned k,
                     std::span<Digest> out, std::vector<Digest>& scratch);

}  // namespace zkmem
