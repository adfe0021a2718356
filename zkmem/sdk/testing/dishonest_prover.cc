#include "zkmem/sdk/testing/dishonest_prover.h"

#include "zkmem/base/check.h"
#include "zkmem/hash/simd_backend.h"
#include "zkmem/prover/prove.h"
#include "zkmem/sdk/testing/proven_log.h"
#include "zkmem/sdk/testing/unchecked_prover.h"
#include "zkmem/statement/execution/statement.h"
#include "zkmem/verifier/verify.h"

namespace zkmem::testing {

DishonestOutcome prove_dishonestly(const rv32im::testing::Forger& forger, const ProverSetting& setting) {
  const ProvingInput input = forger.input();
  const Statement& statement = execution_statement();
  const MemoryConfig config = statement.default_config();
  const uint32_t height = stacked_height_of(statement, config, setting.parameters, input);
  const auto key =
      shared_keys().key(statement, config, setting.parameters, height, HashSuite::kPoseidon2).value();
  DishonestOutcome outcome;
  if (const Result<Proof> honest = prove(setting.context, *key, input); !honest.ok()) {
    ZKMEM_CHECK(honest.error().kind == ErrorKind::kRejected);
    outcome.refusal = honest.error().message;
  }
  outcome.proof = prove_unchecked(setting.context, *key, input);
  VerifyOptions verifying;
  verifying.hash = &simd_hash_backend();
  outcome.verdict = verify(*key, outcome.proof, verifying);
  outcome.params = key->inner.params;
  outcome.log_stacked_height = height;
  return outcome;
}

bool breaks_a_bus(const rv32im::testing::Forgery& forgery) {
  for (const std::string& refused : forgery.refusal)
    if (refused.starts_with("bus ")) return true;
  return false;
}

}  // namespace zkmem::testing
