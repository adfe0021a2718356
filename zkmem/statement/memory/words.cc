#include "zkmem/statement/memory/words.h"

#include <string_view>

#include <fmt/format.h>

#include "zkmem/hash/digest_text.h"
#include "zkmem/statement/memory/claim.h"

namespace zkmem {
namespace {

std::string_view how_tied(BoundaryMode mode) {
  switch (mode) {
    case BoundaryMode::kPersistent:
      return " chained by root";
    case BoundaryMode::kGlobal:
      return " tied by one ledger";
    case BoundaryMode::kVolatile:  // of one segment
      break;
  }
  return "";
}

void add(const std::vector<std::string>& sentences, std::vector<std::string>& out) {
  out.insert(out.end(), sentences.begin(), sentences.end());
}

void say_not_shown(const VerifiedClaim& verified, const MemoryInWords& memory, const MemoryClaim& claim,
                   VerificationReport& report) {
  const Comparison* compared = verified.compared;
  const bool was_read = compared != nullptr && compared->was_read;
  if (compared == nullptr) {
    report.not_shown.push_back(fmt::format(
        "which log: the prover knows some log with digest {}, nobody checked which (--log compares)",
        commitment_to_hex(claim.log_digest)));
  }
  add(memory.not_shown_of_end, report.not_shown);
  report.not_shown.emplace_back(
      "that the log is complete: the beginning of a log is a log, and where it came from is not part of it");
  add(memory.not_shown_of_start, report.not_shown);
  if (claim.config.profile != MemoryProfile::kHybrid && !was_read) {
    report.not_shown.push_back(fmt::format(
        "that accesses keep to permissions, alignment, sizes and value ranges of their spaces: the "
        "profile {} does not check them, hybrid does",
        to_string(claim.config.profile)));
  }
}

void say_shown(const VerifiedClaim& verified, const MemoryInWords& memory, const MemoryClaim& claim,
               VerificationReport& report) {
  const Comparison* compared = verified.compared;
  const std::string log = compared != nullptr ? compared->name : "some log";
  report.shown.push_back(
      fmt::format("{} applied in order to {} is consistent: each read returns what was last written there",
                  log, memory.start));
  add(memory.end, report.shown);
  if (compared != nullptr && compared->was_read) {
    report.shown.push_back(fmt::format("its digest is {}; the file keeps to the rules of its configuration",
                                       commitment_to_hex(claim.log_digest)));
  }
  if (claim.config.profile == MemoryProfile::kHybrid) {
    report.shown.emplace_back(
        "each access is to a configured space, permitted, aligned and within bounds, and writes to u8 and "
        "u16 "
        "spaces are in range");
  }
  const size_t segments = claim.log_segments().size();
  report.shown.push_back(fmt::format(
      "profile {}, {} memory, {} segment{}{}{}, hashed with {}, at {:.1f} proven bits",
      to_string(claim.config.profile), to_string(claim.config.mode), segments, segments == 1 ? "" : "s",
      how_tied(claim.config.mode), memory.parts_of_ends, to_string(claim.hash), verified.proven_bits));
}

}  // namespace

void describe_log(const VerifiedClaim& verified, const MemoryInWords& memory, VerificationReport& report) {
  const MemoryClaim& claim = log_claim(verified.claim);
  say_not_shown(verified, memory, claim, report);
  if (verified.weakness) {
    // Behind the log if nobody checked which one it is, else first.
    report.not_shown.insert(report.not_shown.begin() + (verified.compared == nullptr ? 1 : 0),
                            *verified.weakness);
  }
  say_shown(verified, memory, claim, report);
}

}  // namespace zkmem
