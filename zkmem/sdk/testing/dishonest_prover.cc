#include "zkmem/sdk/testing/dishonest_prover.h"

#include <bit>

#include <gtest/gtest.h>

#include "zkmem/hash/simd_backend.h"
#include "zkmem/prover/backend.h"
#include "zkmem/prover/prove.h"
#include "zkmem/statement/execution/statement.h"
#include "zkmem/statement/keys.h"
#include "zkmem/statement/parameters.h"
#include "zkmem/verifier/verify.h"

namespace zkmem::testing {
namespace {

// With weak parameters, of the height that the traces need.
std::shared_ptr<const VerifyingKey> key_of(const ProvingInput& input) {
  static KeyCache keys;
  const auto key_at = [](uint32_t height) {
    return keys.key(execution_statement(), execution_statement().default_config(), ParameterFamily::kWeak,
                    height, HashSuite::kPoseidon2);
  };
  const auto any = key_at(20).value();
  std::vector<std::optional<uint32_t>> heights(any->inner.per_air.size());
  for (const AirTraces& air : input) heights[air.air] = static_cast<uint32_t>(std::countr_zero(air.height()));
  const uint32_t height = smallest_stacked_height(ParameterFamily::kWeak, any->inner, heights).value();
  return key_at(height).value();
}

}  // namespace

DishonestOutcome prove_dishonestly(const rv32im::testing::Forger& forger) {
  const ProvingInput input = forger.input();
  const auto key = key_of(input);
  DishonestOutcome outcome;
  if (const Result<Proof> honest = prove(Context{}, *key, input); !honest.ok()) {
    EXPECT_EQ(honest.error().kind, ErrorKind::kRejected) << honest.error().message;
    outcome.refusal = honest.error().message;
  }
  ProveOptions options;
  options.backend = &unchecked_cpu_backend();
  Result<Proof> proof = prove(Context{}, *key, input, options);
  ZKMEM_CHECK(proof.ok());
  VerifyOptions verifying;
  verifying.hash = &simd_hash_backend();
  outcome.verdict = verify(*key, *proof, verifying);
  outcome.proof = *std::move(proof);
  outcome.params = key->inner.params;
  return outcome;
}

bool breaks_a_bus(const rv32im::testing::Forgery& forgery) {
  for (const std::string& refused : forgery.refusal)
    if (refused.starts_with("bus ")) return true;
  return false;
}

void expect_rejected(const rv32im::testing::Forgery& forgery) {
  SCOPED_TRACE("#" + std::to_string(forgery.number) + " " + forgery.name);
  const DishonestOutcome outcome = prove_dishonestly(forgery.forge());
  const bool bus = breaks_a_bus(forgery);
  EXPECT_EQ(outcome.refusal.substr(0, outcome.refusal.find(':')),
            bus ? "interactions do not balance" : "constraints do not hold");
  ASSERT_FALSE(outcome.verdict.ok());
  EXPECT_EQ(outcome.verdict.error().phase,
            bus ? VerifierPhase::kLogUpGkr : VerifierPhase::kBatchedConstraints)
      << outcome.verdict.error().message();
  EXPECT_EQ(outcome.verdict.error().check, bus ? VerifierCheck::kRootNumerator : VerifierCheck::kBatchClaim)
      << outcome.verdict.error().message();
}

}  // namespace zkmem::testing
