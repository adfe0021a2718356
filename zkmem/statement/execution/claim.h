// What the proof of a program's run claims.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "zkmem/memory/merkle/public_values.h"
#include "zkmem/statement/claim.h"

namespace zkmem {

struct ExecutionSegment : SegmentClaim {
  uint32_t start_pc = 0;
  uint32_t end_pc = 0;
  bool is_terminate = false;
  friend bool operator==(const ExecutionSegment&, const ExecutionSegment&) = default;
};

// A memory by the commitment to its leaves that are not zero (memory/traces/ledger_trace.h,
// start_image_table), at the stacked height of a run's ends.
struct StartImage {
  Commitment commitment;
  uint32_t log_height = 0;  // log2 of the table's rows, as below
  friend bool operator==(const StartImage&, const StartImage&) = default;
};

class ExecutionClaim : public ClaimOf<ExecutionClaim, ExecutionSegment> {
 public:
  static constexpr uint8_t kTag = 1;
  static constexpr uint8_t kGlobalTag = 4;  // of the claims in execution_global/claim.h, which are such, too
  ExecutionClaim();
  explicit ExecutionClaim(const Statement& statement) : ClaimOf(statement) {}

  // Those that have a part of the run.
  virtual std::span<const ExecutionSegment> run_segments() const { return segments; }
  // What it starts on, if that is known by its leaves and not by a root.
  virtual std::optional<StartImage> start() const { return std::nullopt; }
  // The cells of the space of public values at the end.
  virtual std::vector<BabyBear> revealed() const { return public_values.public_values; }

  Commitment program_commitment;
  uint32_t exit_code = 0;
  PublicValuesProof public_values;  // against the last segment's final root, if segments have roots
};

// The claim of a proof about a program's run, however its segments share their memory.
const ExecutionClaim& run_claim(const Claim& claim);
ExecutionClaim& run_claim(Claim& claim);

}  // namespace zkmem
