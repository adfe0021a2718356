#include "zkmem/statement/execution/words.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "zkmem/hash/digest_text.h"
#include "zkmem/statement/execution/statement.h"

namespace zkmem {
namespace {

std::string machine_words(const ExecutionClaim& claim) {
  const std::string& extension = extension_of(claim);
  return extension.empty() ? "OpenVM 2's RV32IM machine" : "an RV32IM machine with " + extension;
}

}  // namespace

std::string public_value_words(const ExecutionClaim& claim) {
  const std::vector<BabyBear> values = claim.revealed();
  // Cells that need not be bytes, as memory with an unknown start may hold, are told apart.
  const bool are_bytes =
      std::ranges::all_of(values, [](BabyBear value) { return value.as_canonical() < 256; });
  std::string text;
  for (const BabyBear value : values) {
    if (!are_bytes && !text.empty()) text += ' ';
    text += fmt::format("{:02x}", value.as_canonical());
  }
  return text;
}

const std::string& extension_of(const ExecutionClaim& claim) {
  return static_cast<const ExecutionStatement&>(claim.statement()).extension();
}

void say_program_not_shown(const VerifiedClaim& verified, VerificationReport& report) {
  const ExecutionClaim& claim = run_claim(verified.claim);
  if (verified.weakness) report.not_shown.push_back(*verified.weakness);
  if (verified.compared == nullptr) {
    report.not_shown.push_back(fmt::format(
        "which program ran: none was given to compare with; the proof is about the one with commitment {}, "
        "its table of 2^{} rows",
        commitment_to_hex(claim.program_commitment), log_table_height(verified.facts)));
  }
  if (const std::string& extension = extension_of(claim); !extension.empty()) {
    report.not_shown.push_back("that the chips of " + extension +
                               " are sound: they are not zkmem's, the verifier was given them");
  }
  report.not_shown.emplace_back(
      "what the program's input was: hints are free, whatever the program does not check itself");
}

void describe_run(const VerifiedClaim& verified, VerificationReport& report) {
  const auto& claim = claim_as<ExecutionClaim>(verified.claim);
  const Comparison* compared = verified.compared;
  say_program_not_shown(verified, report);
  if (compared != nullptr && compared->was_read && !compared->knows_start) {
    report.not_shown.emplace_back(
        "that the program's data was in memory at the start: the root that was asked for is not that of its "
        "image over zeros");
  }
  if ((compared == nullptr || !compared->was_read) && !verified.options.initial_root) {
    report.not_shown.push_back("what the memory held at the start, beyond its root " +
                               digest_to_hex(claim.segments.front().initial_root));
  }
  const ExecutionSegment& first = claim.segments.front();
  report.shown.push_back(
      fmt::format("{}, started at pc {:#x} on the memory with root {}, ran instruction by instruction on {} "
                  "and terminated with exit code {}",
                  compared != nullptr ? compared->name : "the committed program", first.start_pc,
                  digest_to_hex(first.initial_root), machine_words(claim), claim.exit_code));
  report.shown.push_back("it left the memory with root " + digest_to_hex(claim.segments.back().final_root));
  report.shown.push_back("its public values, opened from that root, are " + public_value_words(claim));
  report.shown.push_back(
      fmt::format("{} segment{} chained by program, pc and root, hashed with {}, at {:.1f} proven bits",
                  claim.segments.size(), claim.segments.size() == 1 ? "" : "s", to_string(claim.hash),
                  verified.proven_bits));
}

}  // namespace zkmem
