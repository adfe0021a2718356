// Follows a run's ledger as its segments are made, and says where it does not balance: which leaf, which
// segments, which values. For whoever checks without a proof; a verifier has sums only. A plain value, 60
// bytes a leaf.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>

#include "zkmem/air/proving_input.h"
#include "zkmem/memory/chips/ledger/ledger.h"
#include "zkmem/memory/statement/memory_airs.h"

namespace zkmem {

class LedgerBook {
 public:
  // `given`: the tokens that a verifier puts; every other leaf starts as zeros.
  explicit LedgerBook(std::span<const LedgerToken> given);

  // The rows of a segment's ledger chips, in order of segments (from 0). Empty, or what the first row that
  // takes something else than was left takes, and what was left.
  std::string follow_segment(const MemoryAirs& airs, const ProvingInput& traces, uint32_t index);
  // Likewise of the ends, without roots; then also a leaf whose last token nobody takes.
  std::string follow_ends(const MemoryAirs& airs, const ProvingInput& traces);

  // Tokens that were put and taken so far.
  uint64_t tokens() const { return tokens_; }

 private:
  using Leaf = std::pair<uint32_t, uint32_t>;  // space, label

  std::string take(const LedgerToken& token, const std::string& who);

  std::map<Leaf, LedgerToken> left_;  // by leaf; others as they start
  uint64_t tokens_ = 0;
};

// "1 2 3 4 0 0 0 0 of segment 2", the segment from 0, or "of the start".
std::string describe(const LedgerToken& token);

}  // namespace zkmem
