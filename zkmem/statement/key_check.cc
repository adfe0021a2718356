#include "zkmem/statement/key_check.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "zkmem/hash/digest_text.h"
#include "zkmem/statement/parameters.h"

namespace zkmem {

bool CheckedKeys::is_weak() const { return !(proven_bits >= kRequiredBits); }

double weakest_bits(const std::vector<std::shared_ptr<const VerifyingKey>>& keys) {
  double weakest = std::numeric_limits<double>::infinity();
  for (size_t k = 0; k < keys.size(); ++k) {
    if (k > 0 && keys[k] == keys[k - 1]) continue;
    const double bits = proven_bits(*keys[k]);
    // A number that is none is no strength.
    weakest = bits >= 0 ? std::min(weakest, bits) : 0;
  }
  return weakest;
}

Result<CheckedKeys> check_keys(KeyCache& keys, const Claim& claim, bool allow_weak) {
  auto list = segment_keys(keys, claim);
  if (!list.ok()) return rejected("no key for the proof's parameters: " + list.error().message);
  CheckedKeys checked{*std::move(list), 0};
  checked.proven_bits = weakest_bits(checked.keys);
  for (size_t k = 0; checked.is_weak() && !allow_weak && k < checked.keys.size(); ++k) {
    const double bits = proven_bits(*checked.keys[k]);
    if (bits >= kRequiredBits) continue;
    return rejected(fmt::format("the parameters {} give {:.1f} proven bits, {} are required",
                                to_string({claim.parameters, claim.segment(k).log_stacked_height}), bits,
                                kRequiredBits));
  }
  const Commitment named = digest_of_keys(claim.hash, checked.keys);
  if (named != claim.keys_digest) {
    return rejected(fmt::format(
        "the proof names the keys {}, derived are {}: it is of another machine, or of another version",
        commitment_to_hex(claim.keys_digest), commitment_to_hex(named)));
  }
  return checked;
}

std::string weak_sentence(const CheckedKeys& keys) {
  return fmt::format(
      "security: these parameters give {:.1f} proven bits only (accepted because weak ones were allowed)",
      keys.proven_bits);
}

}  // namespace zkmem
