// Whether a verifying key is one that the verifier can work with: every index points somewhere, every size is
// within the field's limits. What the reference trusts its own key generation for is checked here once, so
// that no bytes at all lead past the end of anything. Cheap: linear in the key.
#pragma once

#include "zkmem/base/result.h"
#include "zkmem/protocol/verifying_key.h"

namespace zkmem {

// More queries per round than any proof of useful size has (100 bits of security need at most 193).
inline constexpr uint32_t kMaxQueriesPerRound = 1U << 16;

Status check_system_params(const SystemParams& params);
Status check_verifying_key(const VerifyingKeyContent& content);

}  // namespace zkmem
