#include "zkmem/statement/ledger/check.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <tuple>

#include <fmt/format.h>

#include "zkmem/hash/digest_text.h"
#include "zkmem/memory/chips/ledger/image_tokens.h"
#include "zkmem/protocol/soundness.h"
#include "zkmem/statement/claim_check.h"
#include "zkmem/statement/parameters.h"

namespace zkmem {
namespace {

Status check_challenge(const Claim& claim, const LedgerClaim& ledger, std::span<const Commitment> about,
                       std::span<const LedgerFacts* const> facts) {
  std::vector<LedgerParts> parts;
  for (const LedgerFacts* one : facts) parts.push_back(one->parts);
  const auto drawn = ledger_challenge(claim, ledger, about, parts);
  if (!drawn) return rejected(fmt::format("the ledger's witness {} is none of its work", ledger.witness));
  if (*drawn == ledger.drawn()) return {};
  LedgerClaim other;
  other.set_drawn(*drawn);
  return check_same("the ledger's challenge", ledger.challenge, other.challenge);
}

// What the verifier puts, if its image is the one that is claimed.
Result<std::vector<LedgerToken>> given_tokens(const Claim& claim, const LedgerClaim& ledger,
                                              const CellImage* image) {
  if (!ledger.starts_from_image()) return std::vector<LedgerToken>();
  if (image == nullptr) {
    return rejected(
        fmt::format("its memory starts with {} leaves that are not zero, which a verifier must have: they "
                    "are named {} and are "
                    "not in the proof",
                    ledger.image_leaves, commitment_to_hex(ledger.image)));
  }
  std::vector<LedgerToken> tokens = image_tokens(*image);
  const Commitment digest = image_digest(claim.hash, tokens);
  if (tokens.size() != ledger.image_leaves || digest != ledger.image) {
    return rejected(fmt::format(
        "the proof starts on other memory than the one given: {} leaves that are not zero, named {}, against "
        "{}, "
        "named {}",
        ledger.image_leaves, commitment_to_hex(ledger.image), tokens.size(), commitment_to_hex(digest)));
  }
  return tokens;
}

// A leaf that the verifier both puts and takes could have a row besides, and with it two lives.
Status check_disjoint(std::span<const LedgerToken> given, std::span<const LedgerToken> revealed) {
  const auto before = [](const LedgerToken& a, const LedgerToken& b) {
    return std::tie(a.address_space, a.leaf_label) < std::tie(b.address_space, b.leaf_label);
  };
  for (const LedgerToken& leaf : revealed) {
    if (!std::ranges::binary_search(given, leaf, before)) continue;
    return rejected(fmt::format("leaf {}:{} is revealed, and not zero at the start: it can be one of both",
                                leaf.address_space, uint64_t{leaf.leaf_label} * kLeafCells));
  }
  return {};
}

// "2:16", of a leaf's place in a configuration.
std::string leaf_at(const MemoryConfig& config, uint32_t place) {
  const unsigned bits = config.address_height();
  return fmt::format("{}:{}", (place >> bits) + 1, uint64_t{place & ((1U << bits) - 1)} * kLeafCells);
}

// Each part of the ends starts from the root to which the one before has come; `first` is the first part's
// proof.
Status check_root_chain(size_t first, std::span<const LedgerFacts* const> facts) {
  for (size_t k = first + 1; k < facts.size(); ++k) {
    const std::optional<RootFacts>& before = facts[k - 1]->roots;
    const std::optional<RootFacts>& part = facts[k]->roots;
    if (!before || !part || before->final_root == part->initial_root) continue;
    return rejected(
        fmt::format("proof {}: its part of the ends starts from the root {}, the part before goes to {}", k,
                    digest_to_hex(part->initial_root), digest_to_hex(before->final_root)));
  }
  return {};
}

// Places ascend over all parts, so that no leaf has a row in two of them. A part without a row may say any
// places, but none that let the next one go back.
Status check_parts(const MemoryConfig& config, std::span<const LedgerFacts* const> facts) {
  const EndsRange* before = nullptr;
  for (size_t k = 0; k < facts.size(); ++k) {
    if (!facts[k]->ends) continue;
    const EndsRange& part = *facts[k]->ends;
    if (part.first > part.last) {
      return rejected(fmt::format("proof {}: its part of the ends goes from leaf {} back to {}", k,
                                  leaf_at(config, part.first), leaf_at(config, part.last)));
    }
    if (before != nullptr && part.first <= before->last) {
      return rejected(
          fmt::format("proof {}: its part of the ends begins with leaf {}, the part before goes on to {}", k,
                      leaf_at(config, part.first), leaf_at(config, before->last)));
    }
    before = &part;
  }
  return {};
}

}  // namespace

Status check_ledger_shape(const Claim& claim, const LedgerClaim& ledger, unsigned range_bits) {
  const size_t segments = claim.num_segments() - claim.closing_proofs();
  ZKMEM_RETURN_IF_ERROR(check_ledger_claim(claim.config, ledger, segments));
  for (size_t k = 0; k < claim.num_segments(); ++k) {
    const uint32_t height = claim.segment(k).log_stacked_height;
    ZKMEM_ASSIGN_OR_RETURN(const SystemParams params, parameters_of(claim.parameters, height, claim.hash));
    if (fixes_tokens(params)) continue;
    return rejected(fmt::format(
        "segment {}: the parameters {}:{} decode lists from the first round on, so that commitments do "
        "not fix the ledger's tokens",
        k, to_string(claim.parameters), height));
  }
  const uint64_t most = uint64_t{1} << range_bits;
  if (segments <= most) return {};
  return rejected(fmt::format("{} segments of global memory, there can be {}", segments, most));
}

Status check_ends_place(const Claim& claim, size_t k, bool is_segment, bool has_ends, int64_t segment) {
  const bool of_ends = k >= claim.first_of_ends();
  const bool closes = of_ends && claim.closing_proofs() > 0;
  if (is_segment == closes) {
    return rejected(closes ? fmt::format("its proof is of segment {}, not of the ends", segment)
                           : "its proof is of the ends");
  }
  if (has_ends == of_ends) return {};
  return rejected(of_ends ? "its proof has no ends, and none follows"
                          : "its proof has ends, and others follow");
}

Status check_ledger_proof(const LedgerClaim& ledger, const LedgerFacts& facts) {
  if (!facts.challenge || *facts.challenge == ledger.drawn()) return {};
  return rejected("its proof is under another challenge of the ledger");
}

Status check_ends_roots(const Claim& claim, size_t k, const LedgerClaim& ledger,
                        const std::optional<RootFacts>& proven) {
  if (ledger.starts_from_root() != proven.has_value())
    return rejected(proven ? "its proof has roots, which are not claimed" : "its proof has no roots");
  if (!proven) return {};
  if (ledger.ends_in_root() == proven->has_free_end)
    return rejected(proven->has_free_end ? "its proof shows nothing of the end, of which a root is claimed"
                                         : "its proof has a final root, which is not claimed");
  if (k == claim.first_of_ends())
    ZKMEM_RETURN_IF_ERROR(check_same("the initial root", ledger.initial_root, proven->initial_root));
  if (proven->has_free_end || k + 1 < claim.num_segments()) return {};
  return check_same("the final root", ledger.final_root, proven->final_root);
}

Status check_ledger(const Claim& claim, const LedgerClaim& ledger, std::span<const Commitment> about,
                    std::span<const LedgerFacts* const> facts, const CellImage* image) {
  ZKMEM_RETURN_IF_ERROR(check_root_chain(claim.first_of_ends(), facts));
  ZKMEM_RETURN_IF_ERROR(check_challenge(claim, ledger, about, facts));
  ZKMEM_RETURN_IF_ERROR(check_parts(claim.config, facts));
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<LedgerToken> given, given_tokens(claim, ledger, image));
  ZKMEM_RETURN_IF_ERROR(check_disjoint(given, ledger.revealed));
  std::vector<LedgerToken> put = given;
  if (ledger.ends_in_root()) std::ranges::copy(handed_on(ledger.revealed), std::back_inserter(put));
  const uint64_t tokens = ledger_tokens(ledger, facts);
  if (tokens >= BabyBear::kModulus)
    return rejected(fmt::format("its ledger has {} tokens: so many may count as none", tokens));
  std::optional<Ext4> own = verifiers_sum(ledger.drawn(), put, ledger.revealed);
  if (!own) return rejected("the fingerprint of one of the ledger's tokens is 0 under its challenge");
  Ext4 sum = *own;
  for (const LedgerFacts* one : facts) sum += one->sum;
  if (sum.is_zero()) return {};
  return rejected(
      "the ledger does not balance: a segment started from what no segment before it, nor the start, had "
      "left, or what is revealed of the end is not what the last one left");
}

