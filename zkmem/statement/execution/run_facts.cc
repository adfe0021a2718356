#include "zkmem/statement/execution/run_facts.h"

#include <fmt/format.h>

#include "zkmem/rv32im/chips/machine.h"
#include "zkmem/statement/claim_check.h"
#include "zkmem/vm/chips/system_chips.h"

namespace zkmem {

Status read_run(const Proof& proof, ExecutionFacts& facts) {
  const auto& program = proof.trace_vdata[rv32im::kAirProgram];
  ZKMEM_CHECK(program.has_value() && program->cached_commitments.size() == 1);
  facts.program_commitment = program->cached_commitments.front();
  facts.log_table_height = program->log_height;
  const std::vector<BabyBear>& connector = proof.public_values[rv32im::kAirConnector];
  ZKMEM_CHECK(connector.size() == kNumConnectorPublicValues);
  ExecutionSegment& segment = facts.segment;
  segment.start_pc = connector[kInitialPc].as_canonical();
  segment.end_pc = connector[kFinalPc].as_canonical();
  segment.is_terminate = connector[kIsTerminate] == BabyBear::one();
  if (!segment.is_terminate && !connector[kIsTerminate].is_zero()) {
    return rejected(fmt::format("is_terminate is {}", connector[kIsTerminate].as_canonical()));
  }
  facts.exit_code = connector[kExitCode].as_canonical();
  return {};
}

Status check_run_segment(const ExecutionSegment& claimed, const ExecutionSegment& proven) {
  ZKMEM_RETURN_IF_ERROR(check_same("the start pc", claimed.start_pc, proven.start_pc));
  ZKMEM_RETURN_IF_ERROR(check_same("the end pc", claimed.end_pc, proven.end_pc));
  return check_same("is_terminate", claimed.is_terminate ? 1u : 0u, proven.is_terminate ? 1u : 0u);
}

Status check_run_place(const ExecutionClaim& claim, std::span<const ExecutionSegment> segments, size_t k,
                       const ExecutionFacts& facts) {
  ZKMEM_RETURN_IF_ERROR(
      check_same("the program's commitment", claim.program_commitment, facts.program_commitment));
  const bool last = k + 1 == segments.size();
  if (facts.segment.is_terminate != last) {
    return rejected(last ? "the last segment does not terminate"
                         : "a segment before the last one terminates");
  }
  ZKMEM_RETURN_IF_ERROR(
      check_same("the exit code", last ? claim.exit_code : kSuspendExitCode, facts.exit_code));
  if (k == 0) return {};
  const ExecutionSegment& before = segments[k - 1];
  if (before.end_pc == facts.segment.start_pc) return {};
  return rejected(fmt::format("starts at pc {:#x}, the segment before ended at {:#x}", facts.segment.start_pc,
                              before.end_pc));
}

Status check_one_table(std::span<const ExecutionFacts* const> facts) {
  for (size_t k = 1; k < facts.size(); ++k) {
    if (facts[k]->log_table_height == facts[0]->log_table_height) continue;
    return rejected(
        fmt::format("segment {} of {}: the program's table has 2^{} rows, 2^{} in the first segment", k,
                    facts.size(), facts[k]->log_table_height, facts[0]->log_table_height));
  }
  return {};
}

uint32_t log_table_height(std::span<const AnyFacts> facts) {
  return static_cast<const ExecutionFacts&>(*facts.front()).log_table_height;
}

}  // namespace zkmem
