// The statement that an access log is consistent. The rules that make segment proofs one: every segment
// verifies under the key of the configuration; indices count from 0, memory roots chain, only the last
// segment says that it is the last; the log digest is that of the proofs' commitments. memory.md, "What a
// proof says".
#pragma once

#include "zkmem/statement/memory/claim.h"
#include "zkmem/statement/memory/log_digest.h"
#include "zkmem/statement/statement.h"

namespace zkmem {

struct MemoryFacts : SegmentFacts {
  const LogSegment& claim() const override { return segment; }

  LogSegment segment;
  LogParts parts;
};

const Statement& memory_statement();

// The parts of each segment's log, as the proofs bind them.
std::vector<LogParts> parts_of(std::span<const AnyFacts> facts);

}  // namespace zkmem
