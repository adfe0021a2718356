#include "zkmem/sdk/testing/unchecked_prover.h"

#include <algorithm>
#include <bit>

#include "zkmem/base/check.h"
#include "zkmem/prover/backend.h"
#include "zkmem/prover/prove.h"
#include "zkmem/sdk/testing/proven_log.h"

namespace zkmem::testing {

uint32_t stacked_height_of(const Statement& statement, const MemoryConfig& config, ParameterFamily family,
                           const ProvingInput& input) {
  constexpr uint32_t kAnyHeight = 20;
  const auto key = shared_keys().key(statement, config, family, kAnyHeight, HashSuite::kPoseidon2).value();
  std::vector<std::optional<uint32_t>> heights(key->inner.per_air.size());
  for (const AirTraces& air : input) heights[air.air] = static_cast<uint32_t>(std::countr_zero(air.height()));
  return smallest_stacked_height(family, key->inner, heights).value();
}

Proof prove_unchecked(const Context& context, const VerifyingKey& key, const ProvingInput& input) {
  // Nor does he mind that something is required which he leaves out.
  VerifyingKey lenient = key;
  for (size_t air = 0; air < lenient.inner.per_air.size(); ++air) {
    if (std::ranges::find(input, air, &AirTraces::air) == input.end())
      lenient.inner.per_air[air].is_required = false;
  }
  ProveOptions options;
  options.backend = &unchecked_cpu_backend();
  Result<Proof> proof = prove(context, lenient, input, options);
  ZKMEM_CHECK(proof.ok());
  return *std::move(proof);
}

}  // namespace zkmem::testing
