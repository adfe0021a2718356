#include "zkmem/statement/verify.h"

#include <algorithm>

#include <fmt/format.h>

#include "zkmem/hash/digest_text.h"
#include "zkmem/protocol/proof_codec.h"
#include "zkmem/statement/key_check.h"
#include "zkmem/verifier/verify.h"

namespace zkmem {
namespace {

Status check_config(const Claim& claim, const VerificationOptions& options) {
  const MemoryConfig accepted =
      claim.statement().as_proven(options.config.value_or(claim.statement().default_config()));
  // As text: equality of configurations does not look at the spaces' names, a file may not differ even there.
  if (to_json(claim.config) == to_json(accepted)) return {};
  const std::string difference = describe_difference(claim.config, accepted);
  return rejected(fmt::format(
      "the proof is about another configuration than {}: {} (--config or --profile names the one to accept; "
      "swirl inspect --json shows the proof's)",
      options.config ? "the one asked for" : "the built-in one",
      difference.empty() ? "the spaces have other names" : difference));
}

Status check_parameters(const Claim& claim, const VerificationOptions& options) {
  if (options.hash_suite && *options.hash_suite != claim.hash) {
    return rejected(fmt::format("the proof is hashed with {}, {} is asked for", to_string(claim.hash),
                                to_string(*options.hash_suite)));
  }
  if (!options.params) return {};
  if (options.params->family != claim.parameters) {
    return rejected(fmt::format("the proof uses the parameters {}, {} are asked for",
                                to_string(ParameterChoice{claim.parameters, std::nullopt}),
                                to_string(*options.params)));
  }
  const auto wanted = options.params->log_stacked_height;
  for (size_t k = 0; wanted && k < claim.num_segments(); ++k) {
    if (claim.segment(k).log_stacked_height != *wanted) {
      return rejected(fmt::format("the proof uses stacked height {}, {} is asked for",
                                  claim.segment(k).log_stacked_height, *wanted));
    }
  }
  return {};
}

Status check_root(const Claim& claim, const char* which, bool is_there, const Digest& proven,
                  const std::optional<Digest>& wanted) {
  if (!wanted) return {};
  if (!is_there) {
    return rejected(fmt::format("it is about {} memory whose {} root it does not show, to compare with",
                                to_string(claim.config.mode), which));
  }
  if (proven == *wanted) return {};
  return rejected(fmt::format("the {} root is {}, {} is asked for", which, digest_to_hex(proven),
                              digest_to_hex(*wanted)));
}

Status check_roots(const Claim& claim, const VerificationOptions& options) {
  ZKMEM_RETURN_IF_ERROR(
      check_root(claim, "initial", claim.has_initial_root(), claim.initial_root(), options.initial_root));
  return check_root(claim, "final", claim.has_final_root(), claim.final_root(), options.final_root);
}

Status check_subject(const Claim& claim, const VerificationOptions& options) {
  if (options.subject == nullptr) return {};
  if (options.subject->is_of(claim.statement())) return {};
  return rejected(fmt::format("it is about {}, not about {}", claim.statement().subject(),
                              options.subject->statement().subject()));
}

}  // namespace

// What a proof says by AIR is asked for by the statement's list of them.
Status check_proof_airs(const Claim& claim, const Proof& proof) {
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<CatalogAir> airs, claim.statement().airs(claim.config));
  bool fits = proof.trace_vdata.size() == airs.size() && proof.public_values.size() == airs.size();
  for (size_t i = 0; fits && i < airs.size(); ++i) {
    if (!proof.trace_vdata[i]) {
      fits = !airs[i].is_required;
      continue;
    }
    fits = proof.trace_vdata[i]->log_height <= BabyBear::kTwoAdicity &&
           proof.trace_vdata[i]->cached_commitments.size() == airs[i].air->widths().cached_mains.size() &&
           proof.public_values[i].size() == airs[i].air->num_public_values();
  }
  return fits ? Status() : rejected("its proof is of other chips");
}

Result<double> argument_bits(const ZkProof& proof) {
  const Claim& claim = *proof.claim;
  const Statement& statement = claim.statement();
  std::vector<AnyFacts> facts;
  for (size_t k = 0; statement.has_argument() && k < proof.segment_proofs.size(); ++k) {
    const Result<Proof> decoded = decode_proof(proof.segment_proofs[k]);
    if (!decoded.ok()) return decoded.error().in(fmt::format("segment {}", k));
    ZKMEM_RETURN_IF_ERROR(check_proof_airs(claim, *decoded));
    ZKMEM_ASSIGN_OR_RETURN(AnyFacts of_segment, statement.facts_of(claim.config, *decoded));
    facts.push_back(std::move(of_segment));
  }
  return statement.argument_bits(claim, facts);
}

