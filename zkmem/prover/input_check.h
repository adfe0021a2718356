// Whether traces fit a key, and what proving them takes: everything that can be said before anything is
// allocated.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "zkmem/air/proving_input.h"
#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/protocol/verifying_key.h"

namespace zkmem {

// Presence, heights, widths, public values and the key's height constraints.
Status check_proving_input(const VerifyingKeyContent& key, const ProvingInput& input);

// Log height per AIR of the key; empty: absent. For inputs that passed the check.
std::vector<std::optional<uint32_t>> log_heights(const VerifyingKeyContent& key, const ProvingInput& input);

// kLimit, with both numbers, if `what` needs more bytes than the context allows.
Status check_budget(const Context& context, const std::string& what, uint64_t needed);

}  // namespace zkmem
