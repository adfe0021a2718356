// What a proof binds of the ledger: the chips that put and take tokens, under which challenge, their sum, and
// the roots of its ends.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/memory/chips/ledger/ledger.h"
#include "zkmem/protocol/proof.h"
#include "zkmem/statement/ledger/challenge.h"

namespace zkmem {

// What a chip of the ledger is of.
enum class LedgerRole : uint8_t {
  kSegment,  // the leaves that a segment touches
  kEnds,     // where leaves start and end
  kStart,    // the memory that the run starts on
};

// A chip of the ledger, by its place in the key.
struct LedgerChip {
  size_t air = 0;
  std::string name;
  LedgerRole role = LedgerRole::kSegment;
};

// Which leaves a part of the ends is of: the places of its first and its last row,
// (space - 1) * 2^address_height + label.
struct EndsRange {
  uint32_t first = 0;
  uint32_t last = 0;
};

// Of ends that start from a root.
struct RootFacts {
  Digest initial_root = {};
  Digest final_root = {};
  bool has_free_end = false;
};

// Of one proof.
struct LedgerFacts {
  LedgerParts parts;                         // an entry for each of the key's ledger chips
  std::optional<LedgerChallenge> challenge;  // none: no chip of the ledger is there
  Ext4 sum;
  std::optional<EndsRange> ends;   // none: the proof has no ends
  std::optional<RootFacts> roots;  // of ends that start from one; not read by read_ledger()
};

// `chips` in key order; `segment`: the number, from 1, that the segments' chips must have. kRejected if a
// chip's powers are none, or its challenge or segment is not that of the others.
Result<LedgerFacts> read_ledger(std::span<const LedgerChip> chips, const Proof& verified, uint32_t segment);

// By the public values of the ends and of the Merkle chip beside them. kRejected if the end is neither free
// nor in a root, or a free one has another root than the start: then it would be in one.
Result<RootFacts> read_roots(const std::vector<BabyBear>& ends, const std::vector<BabyBear>& merkle);

}  // namespace zkmem
