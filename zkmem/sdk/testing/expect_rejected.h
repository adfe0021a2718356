// Test support: what is expected of every forgery of a program's traces, on a real proof.
#pragma once

#include <gtest/gtest.h>

#include "zkmem/sdk/testing/dishonest_prover.h"

namespace zkmem::testing {

// The prover refuses, and the verifier rejects in the phase that is there for it.
inline void expect_rejected(const rv32im::testing::Forgery& forgery) {
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
