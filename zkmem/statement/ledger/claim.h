// What a claim says of the ledger that ties its segments together, whatever the segments are of: where memory
// starts, what is revealed of its end, and the challenge. docs/spec/global-memory.md.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "zkmem/hash/hash_suite.h"
#include "zkmem/memory/chips/ledger/ledger.h"
#include "zkmem/memory/model/config.h"
#include "zkmem/statement/fields.h"

namespace zkmem {

// The values are those in files.
enum class LedgerStart : uint8_t {
  kZero = 0,         // all cells are 0
  kImage = 1,        // an image that the verifier has
  kRoot = 2,         // a memory with this root, and the end has one, too
  kRootFreeEnd = 3,  // a memory with this root, and nothing is said of the end but what is revealed
};

struct LedgerClaim {
  uint32_t start = 0;         // a LedgerStart
  uint32_t image_leaves = 0;  // kImage: leaves that are not all zero, else 0
  Commitment image;           // kImage: image_digest() of them, else zeros
  // Leaves whose last tokens the verifier takes: their values at the end, and the segment that left them.
  // They ascend by (space, leaf).
  std::vector<LedgerToken> revealed;
  // Of the memory before the first segment and behind the last, where there are roots; else zeros.
  Digest initial_root = {};
  Digest final_root = {};
  Digest challenge = {};  // alpha, then beta: what all of the ledger's chips are under
  uint32_t witness = 0;   // of the work that drawing it takes

  bool starts_from_image() const { return start == static_cast<uint32_t>(LedgerStart::kImage); }
  bool starts_from_root() const {
    return ends_in_root() || start == static_cast<uint32_t>(LedgerStart::kRootFreeEnd);
  }
  bool ends_in_root() const { return start == static_cast<uint32_t>(LedgerStart::kRoot); }
  LedgerChallenge drawn() const;
  void set_drawn(const LedgerChallenge& drawn);
  // The claim that this image is where memory starts; without a cell that is not 0 it is kZero.
  void set_start(HashSuite hash, std::span<const LedgerToken> image);
  // The claim that memory starts from a root, and ends in one or has a free end.
  void set_roots(const Digest& initial, const std::optional<Digest>& final);
};

void visit_ledger(LedgerClaim& ledger, FieldVisitor& visitor);

// The entries up to the first that says it is the run's last segment, and with it; all if none does.
template <class Segment>
std::span<const Segment> up_to_first(const std::vector<Segment>& segments, bool Segment::* is_last) {
  const auto last = std::ranges::find(segments, true, is_last);
  const auto more = last == segments.end() ? 0 : 1;
  return std::span(segments).first(static_cast<size_t>(last - segments.begin() + more));
}

// Names an image by its tokens (memory/chips/ledger/image_tokens.h). docs/spec/global-memory.md.
Commitment image_digest(HashSuite hash, std::span<const LedgerToken> tokens);

// kRejected if the start is none that there is, or says what belongs to another, or the revealed leaves do
// not ascend, are none of the configuration's, or are of a later segment than there are.
Status check_ledger_claim(const MemoryConfig& config, const LedgerClaim& ledger, size_t segments);

}  // namespace zkmem
