#include "zkmem/statement/ledger/challenge.h"

#include <string_view>

#include "zkmem/base/check.h"

namespace zkmem {
namespace {

constexpr std::string_view kTag = "zkmem global memory v1";
constexpr unsigned kPowBits = 20;
constexpr unsigned kWeakPowBits = 1;

class Observer {
 public:
  explicit Observer(Transcript& transcript) : transcript_(transcript) {}

  void word(uint64_t value, Label label) { transcript_.observe(BabyBear::from_u64(value), label); }
  // Its length, then each byte.
  void text(std::string_view text, Label label) {
    word(text.size(), label);
    for (const char c : text) word(static_cast<uint8_t>(c), label);
  }
  void token(const LedgerToken& token, Label label) {
    word(token.address_space, label);
    word(token.leaf_label, label);
    for (const uint32_t value : token.values) word(value, label);
    word(token.segment, label);
  }
  void part(const std::optional<LedgerPart>& part, Label label) {
    word(part ? 1 : 0, label);
    if (!part) return;
    word(part->log_height, label);
    transcript_.observe_commitment(part->commitment, label);
  }

 private:
  Transcript& transcript_;
};

}  // namespace

bool fixes_tokens(const SystemParams& params) {
  switch (params.whir.proximity.kind) {
    case WhirProximity::Kind::kUniqueDecoding:
      return true;
    case WhirProximity::Kind::kSplitUniqueList:
      return params.whir.proximity.list_start_round != 0;
    case WhirProximity::Kind::kListDecoding:
      return false;
  }
  return false;
}

Transcript ledger_transcript(const Claim& claim, const LedgerClaim& ledger, std::span<const Commitment> about,
                             std::span<const LedgerParts> parts) {
  ZKMEM_CHECK(parts.size() == claim.num_segments());
  Transcript transcript(claim.hash);
  Observer out(transcript);
  out.text(kTag, "ledger.tag");
  out.word(static_cast<uint64_t>(claim.parameters), "ledger.parameters");
  out.text(to_json(claim.config), "ledger.config");
  transcript.observe_commitment(claim.keys_digest, "ledger.keys");
  out.word(about.size(), "ledger.about");
  for (const Commitment& commitment : about) transcript.observe_commitment(commitment, "ledger.about");
  out.word(ledger.start, "ledger.start");
  out.word(ledger.image_leaves, "ledger.image");
  transcript.observe_commitment(ledger.image, "ledger.image");
  out.word(ledger.revealed.size(), "ledger.revealed");
  for (const LedgerToken& token : ledger.revealed) out.token(token, "ledger.revealed");
  for (const BabyBear element : ledger.initial_root) transcript.observe(element, "ledger.initial_root");
  for (const BabyBear element : ledger.final_root) transcript.observe(element, "ledger.final_root");
  out.word(parts.size(), "ledger.proofs");
  for (size_t k = 0; k < parts.size(); ++k) {
    out.word(claim.segment(k).log_stacked_height, "ledger.height");
    for (const std::optional<LedgerPart>& part : parts[k]) out.part(part, "ledger.part");
  }
  return transcript;
}

unsigned ledger_pow_bits(ParameterFamily family) {
  return family == ParameterFamily::kWeak ? kWeakPowBits : kPowBits;
}

LedgerChallenge sample_ledger_challenge(Transcript& transcript) {
  const Ext4 alpha = transcript.sample_ext("ledger.alpha");
  return {alpha, transcript.sample_ext("ledger.beta")};
}

std::optional<LedgerChallenge> ledger_challenge(const Claim& claim, const LedgerClaim& ledger,
                                                std::span<const Commitment> about,
                                                std::span<const LedgerParts> parts) {
  if (ledger.witness >= BabyBear::kModulus) return std::nullopt;
  Transcript transcript = ledger_transcript(claim, ledger, about, parts);
  if (!transcript.check_pow(ledger_pow_bits(claim.parameters), BabyBear::from_canonical(ledger.witness),
                            "ledger.work"))
    return std::nullopt;
  return sample_ledger_challenge(transcript);
}

}  // namespace zkmem
