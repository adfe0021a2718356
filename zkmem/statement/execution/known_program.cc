#include "zkmem/statement/execution/known_program.h"

#include <fmt/format.h>

#include "zkmem/hash/digest_text.h"
#include "zkmem/statement/execution/statement.h"

namespace zkmem {

const Statement& KnownProgram::statement() const { return execution_statement(); }

Result<Comparison> KnownProgram::compare(const Context&, const Claim& any, std::span<const AnyFacts> facts,
                                         bool pinned_start) const {
  const auto& claim = claim_as<ExecutionClaim>(any);
  if (identity_.commitment != claim.program_commitment) {
    return rejected(
        fmt::format("the proof is about another program: its commitment is {}, the given program's {}",
                    commitment_to_hex(claim.program_commitment), commitment_to_hex(identity_.commitment)));
  }
  if (log_table_height(facts) != identity_.log_table_height) {
    return rejected(
        fmt::format("the proof is about another program: it reads the given one's cells as a table of 2^{} "
                    "rows, not of 2^{}",
                    log_table_height(facts), identity_.log_table_height));
  }
  const ExecutionSegment& first = claim.segments.front();
  if (identity_.start_pc && first.start_pc != *identity_.start_pc) {
    return rejected(
        fmt::format("the run starts at pc {:#x}, the program at {:#x}", first.start_pc, *identity_.start_pc));
  }
  Comparison same{name_, identity_.image_root == first.initial_root, identity_.image_root.has_value()};
  if (same.knows_start || pinned_start || !identity_.image_root) return same;
  return rejected(
      fmt::format("the run starts on the memory with root {}, the program's image has {} (a run over "
                  "a state is accepted with its --initial-root, one on files' bytes with the same --initial)",
                  digest_to_hex(first.initial_root), digest_to_hex(*identity_.image_root)));
}

}  // namespace zkmem
