#include "zkmem/statement/execution/known_program.h"

#include <fmt/format.h>

#include "zkmem/hash/digest_text.h"
#include "zkmem/statement/execution/statement.h"

namespace zkmem {

namespace {

Status check_program(const ProgramIdentity& known, const ExecutionClaim& claim, uint32_t log_table_height) {
  if (known.commitment != claim.program_commitment) {
    return rejected(
        fmt::format("the proof is about another program: its commitment is {}, the given program's {}",
                    commitment_to_hex(claim.program_commitment), commitment_to_hex(known.commitment)));
  }
  if (log_table_height != known.log_table_height) {
    return rejected(
        fmt::format("the proof is about another program: it reads the given one's cells as a table of 2^{} "
                    "rows, not of 2^{}",
                    log_table_height, known.log_table_height));
  }
  const uint32_t start_pc = claim.segments.front().start_pc;
  if (known.start_pc && start_pc != *known.start_pc) {
    return rejected(
        fmt::format("the run starts at pc {:#x}, the program at {:#x}", start_pc, *known.start_pc));
  }
  return {};
}

}  // namespace

const Statement& KnownProgram::statement() const { return execution_statement(); }

bool KnownProgram::is_of(const Statement& other) const {
  return other.tag() == ExecutionClaim::kTag || other.tag() == ExecutionClaim::kGlobalTag;
}

Result<Comparison> KnownProgram::compare(const Context&, const Claim& any, std::span<const AnyFacts> facts,
                                         bool pinned_start) const {
  const ExecutionClaim& claim = run_claim(any);
  ZKMEM_RETURN_IF_ERROR(check_program(identity_, claim, log_table_height(facts)));
  if (const std::optional<StartImage> image = claim.start()) return compare_start(*image);
  if (identity_.start_image && !identity_.image_root && !pinned_start) {
    return rejected(
        "the run starts on the memory with a root, and of the program's image only the commitment is known: "
        "it is accepted with its --initial-root");
  }
  const Digest& start = claim.initial_root();
  Comparison same{name_, identity_.image_root == start, identity_.image_root.has_value()};
  if (same.knows_start || pinned_start || !identity_.image_root) return same;
  return rejected(
      fmt::format("the run starts on the memory with root {}, the program's image has {} (a run over "
                  "a state is accepted with its --initial-root, one on files' bytes with the same --initial)",
                  digest_to_hex(start), digest_to_hex(*identity_.image_root)));
}

Result<Comparison> KnownProgram::compare_start(const StartImage& start) const {
  if (identity_.image_root && !identity_.start_image) {
    return rejected(
        "the run starts on the memory with a commitment, and of the program's image only the root is known");
  }
  Comparison same{name_, identity_.start_image == start, identity_.start_image.has_value()};
  if (same.knows_start || !identity_.start_image) return same;
  return rejected(
      fmt::format("the run starts on the memory with commitment {} of 2^{} leaves, the program's image has "
                  "{} of 2^{} (one "
                  "on files' bytes is accepted with the same --initial)",
                  commitment_to_hex(start.commitment), start.log_height,
                  commitment_to_hex(identity_.start_image->commitment), identity_.start_image->log_height));
}

}  // namespace zkmem
