// What the proof of a segment of a program's run binds, and how such segments follow each other, however
// they share their memory.
#pragma once

#include <cstdint>
#include <span>

#include "zkmem/base/result.h"
#include "zkmem/protocol/proof.h"
#include "zkmem/statement/execution/claim.h"
#include "zkmem/statement/statement.h"

namespace zkmem {

struct ExecutionFacts : SegmentFacts {
  const ExecutionSegment& claim() const override { return segment; }

  ExecutionSegment segment;
  Commitment program_commitment;
  // Of the program's table. The commitment says nothing without it: it is one to a column of cells, which
  // tables of other heights share.
  uint32_t log_table_height = 0;
  uint32_t exit_code = 0;
};

// Of a proof that has the program and the connector, by the key's shape. Roots are left as they are.
Status read_run(const Proof& proof, ExecutionFacts& facts);

// What is claimed of a segment but for its roots.
Status check_run_segment(const ExecutionSegment& claimed, const ExecutionSegment& proven);

// Segment k's place among the claim's `segments`: program, end and pc. Those before it passed.
Status check_run_place(const ExecutionClaim& claim, std::span<const ExecutionSegment> segments, size_t k,
                       const ExecutionFacts& facts);

// One table of the program for all segments.
Status check_one_table(std::span<const ExecutionFacts* const> facts);

// log2 of the rows of the program's table, from the facts of a run's segments.
uint32_t log_table_height(std::span<const AnyFacts> facts);

}  // namespace zkmem
