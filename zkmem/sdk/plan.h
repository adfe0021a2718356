// A plan: how a run or a log is cut into segments that can be proven anywhere, and everything of the
// statement that is known before proving. The file plan.json of a work folder; docs/spec/work-folder.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/statement/zkproof.h"

namespace zkmem {

struct PlannedSegment {
  uint64_t first = 0;         // instruction of the run, or access of the log
  uint64_t length = 0;        // instructions, or accesses
  uint64_t access_limit = 0;  // kExecution: the limit that ends the segment just there
  uint32_t log_stacked_height = 0;
  uint64_t memory_bytes = 0;  // needed to prove it
  uint64_t cells = 0;         // of its traces
  // kMemory: what the proof must bind
  Digest initial_root = {};
  Digest final_root = {};
  uint32_t clock_end = 0;
  friend bool operator==(const PlannedSegment&, const PlannedSegment&) = default;
};

struct Plan {
  StatementKind kind = StatementKind::kExecution;
  MemoryConfig config;
  ParameterFamily parameters = ParameterFamily::kApp;
  std::string input_checksum;  // over the program or log and the input items
  uint32_t inputs = 0;         // number of input items
  // kExecution
  Digest program_commitment = {};
  uint32_t exit_code = 0;
  // Of the version in the persistent state that the program is loaded over, 0 for an empty state; none: the
  // run has no state.
  std::optional<uint64_t> state_version;
  PublicValuesProof public_values;
  std::vector<PlannedSegment> segments;
  friend bool operator==(const Plan&, const Plan&) = default;
};

std::string to_json(const Plan& plan);
Result<Plan> parse_plan(std::string_view json);

}  // namespace zkmem