Result<AnyFacts> verify_segment(const Statement& statement, const MemoryConfig& config,
                                const VerifyingKey& key, std::span<const uint8_t> bytes,
                                const HashBackend* hash) {
  const Result<Proof> proof = decode_proof(bytes);
  if (!proof.ok()) return rejected("its proof does not decode: " + proof.error().message);
  VerifyOptions options;
  options.hash = hash;
  if (const Verdict verdict = verify(key, *proof, options); !verdict.ok()) {
    return rejected("its proof is rejected: " + verdict.error().message());
  }
  return statement.facts_of(config, *proof);
}

Result<std::vector<AnyFacts>> verify_segments(const Context& context,
                                              std::span<const std::shared_ptr<const VerifyingKey>> keys,
                                              const ZkProof& proof, const HashBackend* hash,
                                              const CellImage* image) {
  const Claim& claim = *proof.claim;
  const Statement& statement = claim.statement();
  const size_t count = claim.num_segments();
  if (count == 0) return rejected("the proof has no segments");
  ZKMEM_CHECK(keys.size() == count && proof.segment_proofs.size() == count);
  ZKMEM_RETURN_IF_ERROR(statement.check_shape(claim));
  std::vector<AnyFacts> facts;
  for (size_t k = 0; k < count; ++k) {
    ZKMEM_RETURN_IF_ERROR(context.check_cancelled());
    const std::string place = fmt::format("segment {} of {}", k, count);
    Result<AnyFacts> segment =
        verify_segment(statement, claim.config, *keys[k], proof.segment_proofs[k], hash);
    if (!segment.ok()) return segment.error().in(place);
    const Status checked = statement.check_segment(claim, k, **segment);
    if (!checked.ok()) return checked.error().in(place);
    facts.push_back(*std::move(segment));
    context.report("verify", static_cast<double>(k + 1) / static_cast<double>(count));
  }
  ZKMEM_RETURN_IF_ERROR(statement.check_whole(claim, facts, image));
  return facts;
}

Result<VerificationReport> verify_zkproof(const Context& context, KeyCache& keys, const ZkProof& proof,
                                          const VerificationOptions& options) {
  const Claim& claim = *proof.claim;
  ZKMEM_RETURN_IF_ERROR(check_subject(claim, options));
  ZKMEM_RETURN_IF_ERROR(check_config(claim, options));
  ZKMEM_RETURN_IF_ERROR(check_parameters(claim, options));
  if (claim.num_segments() == 0) return rejected("the proof has no segments");
  ZKMEM_RETURN_IF_ERROR(check_roots(claim, options));
  ZKMEM_ASSIGN_OR_RETURN(const CheckedKeys checked, check_keys(keys, claim, options.allow_weak_params));
  const CellImage* image = options.subject != nullptr ? options.subject->initial_memory() : nullptr;
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<AnyFacts> facts,
                         verify_segments(context, checked.keys, proof, options.hash, image));
  std::optional<Comparison> compared;
  if (options.subject != nullptr) {
    ZKMEM_ASSIGN_OR_RETURN(compared,
                           options.subject->compare(context, claim, facts, options.initial_root.has_value()));
  }
  ZKMEM_RETURN_IF_ERROR(claim.statement().check_outcome(claim, options));
  CheckedKeys bits = checked;
  bits.proven_bits = std::min(bits.proven_bits, claim.statement().argument_bits(claim, facts));
  if (bits.is_weak() && !options.allow_weak_params) {
    return rejected(fmt::format("what ties its segments together gives {:.1f} proven bits, {} are required",
                                bits.proven_bits, kRequiredBits));
  }
  VerifiedClaim verified{claim,       options, facts, compared ? &*compared : nullptr, bits.proven_bits,
                         std::nullopt};
  if (bits.is_weak()) verified.weakness = weak_sentence(bits);
  VerificationReport report;
  report.proven_bits = bits.proven_bits;
  claim.statement().describe(verified, report);
  return report;
}

Result<VerificationReport> verify_zkproof(const Context& context, KeyCache& keys,
                                          std::span<const uint8_t> bytes,
                                          const VerificationOptions& options) {
  const Result<ZkProof> proof = decode_zkproof(bytes, options.statement);
  if (!proof.ok()) return rejected(proof.error().message);
  return verify_zkproof(context, keys, *proof, options);
}

}  // namespace zkmem
