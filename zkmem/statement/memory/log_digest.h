// What a proof calls an access log: a hash over the commitments of the log chips' cached parts, which hold
// exactly what the log says (valid, operation, space, pointer, values, timestamp). It depends on where the
// log is cut into segments and on each segment's stacked height. docs/spec/log-digest.md.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "zkmem/hash/hash_suite.h"

namespace zkmem {

// A log chip's part of a segment.
struct LogPart {
  uint32_t log_height = 0;
  Commitment commitment;
  friend bool operator==(const LogPart&, const LogPart&) = default;
};

// Of one segment: one entry a log chip, in key order; empty: the chip is absent.
using LogParts = std::vector<std::optional<LogPart>>;

// By the suite that hashed the commitments.
Commitment log_digest(HashSuite hash, std::span<const LogParts> segments);

}  // namespace zkmem
