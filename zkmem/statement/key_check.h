// The keys that a proof is verified with, derived from its claim and found strong enough.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/protocol/verifying_key.h"
#include "zkmem/statement/keys.h"

namespace zkmem {

struct CheckedKeys {
  std::vector<std::shared_ptr<const VerifyingKey>> keys;  // one a segment
  double proven_bits = 0;                                 // of the weakest
  bool is_weak() const;
};

// kRejected if there is no key for the claim's parameters, if it names other keys, or if one gives fewer than
// kRequiredBits proven bits and that is not allowed.
Result<CheckedKeys> check_keys(KeyCache& keys, const Claim& claim, bool allow_weak);

// What a report says of weak parameters.
std::string weak_sentence(const CheckedKeys& keys);

// Proven bits of the weakest of these keys; there is one.
double weakest_bits(const std::vector<std::shared_ptr<const VerifyingKey>>& keys);

}  // namespace zkmem
