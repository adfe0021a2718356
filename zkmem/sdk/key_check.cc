#include "zkmem/sdk/key_check.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "zkmem/hash/digest_text.h"
#include "zkmem/statement/parameters.h"

namespace zkmem {

bool CheckedKeys::is_weak() const { return !(proven_bits >= kRequiredBits); }

Result<CheckedKeys> check_keys(KeyCache& keys, const Statement& statement,
                               const VerificationOptions& options) {
  auto list = segment_keys(keys, statement);
  if (!list.ok()) return rejected("no key for the proof's parameters: " + list.error().message);
  CheckedKeys checked{*std::move(list), std::numeric_limits<double>::infinity()};
  const VerifyingKey* last = nullptr;
  for (size_t k = 0; k < checked.keys.size(); ++k) {
    const VerifyingKey* key = checked.keys[k].get();
    if (key == last) continue;
    last = key;
    const double bits = proven_bits(*key);
    if (!(bits >= kRequiredBits) && !options.allow_weak_params) {
      return rejected(fmt::format("the parameters {} give {:.1f} proven bits, {} are required",
                                  to_string({statement.parameters, statement.segments[k].log_stacked_height}),
                                  bits, kRequiredBits));
    }
    // A number that is none is no strength.
    checked.proven_bits = bits >= 0 ? std::min(checked.proven_bits, bits) : 0;
  }
  const Digest named = digest_of_keys(checked.keys);
  if (named != statement.keys_digest) {
    return rejected(fmt::format("the proof names the keys {}, derived are {}",
                                digest_to_hex(statement.keys_digest), digest_to_hex(named)));
  }
  return checked;
}

std::string weak_sentence(const CheckedKeys& keys) {
  return fmt::format(
      "security: these parameters give {:.1f} proven bits only (accepted because weak ones were allowed)",
      keys.proven_bits);
}

}  // namespace zkmem