std::optional<Ext4> verifiers_sum(const LedgerChallenge& challenge, std::span<const LedgerToken> put,
                                  std::span<const LedgerToken> taken) {
  const TokenFingerprint fingerprint(challenge);
  // a / b over all so far: one inversion for any number of tokens.
  Ext4 numerator = Ext4::zero();
  Ext4 denominator = Ext4::one();
  const auto add = [&](const LedgerToken& token, bool is_put) {
    const Ext4 value = fingerprint(token);
    numerator *= value;
    if (is_put) numerator += denominator;
    if (!is_put) numerator -= denominator;
    denominator *= value;
  };
  for (const LedgerToken& token : put) add(token, true);
  for (const LedgerToken& token : taken) add(token, false);
  if (denominator.is_zero()) return std::nullopt;
  return numerator * denominator.inverse();
}

uint64_t ledger_tokens(const LedgerClaim& ledger, std::span<const LedgerFacts* const> facts) {
  uint64_t rows = 0;
  for (const LedgerFacts* one : facts) {
    for (const std::optional<LedgerPart>& part : one->parts)
      rows += part ? uint64_t{1} << part->log_height : 0;
  }
  const uint64_t times = ledger.ends_in_root() ? 2 : 1;  // taken, and handed on
  return 2 * rows + ledger.image_leaves + times * ledger.revealed.size();
}

double ledger_bits(ParameterFamily family, uint64_t tokens) {
  return fingerprint_bits(tokens, kTokenFields, ledger_pow_bits(family));
}

}  // namespace zkmem
