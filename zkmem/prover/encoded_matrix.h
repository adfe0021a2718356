// A matrix of polynomials, encoded and committed. Of the codewords only the Merkle tree over their rows is
// kept: they are made one part after the other (a coset, or several small ones), hashed and forgotten, and
// the rows that are opened are made again. That costs one more first pass of the transform, a few hundredths
// of a proof's time, and saves twice the size of the traces. Immutable once made.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/dft/encoder.h"
#include "zkmem/prover/buffer.h"
#include "zkmem/prover/merkle_tree.h"
#include "zkmem/prover/work_memory.h"

namespace zkmem {

// Where the rows (dft/encoder.h: chunks) of each column start; null stands for zeros.
using ColumnRows = std::vector<const BabyBear*>;

class EncodedMatrix {
 public:
  EncodedMatrix() = default;

  // 2^k rows a query. What the columns point to must outlive the matrix.
  static Result<EncodedMatrix> encode(const Workspace& context, Encoder encoder,
                                      std::vector<ColumnRows> columns, unsigned k, HashSuite suite);

  // The most that encode() and open() take for a while, beside what they return.
  static uint64_t encode_bytes(const Encoder& encoder, uint64_t width, uint64_t threads);
  static uint64_t open_bytes(const Encoder& encoder, uint64_t width, uint64_t queries, uint64_t threads);

  size_t width() const { return columns_.size(); }
  const std::vector<ColumnRows>& columns() const { return columns_; }
  Commitment root() const { return tree_->root(); }
  const CommitmentTree& tree() const { return *tree_; }

  // The cells of all queries: row t of query i (natural numbering: the codeword's row queries[i] + t
  // 2^(log domain - k)) starts at (i 2^k + t) width().
  Result<std::vector<BabyBear>> open(const Workspace& context, std::span<const uint32_t> queries) const;

 private:
  unsigned k_ = 0;
  std::optional<Encoder> encoder_;
  std::vector<ColumnRows> columns_;
  std::unique_ptr<CommitmentTree> tree_;
};

}  // namespace zkmem
