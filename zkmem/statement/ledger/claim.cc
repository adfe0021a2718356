#include "zkmem/statement/ledger/claim.h"

#include <utility>

#include <fmt/format.h>

#include "zkmem/transcript/transcript.h"

namespace zkmem {
namespace {

constexpr std::string_view kImageTag = "zkmem memory image v1";

Ext4 element_at(const Digest& words, size_t first) {
  return Ext4({words[first], words[first + 1], words[first + 2], words[first + 3]});
}

std::pair<uint32_t, uint32_t> place_of(const LedgerToken& token) {
  return {token.address_space, token.leaf_label};
}

}  // namespace

LedgerChallenge LedgerClaim::drawn() const {
  return {element_at(challenge, 0), element_at(challenge, Ext4::kDegree)};
}

void LedgerClaim::set_drawn(const LedgerChallenge& drawn) {
  for (size_t i = 0; i < Ext4::kDegree; ++i) {
    challenge[i] = drawn.alpha[i];
    challenge[Ext4::kDegree + i] = drawn.beta[i];
  }
}

void LedgerClaim::set_start(HashSuite hash, std::span<const LedgerToken> tokens) {
  start = static_cast<uint32_t>(tokens.empty() ? LedgerStart::kZero : LedgerStart::kImage);
  image_leaves = static_cast<uint32_t>(tokens.size());
  image = tokens.empty() ? Commitment{} : image_digest(hash, tokens);
}

void LedgerClaim::set_roots(const Digest& initial, const std::optional<Digest>& final) {
  start = static_cast<uint32_t>(final ? LedgerStart::kRoot : LedgerStart::kRootFreeEnd);
  image_leaves = 0;
  image = {};
  initial_root = initial;
  final_root = final.value_or(Digest{});
}

void visit_ledger(LedgerClaim& ledger, FieldVisitor& visitor) {
  visitor.byte("start", ledger.start);
  visitor.word("image_leaves", ledger.image_leaves);
  visitor.commitment("image", ledger.image);
  visitor.tokens("revealed", ledger.revealed);
  visitor.digest("initial_root", ledger.initial_root);
  visitor.digest("final_root", ledger.final_root);
  visitor.digest("challenge", ledger.challenge);
  visitor.word("witness", ledger.witness);
}

Commitment image_digest(HashSuite hash, std::span<const LedgerToken> tokens) {
  Transcript transcript(hash);
  const auto word = [&](uint32_t value) { transcript.observe(BabyBear::from_u64(value), "image.word"); };
  word(static_cast<uint32_t>(kImageTag.size()));
  for (const char c : kImageTag) word(static_cast<uint8_t>(c));
  word(static_cast<uint32_t>(tokens.size()));
  for (const LedgerToken& token : tokens) {
    word(token.address_space);
    word(token.leaf_label);
    for (const uint32_t value : token.values) word(value);
  }
  Digest digest;
  for (BabyBear& element : digest) element = transcript.sample("image.digest");
  return to_commitment(digest);
}

Status check_ledger_claim(const MemoryConfig& config, const LedgerClaim& ledger, size_t segments) {
  if (ledger.start > static_cast<uint32_t>(LedgerStart::kRootFreeEnd))
    return rejected(fmt::format("its memory starts in a way {} that there is not", ledger.start));
  if (!ledger.starts_from_image() && (ledger.image_leaves != 0 || ledger.image != Commitment{}))
    return rejected("its memory does not start from an image, but it names one");
  if (!ledger.starts_from_root() && ledger.initial_root != Digest{})
    return rejected("its memory starts from no root, but it names one");
  if (!ledger.ends_in_root() && ledger.final_root != Digest{})
    return rejected("its memory ends in no root, but it names one");
  for (size_t i = 0; i < ledger.revealed.size(); ++i) {
    const LedgerToken& leaf = ledger.revealed[i];
    const auto wrong = [&](const char* what) {
      return rejected(fmt::format("revealed leaf {}:{}: {}", leaf.address_space,
                                  uint64_t{leaf.leaf_label} * kLeafCells, what));
    };
    if (!config.has_space(leaf.address_space) ||
        uint64_t{leaf.leaf_label} * kLeafCells >= config.spaces[leaf.address_space].num_cells)
      return wrong("there is no such leaf");
    if (leaf.segment > segments) return wrong("there is no such segment");
    if (i > 0 && place_of(ledger.revealed[i - 1]) >= place_of(leaf)) return wrong("it does not ascend");
  }
  return {};
}

}  // namespace zkmem
