// A matrix of polynomials, encoded and committed: its codewords and the Merkle tree over their rows.
#pragma once

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

  // 2^k rows a query.
  static Result<EncodedMatrix> encode(const Workspace& context, const Encoder& encoder,
                                      std::span<const ColumnRows> columns, unsigned k);

  size_t width() const { return columns_.size(); }
  const Digest& root() const { return tree_.root(); }
  const MerkleTree& tree() const { return tree_; }
  // Row t of a query (natural numbering: the codeword's row query + t 2^(log domain - k)).
  BabyBear cell(size_t query, size_t t, size_t column) const;

 private:
  unsigned k_ = 0;
  Buffer<BabyBear> codewords_;
  std::vector<const BabyBear*> columns_;
  MerkleTree tree_;
};

}  // namespace zkmem
