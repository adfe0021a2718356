// The rules that make segment proofs a statement about an access log: every segment verifies under the key of
// the configuration; indices count from 0, memory roots chain, only the last segment says that it is the
// last; the log digest is that of the proofs' commitments. memory.md, "What a proof says".
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/memory/statement/memory_airs.h"
#include "zkmem/protocol/verifying_key.h"
#include "zkmem/statement/memory/log_digest.h"
#include "zkmem/statement/zkproof.h"

namespace zkmem {

// What one verified segment proof binds.
struct MemorySegmentFacts {
  SegmentClaim claim;  // without the height
  LogParts parts;
};

// Verifies one segment's proof and reads off what it binds; `airs` and `key` are of one configuration.
Result<MemorySegmentFacts> verify_memory_segment(const MemoryAirs& airs, const VerifyingKey& key,
                                                 std::span<const uint8_t> proof);

// Whether verified segments are the statement. An error names the segment.
Status check_memory_chain(const Statement& statement, std::span<const MemorySegmentFacts> facts);

// Checks the statement of kind kMemory against its proofs; `keys` has the caller's key of each segment.
Result<std::vector<MemorySegmentFacts>> verify_memory(
    const Context& context, const MemoryAirs& airs, std::span<const std::shared_ptr<const VerifyingKey>> keys,
    const ZkProof& proof);

}  // namespace zkmem
