// What a proof calls an access log: a hash over the commitments of the log chips' cached parts, which hold
// exactly what the log says (valid, operation, space, pointer, values, timestamp). It depends on where the
// log is cut into segments and on each segment's stacked height. docs/spec/log-digest.md.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/hash/poseidon2.h"
#include "zkmem/memory/access_log.h"
#include "zkmem/memory/statement/memory_airs.h"
#include "zkmem/memory/statement/memory_segment.h"
#include "zkmem/protocol/system_params.h"
#include "zkmem/sdk/zkproof.h"

namespace zkmem {

// A log chip's part of a segment.
struct LogPart {
  uint32_t log_height = 0;
  Digest commitment = {};
  friend bool operator==(const LogPart&, const LogPart&) = default;
};

// Of one segment: one entry a log chip, in key order; empty: the chip is absent.
using LogParts = std::vector<std::optional<LogPart>>;

Digest log_digest(std::span<const LogParts> segments);

// The segment's parts. The log must say what its reads returned.
Result<LogParts> commit_log_parts(const Context& context, const SystemParams& params, const MemoryAirs& airs,
                                  const MemorySegment& segment);

// The parts of a whole log, cut where the claims of a proof say, at their stacked heights. kRejected if the
// log cannot be cut there.
Result<std::vector<LogParts>> commit_log(const Context& context, const MemoryAirs& airs, const AccessLog& log,
                                         ParameterFamily parameters, std::span<const SegmentClaim> claims);

}  // namespace zkmem
