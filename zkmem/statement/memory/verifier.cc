#include "zkmem/statement/memory/verifier.h"

#include <fmt/format.h>

#include "zkmem/hash/digest_text.h"
#include "zkmem/hash/simd.h"
#include "zkmem/protocol/proof_codec.h"
#include "zkmem/statement/claim_check.h"
#include "zkmem/verifier/verify.h"

namespace zkmem {
namespace {

constexpr size_t kConnectorPublicValues = 3;  // segment index, is_last, clock end

Status check_claim(const SegmentClaim& claim, const SegmentClaim& proven) {
  ZKMEM_RETURN_IF_ERROR(check_same("the segment index", claim.index, proven.index));
  ZKMEM_RETURN_IF_ERROR(check_same("is_last", claim.is_last ? 1u : 0u, proven.is_last ? 1u : 0u));
  ZKMEM_RETURN_IF_ERROR(check_same("the clock's end", claim.clock_end, proven.clock_end));
  ZKMEM_RETURN_IF_ERROR(check_same("the initial root", claim.initial_root, proven.initial_root));
  return check_same("the final root", claim.final_root, proven.final_root);
}

// Segment k's place in the chain.
Status check_place(std::span<const MemorySegmentFacts> facts, size_t k) {
  const SegmentClaim& proven = facts[k].claim;
  if (proven.index != k) return rejected(fmt::format("its proof is of segment {}", proven.index));
  const bool last = k + 1 == facts.size();
  if (proven.is_last != last) {
    return rejected(last ? "it is the last one here, but its proof says that more follow"
                         : "its proof says that it is the last one, but more follow");
  }
  if (k == 0) return {};
  const SegmentClaim& before = facts[k - 1].claim;
  if (before.final_root != proven.initial_root) {
    return rejected(fmt::format("starts from root {}, the segment before ended in {}",
                                digest_to_hex(proven.initial_root), digest_to_hex(before.final_root)));
  }
  return {};
}

std::string place_of(size_t k, size_t count) { return fmt::format("segment {} of {}", k, count); }

}  // namespace

Result<MemorySegmentFacts> verify_memory_segment(const MemoryAirs& airs, const VerifyingKey& key,
                                                 std::span<const uint8_t> bytes) {
  const Result<Proof> decoded = decode_proof(bytes);
  if (!decoded.ok()) return rejected("its proof does not decode: " + decoded.error().message);
  const Proof& proof = *decoded;
  VerifyOptions options;
  options.hash = &simd_poseidon2_batch();
  if (const Verdict verdict = verify(key, proof, options); !verdict.ok()) {
    return rejected("its proof is rejected: " + verdict.error().message());
  }
  // The shape check made sure that the required AIRs are there, with as many public values and cached parts
  // as the key says.
  MemorySegmentFacts facts;
  const std::vector<BabyBear>& connector = proof.public_values[airs.connector];
  ZKMEM_CHECK(connector.size() == kConnectorPublicValues);
  facts.claim.index = connector[0].as_canonical();
  if (connector[1] != BabyBear::zero() && connector[1] != BabyBear::one()) {
    return rejected(fmt::format("is_last is {}", connector[1].as_canonical()));
  }
  facts.claim.is_last = connector[1] == BabyBear::one();
  facts.claim.clock_end = connector[2].as_canonical();
  if (airs.merkle) {
    const std::vector<BabyBear>& roots = proof.public_values[*airs.merkle];
    ZKMEM_CHECK(roots.size() == 2 * kDigestWidth);
    facts.claim.initial_root = digest_at(roots, 0);
    facts.claim.final_root = digest_at(roots, kDigestWidth);
  }
  for (const std::optional<size_t>& air : airs.logs) {
    if (!air) continue;
    const std::optional<TraceVData>& trace = proof.trace_vdata[*air];
    facts.parts.emplace_back();
    if (!trace) continue;
    ZKMEM_CHECK(trace->cached_commitments.size() == 1);
    facts.parts.back() = LogPart{trace->log_height, trace->cached_commitments.front()};
  }
  return facts;
}

Status check_memory_chain(const Statement& statement, std::span<const MemorySegmentFacts> facts) {
  ZKMEM_CHECK(statement.kind == StatementKind::kMemory && statement.segments.size() == facts.size());
  if (facts.empty()) return rejected("the proof has no segments");
  // Nothing ties a segment of volatile memory to what another one left.
  if (statement.config.mode == BoundaryMode::kVolatile && facts.size() != 1) {
    return rejected(fmt::format("{} segments of volatile memory, there can be only one", facts.size()));
  }
  for (size_t k = 0; k < facts.size(); ++k) {
    const std::string place = place_of(k, facts.size());
    if (Status status = check_claim(statement.segments[k], facts[k].claim); !status.ok())
      return status.error().in(place);
    if (Status status = check_place(facts, k); !status.ok()) return status.error().in(place);
  }
  std::vector<LogParts> parts;
  for (const MemorySegmentFacts& segment : facts) parts.push_back(segment.parts);
  return check_same("the log's digest", statement.log_digest, log_digest(parts));
}

Result<std::vector<MemorySegmentFacts>> verify_memory(
    const Context& context, const MemoryAirs& airs, std::span<const std::shared_ptr<const VerifyingKey>> keys,
    const ZkProof& proof) {
  const Statement& statement = proof.statement;
  const size_t count = statement.segments.size();
  ZKMEM_CHECK(keys.size() == count && proof.segment_proofs.size() == count);
  std::vector<MemorySegmentFacts> facts;
  for (size_t k = 0; k < count; ++k) {
    ZKMEM_RETURN_IF_ERROR(context.check_cancelled());
    Result<MemorySegmentFacts> segment = verify_memory_segment(airs, *keys[k], proof.segment_proofs[k]);
    if (!segment.ok()) return segment.error().in(place_of(k, count));
    facts.push_back(*std::move(segment));
    context.report("verify", static_cast<double>(k + 1) / static_cast<double>(count));
  }
  ZKMEM_RETURN_IF_ERROR(check_memory_chain(statement, facts));
  return facts;
}

}  // namespace zkmem
