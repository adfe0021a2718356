#include "zkmem/statement/execution/outcome.h"

#include <algorithm>

#include <fmt/format.h>

#include "zkmem/base/hex.h"

namespace zkmem {
namespace {

Status check_exit_code(uint32_t proven, std::optional<uint32_t> wanted) {
  if (!wanted || proven == *wanted) return {};
  return rejected(
      fmt::format("the proof is valid, but the program {} with exit code {}{} (verify --exit-code "
                  "{} accepts that)",
                  proven == 0 ? "succeeded" : "failed", proven,
                  *wanted == 0 ? "" : fmt::format(", not {}", *wanted), proven));
}

Status check_public_values(const std::vector<BabyBear>& proven,
                           const std::optional<std::vector<uint8_t>>& wanted) {
  if (!wanted) return {};
  if (wanted->size() > proven.size()) {
    return rejected(fmt::format("the proof is valid, but has {} public values, {} are asked for",
                                proven.size(), wanted->size()));
  }
  std::vector<uint8_t> all = *wanted;
  all.resize(proven.size());
  if (std::ranges::equal(proven, all, {}, &BabyBear::as_canonical)) return {};
  std::vector<uint8_t> bytes;
  for (const BabyBear value : proven) bytes.push_back(static_cast<uint8_t>(value.as_canonical()));
  return rejected(fmt::format("the proof is valid, but the program's public values are {}, {} are asked for",
                              to_hex(bytes), to_hex(all)));
}

}  // namespace

Status check_run_outcome(const ExecutionClaim& claim, const VerificationOptions& options) {
  ZKMEM_RETURN_IF_ERROR(check_exit_code(claim.exit_code, options.exit_code));
  return check_public_values(claim.revealed(), options.public_values);
}

}  // namespace zkmem
