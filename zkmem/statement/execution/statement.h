// The statement that a program ran on OpenVM 2's RV32IM machine. The rules that make segment proofs a run:
// every segment verifies under the machine's key; program commitment, pc and memory root chain; only the last
// one terminates; the public values open against its root. The same rules as OpenVM 2's own segment
// verification (openvm-circuit 2.0.2, arch/vm.rs, verify_segments), except that any exit code is accepted and
// reported.
#pragma once

#include "zkmem/statement/execution/claim.h"
#include "zkmem/statement/statement.h"

namespace zkmem {

struct ExecutionFacts : SegmentFacts {
  const ExecutionSegment& claim() const override { return segment; }

  ExecutionSegment segment;
  Digest program_commitment = {};
  uint32_t exit_code = 0;
};

const Statement& execution_statement();

}  // namespace zkmem
