// Prover and verifier together, on keys that no golden case has: other parameters, the last bus, no proof of
// work. The two see each other only here, above both.
#include <gtest/gtest.h>

#include "zkmem/protocol/golden_cases.h"
#include "zkmem/protocol/presets.h"
#include "zkmem/protocol/proof_codec.h"
#include "zkmem/protocol/verifying_key_check.h"
#include "zkmem/protocol/verifying_key_codec.h"
#include "zkmem/prover/prove.h"
#include "zkmem/prover/trace_files.h"
#include "zkmem/verifier/verify.h"

namespace zkmem {
namespace {

// A golden statement whose key may be changed before it is proven.
class Statement {
 public:
  explicit Statement(const std::string& golden_case)
      : key_(decode_verifying_key(testing::golden_bytes(golden_case + "/vk.postcard")).value()),
        traces_(read_trace_directory(std::string(ZKMEM_TESTDATA) + "/" + golden_case, key_.inner).value()) {}

  VerifyingKeyContent& content() { return key_.inner; }
  const VerifyingKey& key() const { return key_; }

  Result<Proof> prove_it() {
    key_.pre_hash = verifying_key_pre_hash(key_.inner);
    return prove(Context(), key_, traces_.input());
  }

 private:
  VerifyingKey key_;
  TraceDirectory traces_;
};

void expect_accepted(const VerifyingKey& key, const Proof& proof, const std::string& what) {
  const auto key_again = decode_verifying_key(encode_verifying_key(key));
  ASSERT_TRUE(key_again.ok()) << what << ": " << key_again.error().message;
  const Verdict verdict = verify_bytes(*key_again, encode_proof(proof));
  EXPECT_TRUE(verdict.ok()) << what << ": " << verdict.error().message();
}

TEST(ProveAndVerify, ParametersThatNoGoldenCaseHas) {
  struct Case {
    uint32_t l_skip, n_stack, k, log_blowup;
  };
  // One WHIR round and many; a univariate domain of one point and a large one; final polynomials of 1 and of
  // 2^5 values.
  const std::vector<Case> cases = {{2, 4, 6, 1}, {2, 4, 1, 1}, {1, 6, 2, 2}, {3, 5, 4, 3},
                                   {4, 3, 3, 1}, {5, 2, 2, 1}, {2, 9, 6, 2}, {6, 1, 7, 1}};
  for (const char* name : {"swirl/small/fib", "swirl/small/fib_tiny_h2", "swirl/small/interactions",
                           "swirl/small/self_interaction"}) {
    for (const Case& c : cases) {
      Statement statement(name);
      SystemParams params = test_small_params(c.l_skip, c.n_stack, c.k);
      params.log_blowup = c.log_blowup;
      statement.content().params = params;
      const std::string what = std::string(name) + " l_skip " + std::to_string(c.l_skip) + " n_stack " +
                               std::to_string(c.n_stack) + " k " + std::to_string(c.k);
      ASSERT_TRUE(check_verifying_key(statement.content()).ok()) << what;
      const auto proof = statement.prove_it();
      ASSERT_TRUE(proof.ok()) << what << ": " << proof.error().message;
      expect_accepted(statement.key(), *proof, what);
    }
  }
}

TEST(Attack11, TheLastBusIsABusLikeAnyOther) {
  Statement statement("swirl/small/interactions");
  for (AirVerifyingKey& air : statement.content().per_air)
    for (DagInteraction& interaction : air.symbolic_constraints.interactions) interaction.bus_index = 65535;
  const auto proof = statement.prove_it();
  ASSERT_TRUE(proof.ok()) << proof.error().message;
  expect_accepted(statement.key(), *proof, "bus 65535");

  // What is sent on it does not arrive on bus 0, or on the bus that 2^16 would wrap to.
  for (const uint16_t other : {uint16_t{0}, uint16_t{65534}}) {
    Statement mixed("swirl/small/interactions");
    mixed.content().per_air[0].symbolic_constraints.interactions[0].bus_index = 65535;
    mixed.content().per_air[1].symbolic_constraints.interactions[0].bus_index = other;
    EXPECT_FALSE(mixed.prove_it().ok()) << other;
  }
}

// With no bits of work a witness is not read: any canonical value passes, as in the reference.
TEST(Attack31, WitnessesOfNoWorkAreNotRead) {
  Statement statement("swirl/small/interactions");
  SystemParams& params = statement.content().params;
  params.logup.pow_bits = 0;
  params.whir.mu_pow_bits = 0;
  params.whir.folding_pow_bits = 0;
  params.whir.query_phase_pow_bits = 0;
  const auto proof = statement.prove_it();
  ASSERT_TRUE(proof.ok()) << proof.error().message;
  EXPECT_EQ(proof->gkr_proof.logup_pow_witness, BabyBear::zero());
  Proof other = *proof;
  const BabyBear some = BabyBear::from_canonical(123456789);
  other.gkr_proof.logup_pow_witness = some;
  other.whir_proof.mu_pow_witness = some;
  for (BabyBear& witness : other.whir_proof.folding_pow_witnesses) witness = some;
  for (BabyBear& witness : other.whir_proof.query_phase_pow_witnesses) witness = some;
  expect_accepted(statement.key(), *proof, "zero witnesses");
  expect_accepted(statement.key(), other, "other witnesses");
}

}  // namespace
}  // namespace zkmem
