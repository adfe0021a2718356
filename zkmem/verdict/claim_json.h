// What a proof claims, as JSON.
#pragma once

#include <nlohmann/json.hpp>

#include "zkmem/statement/claim.h"

namespace zkmem::verdict {

// Without the public values' opening.
nlohmann::ordered_json claim_json(const Claim& claim);

// The values alone, of a statement that has them; else null.
nlohmann::ordered_json public_values_json(const Claim& claim);
// With what opens them against the last root, as OpenVM's verifier reads it.
nlohmann::ordered_json public_values_proof_json(const Claim& claim);

}  // namespace zkmem::verdict
