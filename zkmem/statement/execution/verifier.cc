#include "zkmem/statement/execution/verifier.h"

#include <fmt/format.h>

#include "zkmem/hash/digest_text.h"
#include "zkmem/hash/simd.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/protocol/proof_codec.h"
#include "zkmem/rv32im/chips/machine.h"
#include "zkmem/statement/claim_check.h"
#include "zkmem/verifier/verify.h"
#include "zkmem/vm/chips/system_chips.h"

namespace zkmem {
namespace {

Status check_claim(const SegmentClaim& claim, const ExecutionSegmentFacts& facts) {
  ZKMEM_RETURN_IF_ERROR(check_same("the start pc", claim.start_pc, facts.claim.start_pc));
  ZKMEM_RETURN_IF_ERROR(check_same("the end pc", claim.end_pc, facts.claim.end_pc));
  ZKMEM_RETURN_IF_ERROR(
      check_same("is_terminate", claim.is_terminate ? 1u : 0u, facts.claim.is_terminate ? 1u : 0u));
  ZKMEM_RETURN_IF_ERROR(check_same("the initial root", claim.initial_root, facts.claim.initial_root));
  return check_same("the final root", claim.final_root, facts.claim.final_root);
}

// Segment k's place in the chain.
Status check_chain(const Statement& statement, size_t k, const ExecutionSegmentFacts& facts) {
  ZKMEM_RETURN_IF_ERROR(
      check_same("the program's commitment", statement.program_commitment, facts.program_commitment));
  const bool last = k + 1 == statement.segments.size();
  if (facts.claim.is_terminate != last) {
    return rejected(last ? "the last segment does not terminate"
                         : "a segment before the last one terminates");
  }
  ZKMEM_RETURN_IF_ERROR(
      check_same("the exit code", last ? statement.exit_code : kSuspendExitCode, facts.exit_code));
  if (k == 0) return {};
  const SegmentClaim& before = statement.segments[k - 1];
  if (before.end_pc != facts.claim.start_pc) {
    return rejected(fmt::format("starts at pc {:#x}, the segment before ended at {:#x}", facts.claim.start_pc,
                                before.end_pc));
  }
  if (before.final_root != facts.claim.initial_root) {
    return rejected(fmt::format("starts from root {}, the segment before ended in {}",
                                digest_to_hex(facts.claim.initial_root), digest_to_hex(before.final_root)));
  }
  return {};
}

}  // namespace

Result<ExecutionSegmentFacts> verify_execution_segment(const VerifyingKey& key,
                                                       std::span<const uint8_t> bytes) {
  Result<Proof> decoded = decode_proof(bytes);
  if (!decoded.ok()) return rejected("its proof does not decode: " + decoded.error().message);
  const Proof& proof = *decoded;
  VerifyOptions options;
  options.hash = &simd_poseidon2_batch();
  if (const Verdict verdict = verify(key, proof, options); !verdict.ok()) {
    return rejected("its proof is rejected: " + verdict.error().message());
  }
  // The shape check made sure that the required AIRs are there, with as many public values as the key says.
  ExecutionSegmentFacts facts;
  const auto& program = proof.trace_vdata[rv32im::kAirProgram];
  ZKMEM_CHECK(program.has_value() && program->cached_commitments.size() == 1);
  facts.program_commitment = program->cached_commitments.front();
  const std::vector<BabyBear>& connector = proof.public_values[rv32im::kAirConnector];
  const std::vector<BabyBear>& roots = proof.public_values[rv32im::kAirMerkle];
  ZKMEM_CHECK(connector.size() == kNumConnectorPublicValues && roots.size() == 2 * kDigestWidth);
  facts.claim.start_pc = connector[kInitialPc].as_canonical();
  facts.claim.end_pc = connector[kFinalPc].as_canonical();
  facts.claim.is_terminate = connector[kIsTerminate] == BabyBear::one();
  if (!facts.claim.is_terminate && !connector[kIsTerminate].is_zero()) {
    return rejected(fmt::format("is_terminate is {}", connector[kIsTerminate].as_canonical()));
  }
  facts.exit_code = connector[kExitCode].as_canonical();
  facts.claim.initial_root = digest_at(roots, 0);
  facts.claim.final_root = digest_at(roots, kDigestWidth);
  return facts;
}

Status check_execution_segment(const Statement& statement, size_t k, const ExecutionSegmentFacts& facts) {
  ZKMEM_RETURN_IF_ERROR(check_claim(statement.segments[k], facts));
  return check_chain(statement, k, facts);
}

Status check_public_values(const Statement& statement) {
  const auto values = static_cast<uint32_t>(statement.config.spaces[kPublicValuesAddressSpace].num_cells);
  const Status opened =
      verify_public_values(statement.segments.back().final_root, merkle_dimensions(statement.config), values,
                           statement.public_values);
  if (!opened.ok()) return rejected("public values: " + opened.error().message);
  return {};
}

Status verify_execution(const Context& context, const VerifyingKey& key, const ZkProof& proof) {
  const Statement& statement = proof.statement;
  ZKMEM_CHECK(statement.kind == StatementKind::kExecution);
  if (statement.segments.empty()) return rejected("the proof has no segments");
  const uint32_t height = key.inner.params.log_stacked_height();
  for (size_t k = 0; k < statement.segments.size(); ++k) {
    ZKMEM_RETURN_IF_ERROR(context.check_cancelled());
    const std::string place = fmt::format("segment {} of {}", k, statement.segments.size());
    const SegmentClaim& claim = statement.segments[k];
    if (claim.log_stacked_height != height) {
      return rejected(
          fmt::format("{}: stacked height {}, the run's is {}", place, claim.log_stacked_height, height));
    }
    Result<ExecutionSegmentFacts> facts = verify_execution_segment(key, proof.segment_proofs[k]);
    if (!facts.ok()) return facts.error().in(place);
    const Status checked = check_execution_segment(statement, k, *facts);
    if (!checked.ok()) return checked.error().in(place);
    context.report("verify", static_cast<double>(k + 1) / static_cast<double>(statement.segments.size()));
  }
  return check_public_values(statement);
}

}  // namespace zkmem
