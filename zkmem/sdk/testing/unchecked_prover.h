// Test support: a prover who does not look at what he proves.
#pragma once

#include <memory>

#include "zkmem/air/proving_input.h"
#include "zkmem/protocol/proof.h"
#include "zkmem/sdk/testing/prover_setting.h"
#include "zkmem/statement/keys.h"

namespace zkmem::testing {

// The smallest height that holds the traces.
uint32_t stacked_height_of(const Statement& statement, const MemoryConfig& config, ParameterFamily family,
                           const ProvingInput& input);

// Of traces that need not satisfy anything.
Proof prove_unchecked(const Context& context, const VerifyingKey& key, const ProvingInput& input);

}  // namespace zkmem::testing
