// The ledger of a run: who left which leaf with which values. A token (space, leaf, values, segment) says
// that `segment` was the last to touch the leaf; 0 stands for the start. Whoever touches a leaf takes its
// token and puts a new one, so that the segments of a run share one memory without a root between them.
// Tokens are told apart by fingerprints under a challenge that is drawn when all of them are committed.
// docs/spec/global-memory.md.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "zkmem/field/ext4.h"
#include "zkmem/memory/model/address.h"

namespace zkmem {

struct LedgerChallenge {
  Ext4 alpha;
  Ext4 beta;
  friend bool operator==(const LedgerChallenge&, const LedgerChallenge&) = default;
};

struct LedgerToken {
  uint32_t address_space = 0;
  uint32_t leaf_label = 0;  // pointer / 8
  std::array<uint32_t, kLeafCells> values = {};
  uint32_t segment = 0;
  friend bool operator==(const LedgerToken&, const LedgerToken&) = default;
};

// The number of no segment. Where a run ends in a root, the verifier takes a revealed leaf's last token and
// puts its values again as this one's. No segment starts from it: k - 1 - 2^29 is no integer below 2^24, nor
// below 0 by so little, modulo p. So the leaf's row in the ends takes it, which hashes what it takes.
inline constexpr uint32_t kHandedOn = 1U << 29;

// Field i of a token has the weight beta^(i + 1): space, label, values, segment; but for the space, whose
// weight is beta, the label's is beta^2, the values' beta^3 ... beta^10, the segment's beta^11.
inline constexpr size_t kTokenFields = 3 + kLeafCells;

// Public values of a ledger chip: the challenge, the sum of what its rows put less what they take, and then,
// of a segment's chip, the segment, from 1, of the ends' the places of their first and last leaf, of rooted
// ends also whether their end is free. The verifier checks that the powers are powers.
namespace ledger_public {
inline constexpr size_t kAlpha = 0;
inline constexpr size_t kBetaPowers = kAlpha + Ext4::kDegree;
inline constexpr size_t kSum = kBetaPowers + kTokenFields * Ext4::kDegree;
inline constexpr size_t kSegment = kSum + Ext4::kDegree;
inline constexpr size_t kSegmentCount = kSegment + 1;
inline constexpr size_t kFirstPlace = kSum + Ext4::kDegree;
inline constexpr size_t kLastPlace = kFirstPlace + 1;
inline constexpr size_t kEndsCount = kLastPlace + 1;
// 1: nothing is said of the end, and the tree behind the run is the one before it; else 0.
inline constexpr size_t kFreeEnd = kEndsCount;
inline constexpr size_t kRootedEndsCount = kFreeEnd + 1;
}  // namespace ledger_public

// Each as kHandedOn's.
std::vector<LedgerToken> handed_on(std::span<const LedgerToken> revealed);

class TokenFingerprint {
 public:
  explicit TokenFingerprint(const LedgerChallenge& challenge);

  // alpha + the fields by their weights. Zero, or equal for two tokens, with negligible probability.
  Ext4 operator()(const LedgerToken& token) const;
  const std::array<Ext4, kTokenFields>& beta_powers() const { return powers_; }

 private:
  Ext4 alpha_;
  std::array<Ext4, kTokenFields> powers_;
};

// Those that all ledger chips have: up to the sum.
std::vector<BabyBear> ledger_public_values(const LedgerChallenge& challenge, const Ext4& sum);

// What is said there: the challenge that all powers are of, or false.
bool read_ledger_public_values(std::span<const BabyBear> values, LedgerChallenge& challenge, Ext4& sum);

}  // namespace zkmem
