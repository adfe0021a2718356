#include "zkmem/sdk/ledger_planning.h"

#include <bit>

#include <fmt/format.h>

#include "zkmem/air/columns.h"
#include "zkmem/primitives/variable_range_checker_air.h"
#include "zkmem/prover/grind.h"
#include "zkmem/prover/prove.h"

namespace zkmem {

Status check_ledger_parameters(const ParameterChoice& parameters) {
  if (parameters.family != ParameterFamily::kSmall) return {};
  return bad_input(
      "global memory takes the parameters fast or app: small decodes lists from the first round on, so that "
      "commitments do not fix what ties segments together");
}

Status check_planned_ends(const Claim& claim) {
  if (claim.closing_proofs() <= 1) return {};
  return bad_input(
      fmt::format("the plan has {} entries behind its last segment, there can be one, of the ends",
                  claim.closing_proofs()));
}

Result<LedgerPart> commit_ledger_part(const Context& context, const Claim& claim, uint32_t log_stacked_height,
                                      ConstTraceView cached, WorkMemory* memory) {
  ZKMEM_ASSIGN_OR_RETURN(const SystemParams params,
                         parameters_of(claim.parameters, log_stacked_height, claim.hash));
  ZKMEM_ASSIGN_OR_RETURN(const Commitment commitment, commit_trace(context, params, cached, memory));
  return LedgerPart{static_cast<uint32_t>(std::countr_zero(cached.height())), commitment};
}

Status draw_ledger_challenge(const Context& context, KeyCache& keys, const Claim& claim, LedgerClaim& ledger,
                             std::span<const Commitment> about, std::span<const LedgerParts> parts) {
  ZKMEM_ASSIGN_OR_RETURN(const auto used, segment_keys(keys, claim));
  AnyClaim with_keys = claim;
  with_keys->keys_digest = digest_of_keys(claim.hash, used);
  Transcript transcript = ledger_transcript(*with_keys, ledger, about, parts);
  ZKMEM_ASSIGN_OR_RETURN(const BabyBear witness,
                         grind(context, transcript, {ledger_pow_bits(claim.parameters), "ledger.work"}));
  ledger.witness = witness.as_canonical();
  ledger.set_drawn(sample_ledger_challenge(transcript));
  return {};
}

Result<std::optional<JoinedEnds>> join_ends(SegmentCutter& cutter, const SegmentShape& segment,
                                            const SegmentShape& ends, size_t range,
                                            const JoinLimits& limits) {
  const uint64_t table = uint64_t{kColumnCount<VariableRangeCheckerColumns>} << *ends.heights[range];
  JoinedEnds joined{segment, segment.trace_cells + ends.trace_cells - table, 0};
  for (size_t air = 0; air < ends.heights.size(); ++air)
    if (ends.heights[air]) joined.shape.heights[air] = ends.heights[air];
  joined.shape.trace_cells = joined.cells + 2 * table;  // each has its own until there is the joint one
  ZKMEM_ASSIGN_OR_RETURN(const bool fits, cutter.fits_in_memory(joined.shape));
  if (!fits || joined.shape.log_stacked_height > limits.log_stacked_height)
    return std::optional<JoinedEnds>();
  ZKMEM_ASSIGN_OR_RETURN(joined.bytes, cutter.bytes_of(joined.shape));
  if (joined.bytes > limits.bytes) return std::optional<JoinedEnds>();
  return std::optional(std::move(joined));
}

}  // namespace zkmem
