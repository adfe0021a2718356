#include "zkmem/statement/memory/log_facts.h"

#include <fmt/format.h>

#include "zkmem/base/check.h"
#include "zkmem/statement/claim_check.h"

namespace zkmem {
namespace {

constexpr size_t kConnectorPublicValues = 3;  // segment index, is_last, clock end

}  // namespace

Result<LogSegment> connector_facts(const MemoryAirs& airs, const Proof& proof) {
  const std::vector<BabyBear>& connector = proof.public_values[airs.connector];
  ZKMEM_CHECK(connector.size() == kConnectorPublicValues);
  LogSegment segment;
  segment.index = connector[0].as_canonical();
  if (connector[1] != BabyBear::zero() && connector[1] != BabyBear::one()) {
    return rejected(fmt::format("is_last is {}", connector[1].as_canonical()));
  }
  segment.is_last = connector[1] == BabyBear::one();
  segment.clock_end = connector[2].as_canonical();
  return segment;
}

Status check_connector(const LogSegment& claimed, const LogSegment& proven) {
  ZKMEM_RETURN_IF_ERROR(check_same("the segment index", claimed.index, proven.index));
  ZKMEM_RETURN_IF_ERROR(check_same("is_last", claimed.is_last ? 1u : 0u, proven.is_last ? 1u : 0u));
  return check_same("the clock's end", claimed.clock_end, proven.clock_end);
}

std::optional<LogPart> cached_part(const Proof& proof, size_t air) {
  const std::optional<TraceVData>& trace = proof.trace_vdata[air];
  if (!trace) return std::nullopt;
  ZKMEM_CHECK(trace->cached_commitments.size() == 1);
  return LogPart{trace->log_height, trace->cached_commitments.front()};
}

LogParts log_parts(const MemoryAirs& airs, const Proof& proof) {
  LogParts parts;
  for (const std::optional<size_t>& air : airs.logs)
    if (air) parts.push_back(cached_part(proof, *air));
  return parts;
}

Status check_index(const LogSegment& proven, size_t k, size_t count) {
  if (proven.index != k) return rejected(fmt::format("its proof is of segment {}", proven.index));
  const bool last = k + 1 == count;
  if (proven.is_last != last) {
    return rejected(last ? "it is the last one here, but its proof says that more follow"
                         : "its proof says that it is the last one, but more follow");
  }
  return {};
}

}  // namespace zkmem
