#include "zkmem/statement/openvm/app_proof.h"

#include <fmt/format.h>

#include "zkmem/protocol/proof_bitcode.h"
#include "zkmem/protocol/proof_codec.h"
#include "zkmem/statement/execution/claim.h"
#include "zkmem/statement/execution/statement.h"
#include "zkmem/statement/parameters.h"
#include "zkmem/statement/verify.h"

namespace zkmem {

// Siblings first: UserPublicValuesProof of openvm-circuit 2.0.2.
template <class A>
void visit(A& a, typename A::Node& node, const char*, PublicValuesProof& proof) {
  visit_fields(a, node, field("public values' siblings", proof.siblings),
               field("public values", proof.public_values),
               field("public values' commitment", proof.commitment));
}

template <class A>
void visit(A& a, typename A::Node& node, const char*, AppProof& proof) {
  visit_fields(a, node, field("segments", proof.segments), field("public values", proof.public_values));
}

namespace {

constexpr const char* kWhat = "application proof";

const Statement& statement() { return execution_statement(); }

// What a proof is written in has fewer shapes than nested lists: the one that it stands for must come back.
Status check_shape(const Proof& proof) {
  const Result<Proof> again = decode_proof(encode_proof(proof));
  if (!again.ok()) return bad_input("its lists do not fit each other: " + again.error().message);
  if (*again != proof) return bad_input("its lists do not fit each other");
  return {};
}

// The parameters are OpenVM's for some stacked height, and a proof's length shows which.
Result<uint32_t> stacked_height_of(const Proof& proof) {
  ZKMEM_ASSIGN_OR_RETURN(const SystemParams any,
                         parameters_of(ParameterFamily::kApp, 20, HashSuite::kPoseidon2));
  const size_t rounds = proof.stacking_proof.sumcheck_round_polys.size();
  const auto height = static_cast<uint32_t>(any.l_skip + rounds);
  const auto params = parameters_of(ParameterFamily::kApp, height, HashSuite::kPoseidon2);
  if (!params.ok()) return rejected("no parameters of OpenVM's: " + params.error().message);
  return height;
}

// Derives the claim from what the proofs say of themselves.
Status fill_claim(ExecutionClaim& claim, const AppProof& proof) {
  claim.resize_segments(proof.segments.size());
  for (size_t k = 0; k < proof.segments.size(); ++k) {
    const Proof& segment = proof.segments[k];
    const std::string place = fmt::format("segment {} of {}", k, proof.segments.size());
    if (Status airs = check_proof_airs(claim, segment); !airs.ok()) return airs.error().in(place);
    const Result<uint32_t> height = stacked_height_of(segment);
    if (!height.ok()) return height.error().in(place);
    claim.segments[k].log_stacked_height = *height;
    const Result<AnyFacts> found = statement().facts_of(claim.config, segment);
    if (!found.ok()) return found.error().in(place);
    const auto& facts = static_cast<const ExecutionFacts&>(**found);
    ZKMEM_RETURN_IF_ERROR(statement().add_segment(claim, k, facts));
    if (k == 0) claim.program_commitment = facts.program_commitment;
    claim.exit_code = facts.exit_code;
  }
  return {};
}

}  // namespace

bool is_app_proof_name(std::string_view path) { return path.ends_with(".app.proof"); }

Result<AppProof> decode_app_proof(std::span<const uint8_t> bytes) {
  Result<AppProof> proof = read_bitcode<AppProof>(bytes, kWhat);
  if (!proof.ok()) return proof.error().in(kWhat);
  for (size_t k = 0; k < proof->segments.size(); ++k) {
    if (Status status = check_shape(proof->segments[k]); !status.ok())
      return status.error().in(fmt::format("{}: segment {} of {}", kWhat, k, proof->segments.size()));
  }
  return proof;
}

std::vector<uint8_t> encode_app_proof(AppProof& proof) { return write_bitcode(proof, kWhat); }

Result<std::vector<uint8_t>> app_proof_file(const ZkProof& proof) {
  const Claim& claim = *proof.claim;
  if (&claim.statement() != &statement() || claim.hash != HashSuite::kPoseidon2 ||
      claim.parameters != ParameterFamily::kApp) {
    return bad_input(
        fmt::format("{}: needs the execution of a program on OpenVM's machine, hashed with poseidon2 under "
                    "the parameters "
                    "app; this is {}, {}, {}",
                    kWhat, claim.statement().name(), to_string(claim.hash), to_string(claim.parameters)));
  }
  AppProof app;
  app.public_values = claim_as<ExecutionClaim>(claim).public_values;
  for (const std::vector<uint8_t>& bytes : proof.segment_proofs) {
    ZKMEM_ASSIGN_OR_RETURN(Proof segment, decode_proof(bytes));
    app.segments.push_back(std::move(segment));
  }
  return encode_app_proof(app);
}

Result<ZkProof> zkproof_of_app(KeyCache& keys, AppProof& proof) {
  if (proof.segments.empty()) return rejected("the proof has no segments");
  auto claim = std::make_unique<ExecutionClaim>();
  claim->config = statement().default_config();
  claim->public_values = std::move(proof.public_values);
  ZKMEM_RETURN_IF_ERROR(fill_claim(*claim, proof));
  ZKMEM_ASSIGN_OR_RETURN(const auto used, segment_keys(keys, *claim));
  claim->keys_digest = digest_of_keys(claim->hash, used);
  ZkProof converted{AnyClaim(std::move(claim)), {}};
  for (const Proof& segment : proof.segments) converted.segment_proofs.push_back(encode_proof(segment));
  return converted;
}

}  // namespace zkmem
