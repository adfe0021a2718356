#include "zkmem/statement/execution_global/words.h"

#include <fmt/format.h>

#include "zkmem/hash/digest_text.h"
#include "zkmem/statement/execution/words.h"
#include "zkmem/statement/execution_global/statement.h"
#include "zkmem/statement/ledger/words.h"

namespace zkmem {
namespace {

std::string machine_words(const ExecutionClaim& claim) {
  const std::string& extension = extension_of(claim);
  return extension.empty() ? "zkmem's RV32IM machine, zkmem-rv32im"
                           : "zkmem's RV32IM machine with " + extension;
}

// As far as it is known.
std::string start_words(const VerifiedClaim& verified, const GlobalExecutionClaim& claim) {
  if (verified.compared != nullptr && verified.compared->knows_start)
    return fmt::format("memory that holds the program's image{} and is zero elsewhere",
                       verified.compared->has_given_bytes ? " and the given bytes" : "");
  if (claim.has_initial_root()) return start_in_words(claim.config, claim.ledger);
  return fmt::format("the memory with commitment {} of 2^{} leaves, zero elsewhere",
                     commitment_to_hex(claim.start_image.commitment), claim.start_image.log_height);
}

void say_start_not_shown(const VerifiedClaim& verified, const GlobalExecutionClaim& claim,
                         VerificationReport& report) {
  const Comparison* compared = verified.compared;
  if (compared != nullptr && compared->knows_start) return;
  if (!claim.has_initial_root()) {
    report.not_shown.push_back(fmt::format(
        "what the memory held at the start, beyond the commitment {} to its leaves that are not zero",
        commitment_to_hex(claim.start_image.commitment)));
    return;
  }
  if (compared != nullptr && compared->was_read) {
    report.not_shown.emplace_back(
        "that the program's data was in memory at the start: the root that was asked for is not that of its "
        "image over zeros");
  }
  if (verified.options.initial_root) return;
  const std::vector<std::string> sentences = not_shown_of_start(claim.config, claim.ledger);
  report.not_shown.insert(report.not_shown.end(), sentences.begin(), sentences.end());
}

}  // namespace

void describe_global_run(const VerifiedClaim& verified, VerificationReport& report) {
  const auto& claim = claim_as<GlobalExecutionClaim>(verified.claim);
  const Comparison* compared = verified.compared;
  say_program_not_shown(verified, report);
  say_start_not_shown(verified, claim, report);
  if (!claim.has_final_root()) {
    report.not_shown.emplace_back(
        "what the memory holds at the end, beyond the public values: there is no root of it");
  }
  report.shown.push_back(fmt::format(
      "{}, started at pc {:#x} on {}, ran instruction by instruction on {} and terminated with exit code {}",
      compared != nullptr ? compared->name : "the committed program", claim.segments.front().start_pc,
      start_words(verified, claim), machine_words(claim), claim.exit_code));
  if (claim.has_final_root())
    report.shown.push_back("it left the memory with root " + digest_to_hex(claim.final_root()));
  report.shown.push_back("its public values, revealed from the memory it left, are " +
                         public_value_words(claim));
  const size_t segments = claim.run_segments().size();
  report.shown.push_back(
      fmt::format("{} segment{} chained by program and pc, their memory tied by one ledger{}, hashed with "
                  "{}, at {:.1f} proven bits",
                  segments, segments == 1 ? "" : "s", parts_in_words(claim), to_string(claim.hash),
                  verified.proven_bits));
}

}  // namespace zkmem
