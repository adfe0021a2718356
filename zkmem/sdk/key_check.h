// The keys that a proof is verified with, derived from its statement and found strong enough.
#pragma once

#include <memory>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/protocol/verifying_key.h"
#include "zkmem/sdk/verify.h"
#include "zkmem/statement/keys.h"
#include "zkmem/statement/zkproof.h"

namespace zkmem {

struct CheckedKeys {
  std::vector<std::shared_ptr<const VerifyingKey>> keys;  // one a segment
  double proven_bits = 0;                                 // of the weakest
  bool is_weak() const;
};

// kRejected if there is no key for the statement's parameters, if it names other keys, or if one gives fewer
// than kRequiredBits proven bits and the options do not allow that.
Result<CheckedKeys> check_keys(KeyCache& keys, const Statement& statement,
                               const VerificationOptions& options);

// What a report says of weak parameters.
std::string weak_sentence(const CheckedKeys& keys);

}  // namespace zkmem
