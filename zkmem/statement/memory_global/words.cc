#include "zkmem/statement/memory_global/words.h"

#include <fmt/format.h>

#include "zkmem/hash/digest_text.h"
#include "zkmem/statement/memory_global/claim.h"

namespace zkmem {
namespace {

void say_not_shown(const VerifiedClaim& verified, const GlobalMemoryClaim& claim,
                   VerificationReport& report) {
  if (verified.compared == nullptr) {
    report.not_shown.push_back(fmt::format(
        "which log: the prover knows some log with digest {}, nobody checked which (--log compares)",
        commitment_to_hex(claim.log_digest)));
  }
  report.not_shown.emplace_back(
      "what the memory holds at the end: there is no root of it, reads of the log are all that is known");
  report.not_shown.emplace_back(
      "that the log is complete: the beginning of a log is a log, and where it came from is not part of it");
  if (claim.config.profile != MemoryProfile::kHybrid &&
      !(verified.compared != nullptr && verified.compared->was_read)) {
    report.not_shown.push_back(fmt::format(
        "that accesses keep to permissions, alignment, sizes and value ranges of their spaces: the "
        "profile {} does not check them, hybrid does",
        to_string(claim.config.profile)));
  }
}

void say_shown(const VerifiedClaim& verified, const GlobalMemoryClaim& claim, VerificationReport& report) {
  const Comparison* compared = verified.compared;
  report.shown.push_back(
      fmt::format("{} applied in order to memory that is zero everywhere is consistent: each read returns "
                  "what was last written there",
                  compared != nullptr ? compared->name : "some log"));
  if (compared != nullptr && compared->was_read) {
    report.shown.push_back(fmt::format("its digest is {}; the file keeps to the rules of its configuration",
                                       commitment_to_hex(claim.log_digest)));
  }
  if (claim.config.profile == MemoryProfile::kHybrid) {
    report.shown.emplace_back(
        "each access is to a configured space, permitted, aligned and within bounds, and writes to u8 and "
        "u16 spaces are in range");
  }
  const size_t segments = claim.log_segments().size();
  report.shown.push_back(
      fmt::format("profile {}, global memory, {} segment{} tied by one ledger, hashed with {}, at {:.1f} "
                  "proven bits",
                  to_string(claim.config.profile), segments, segments == 1 ? "" : "s", to_string(claim.hash),
                  verified.proven_bits));
}

}  // namespace

void describe_global_log(const VerifiedClaim& verified, VerificationReport& report) {
  const auto& claim = claim_as<GlobalMemoryClaim>(verified.claim);
  say_not_shown(verified, claim, report);
  if (verified.weakness) {
    // Behind the log if nobody checked which one it is, else first.
    report.not_shown.insert(report.not_shown.begin() + (verified.compared == nullptr ? 1 : 0),
                            *verified.weakness);
  }
  say_shown(verified, claim, report);
}

}  // namespace zkmem
