#include "zkmem/sdk/ledger_planning.h"

#include <algorithm>
#include <bit>

#include <fmt/format.h>

#include "zkmem/air/columns.h"
#include "zkmem/base/check.h"
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

Status check_planned_ends(const Plan& plan) {
  const size_t parts = plan.claim->closing_proofs();
  for (size_t k = plan.claim->first_of_ends(); parts > 1 && k < plan.segments.size(); ++k) {
    if (plan.segments[k].leaves != 0) continue;
    return bad_input(
        fmt::format("the plan has {} entries behind its last segment, parts of the ends: entry {} "
                    "has no leaves",
                    parts, k));
  }
  return {};
}

Result<LeafRange> planned_part(const Plan& plan, size_t index, size_t leaves) {
  const size_t parts = plan.claim->closing_proofs();
  if (parts <= 1) return LeafRange{0, leaves};
  LeafRange part;
  uint64_t all = 0;
  for (size_t k = plan.claim->first_of_ends(); k < plan.segments.size(); ++k) {
    const uint64_t count = plan.segments[k].leaves;
    if (count > leaves - all) {
      return bad_input(fmt::format("the plan's entry {} is of {} leaves of the ends, behind {}, of {} in all",
                                   k, count, all, leaves));
    }
    if (k == index) part = {static_cast<size_t>(all), static_cast<size_t>(count)};
    all += count;
  }
  if (all == leaves) return part;
  return bad_input(fmt::format("the plan's parts of the ends are of {} leaves, the ends of {}", all, leaves));
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

Result<size_t> cut_ends(size_t leaves, size_t most,
                        const std::function<Result<bool>(LeafRange part)>& attempt) {
  ZKMEM_CHECK(most > 0);
  size_t parts = 0;
  for (size_t first = 0; first < leaves;) {
    const LeafRange part{first, std::min(most, leaves - first)};
    ZKMEM_ASSIGN_OR_RETURN(const bool is_taken, attempt(part));
    if (is_taken) {
      first += part.count;
      ++parts;
    } else {
      most = std::bit_ceil(part.count) / 2;  // rows are padded to a power of two
    }
  }
  return parts;
}

std::string cut_ends_note(size_t leaves, size_t parts, const Error& reason) {
  return fmt::format("the ends, of {} leaves, are cut by address into {} parts: {}", leaves, parts,
                     reason.message);
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
