#include "zkmem/statement/ledger/facts.h"

#include <fmt/format.h>

#include "zkmem/base/check.h"
#include "zkmem/statement/claim_check.h"

namespace zkmem {

Result<LedgerFacts> read_ledger(std::span<const LedgerChip> chips, const Proof& proof, uint32_t segment) {
  LedgerFacts facts;
  for (const LedgerChip& chip : chips) {
    const std::optional<TraceVData>& trace = proof.trace_vdata[chip.air];
    facts.parts.emplace_back();
    if (!trace) continue;
    ZKMEM_CHECK(trace->cached_commitments.size() == 1);
    facts.parts.back() = LedgerPart{trace->log_height, trace->cached_commitments.front()};
    const std::vector<BabyBear>& values = proof.public_values[chip.air];
    LedgerChallenge challenge;
    Ext4 sum;
    if (!read_ledger_public_values(values, challenge, sum))
      return rejected(chip.name + ": its powers of beta are none");
    if (facts.challenge && !(*facts.challenge == challenge))
      return rejected(chip.name + ": its challenge is another than that of the chip before");
    facts.challenge = challenge;
    facts.sum += sum;
    if (chip.role == LedgerRole::kEnds) {
      facts.ends = EndsRange{values[ledger_public::kFirstPlace].as_canonical(),
                             values[ledger_public::kLastPlace].as_canonical()};
    }
    if (chip.role != LedgerRole::kSegment) continue;
    const uint32_t number = values[ledger_public::kSegment].as_canonical();
    if (number != segment) {
      return rejected(fmt::format("{}: its tokens are of segment {}, the proof is of segment {}", chip.name,
                                  int64_t{number} - 1, int64_t{segment} - 1));
    }
  }
  return facts;
}

Result<RootFacts> read_roots(const std::vector<BabyBear>& ends, const std::vector<BabyBear>& merkle) {
  ZKMEM_CHECK(ends.size() == ledger_public::kRootedEndsCount && merkle.size() == 2 * kDigestWidth);
  RootFacts facts{digest_at(merkle, 0), digest_at(merkle, kDigestWidth)};
  const BabyBear free_end = ends[ledger_public::kFreeEnd];
  facts.has_free_end = free_end == BabyBear::one();
  if (!facts.has_free_end && !free_end.is_zero())
    return rejected(fmt::format("its end is neither in a root nor free, but {}", free_end.as_canonical()));
  if (facts.has_free_end && facts.final_root != facts.initial_root)
    return rejected("its end is free, and has another root than its start");
  return facts;
}

}  // namespace zkmem
