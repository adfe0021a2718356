// The rules that make segment proofs a run: every segment verifies under the machine's key; program
// commitment, pc and memory root chain; only the last one terminates; the public values open against its
// root. The same rules as OpenVM 2's own segment verification (openvm-circuit 2.0.2, arch/vm.rs,
// verify_segments), except that any exit code is accepted and reported.
#pragma once

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/protocol/verifying_key.h"
#include "zkmem/statement/zkproof.h"

namespace zkmem {

// What one verified segment proof binds.
struct ExecutionSegmentFacts {
  Digest program_commitment = {};
  SegmentClaim claim;  // without the height
  uint32_t exit_code = 0;
};

// Verifies one segment's proof and reads off what it binds.
Result<ExecutionSegmentFacts> verify_execution_segment(const VerifyingKey& key,
                                                       std::span<const uint8_t> proof);

// Whether a verified segment is segment k of the run that the statement describes: its claim says what the
// proof binds, and it follows from segment k - 1.
Status check_execution_segment(const Statement& statement, size_t k, const ExecutionSegmentFacts& facts);

// The public values open against the last segment's final root.
Status check_public_values(const Statement& statement);

// Checks the statement of kind kExecution against its proofs; the key is the caller's. An error names the
// segment.
Status verify_execution(const Context& context, const VerifyingKey& key, const ZkProof& proof);

}  // namespace zkmem
