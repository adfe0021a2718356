#include "zkmem/verifier/attack_harness.h"

#include <algorithm>
#include <sstream>

#include "zkmem/base/check.h"
#include "zkmem/hash/sponge.h"
#include "zkmem/protocol/golden_cases.h"
#include "zkmem/protocol/proof_codec.h"
#include "zkmem/protocol/verifying_key_codec.h"
#include "zkmem/verifier/batched_constraints.h"
#include "zkmem/verifier/preamble.h"
#include "zkmem/verifier/stacked_reduction.h"
#include "zkmem/verifier/verify.h"
#include "zkmem/verifier/whir.h"

namespace zkmem::testing {
namespace {

// Of little-endian words that differ by one and do not overflow a byte: the word's own offset.
size_t first_difference(const std::vector<uint8_t>& a, const std::vector<uint8_t>& b) {
  return static_cast<size_t>(std::mismatch(a.begin(), a.end(), b.begin()).first - a.begin());
}

}  // namespace

AttackedProof::AttackedProof(const std::string& golden_case, const HashBackend& hash)
    : hash_(hash),
      key_bytes_(golden_bytes(golden_case + "/vk.postcard")),
      proof_bytes_(golden_bytes(golden_case + "/proof.bin")) {
  key_ = decode_verifying_key(key_bytes_).value();
  proof_ = decode_proof(proof_bytes_).value();
  ZKMEM_CHECK(zkmem::verify(key_, proof_).ok());
  keep_phases();
  Proof other = proof_;
  other.whir_proof.query_phase_pow_witnesses.back() += BabyBear::one();
  query_witness_offset_ = first_difference(proof_bytes_, encode_proof(other));
  other = proof_;
  other.whir_proof.folding_pow_witnesses.back() += BabyBear::one();
  folding_witness_offset_ = first_difference(proof_bytes_, encode_proof(other));
  replay_until_last_witnesses(golden_case);
}

void AttackedProof::keep_phases() {
  const ProofShape shape = check_proof_shape(key_.inner, proof_).value();
  Transcript transcript(key_.inner.params.hash);
  ZKMEM_CHECK(observe_preamble(key_, proof_, transcript).ok());
  leaves_ = verify_logup_gkr(key_.inner.params, shape, proof_.gkr_proof, transcript).value();
  after_gkr_ = transcript;
  r_ = verify_batched_constraints(key_.inner, shape, proof_, *leaves_, transcript).value();
  after_batch_ = transcript;
  u_ = verify_stacked_reduction(key_.inner, shape, proof_, r_, transcript).value();
  after_stacking_ = transcript;
}

Verdict AttackedProof::verify(const Proof& changed) const {
  const bool same_preamble = changed.common_main_commit == proof_.common_main_commit &&
                             changed.trace_vdata == proof_.trace_vdata &&
                             changed.public_values == proof_.public_values;
  if (!same_preamble || changed.gkr_proof != proof_.gkr_proof)
    return zkmem::verify(key_, changed, {.hash = &hash_});

  ZKMEM_ASSIGN_OR_RETURN(const ProofShape shape, check_proof_shape(key_.inner, changed));
  const bool same_batch = changed.batch_constraint_proof == proof_.batch_constraint_proof;
  const bool same_stacking = same_batch && changed.stacking_proof == proof_.stacking_proof;
  Transcript transcript = same_stacking ? after_stacking_ : same_batch ? after_batch_ : after_gkr_;
  std::vector<Ext4> r = r_;
  std::vector<Ext4> u = u_;
  if (!same_batch) {
    ZKMEM_ASSIGN_OR_RETURN(r, verify_batched_constraints(key_.inner, shape, changed, *leaves_, transcript));
  }
  if (!same_stacking) {
    ZKMEM_ASSIGN_OR_RETURN(u, verify_stacked_reduction(key_.inner, shape, changed, r, transcript));
  }
  return verify_whir(
      key_.inner.params,
      {stacked_commitments(key_.inner, shape, changed), changed.stacking_proof.stacking_openings, u},
      changed.whir_proof, transcript, hash_);
}

Verdict AttackedProof::verify_bytes(std::span<const uint8_t> changed) const {
  const auto proof = decode_proof(changed);
  if (!proof.ok())
    return Rejection{VerifierPhase::kDecoding, VerifierCheck::kWellFormed, proof.error().message, {}, {}};
  return verify(*proof);
}

std::vector<size_t> AttackedProof::word_offsets() const {
  constexpr size_t kBitmapOffset = 4 + 32 + 4;  // version, commitment, number of AIRs
  const size_t bitmap_bytes = (proof_.trace_vdata.size() + 7) / 8;
  std::vector<size_t> offsets;
  for (size_t at = 0; at < kBitmapOffset; at += 4) offsets.push_back(at);
  for (size_t at = kBitmapOffset + bitmap_bytes; at < proof_bytes_.size(); at += 4) offsets.push_back(at);
  return offsets;
}

void AttackedProof::replay_until_last_witnesses(const std::string& golden_case) {
  const WhirConfig& whir = key_.inner.params.whir;
  const std::string last_round = "whir.round" + std::to_string(whir.num_rounds() - 1);
  const std::string folding_witness = last_round + ".fold" + std::to_string(whir.k - 1) + ".witness";
  const std::string query = last_round + ".query";
  const std::vector<uint8_t> bytes = golden_bytes(golden_case + "/transcript.log");
  std::istringstream lines(std::string(bytes.begin(), bytes.end()));
  std::string line;
  bool replaying = true;
  while (std::getline(lines, line)) {
    std::istringstream fields(line);
    size_t index = 0;
    char kind = 0;
    uint32_t value = 0;
    std::string label;
    fields >> index >> kind >> value >> label;
    if (label == folding_witness) replaying = false;
    if (!replaying) {
      const bool is_query = label.starts_with(query) && !label.starts_with(query + ".");
      if (is_query) last_queries_.push_back(value & ((1U << last_index_bits()) - 1));
    } else if (kind == 'O') {
      before_last_witnesses_.observe(BabyBear::from_canonical(value), "replayed");
    } else {
      ZKMEM_CHECK(before_last_witnesses_.sample("replayed").as_canonical() == value);
    }
  }
  ZKMEM_CHECK(last_queries_.size() == whir.rounds.back().num_queries);
}

uint32_t AttackedProof::last_index_bits() const {
  const SystemParams& params = key_.inner.params;
  return params.log_domain(params.whir.num_rounds() - 1) - params.whir.k;
}

bool AttackedProof::are_equivalent_witnesses(uint32_t folding_witness, uint32_t query_witness) const {
  if (folding_witness >= BabyBear::kModulus || query_witness >= BabyBear::kModulus) return false;
  const WhirConfig& whir = key_.inner.params.whir;
  const BabyBear folding = BabyBear::from_canonical(folding_witness);
  Transcript transcript = before_last_witnesses_;
  if (!transcript.check_pow(whir.folding_pow_bits, folding, "candidate")) return false;
  (void)transcript.sample_ext("alpha");
  for (const Ext4& coefficient : proof_.whir_proof.final_poly)
    transcript.observe_ext(coefficient, "final_poly");
  if (!transcript.check_pow(whir.query_phase_pow_bits, BabyBear::from_canonical(query_witness), "candidate"))
    return false;
  std::vector<uint32_t> queries;
  for (size_t q = 0; q < last_queries_.size(); ++q)
    queries.push_back(transcript.sample_bits(last_index_bits(), "candidate"));
  const bool same_folding = folding == proof_.whir_proof.folding_pow_witnesses.back();
  return (same_folding && queries == last_queries_) || last_round_opens_anywhere(queries);
}

// A constant codeword's values fold to that constant at every index, so only the paths tell indices apart.
bool AttackedProof::last_round_opens_anywhere(std::span<const uint32_t> queries) const {
  const WhirProof& whir = proof_.whir_proof;
  if (whir.codeword_openings.empty()) return false;
  const CodewordOpening& opening = whir.codeword_openings.back();
  const Ext4 constant = whir.final_poly[0];
  if (!std::all_of(whir.final_poly.begin() + 1, whir.final_poly.end(),
                   [](const Ext4& c) { return c.is_zero(); }) ||
      !std::all_of(opening.values.begin(), opening.values.end(),
                   [&](const Ext4& v) { return v == constant; }))
    return false;
  const std::vector<Digest> leaves(size_t{1} << key_.inner.params.whir.k,
                                   hash_slice(constant.coefficients()));
  const size_t depth = opening.siblings.size() / queries.size();
  for (size_t q = 0; q < queries.size(); ++q) {
    Digest node = tree_compress(leaves);
    for (size_t level = 0; level < depth; ++level) {
      const Digest sibling = to_digest(opening.siblings[q * depth + level]);
      node = (queries[q] >> level & 1) == 0 ? compress(node, sibling) : compress(sibling, node);
    }
    if (to_commitment(node) != whir.codeword_commits.back()) return false;
  }
  return true;
}

}  // namespace zkmem::testing
