// The keys of zkmem's own machine: whatever changes a constraint, a bus or the order of its chips changes
// them, and with them every proof that is about.
#include "zkmem/statement/keys.h"

#include <gtest/gtest.h>

#include "zkmem/hash/digest_text.h"
#include "zkmem/statement/execution_global/statement.h"
#include "zkmem/statement/parameters.h"

namespace zkmem {
namespace {

std::shared_ptr<const VerifyingKey> key_of(const Statement& statement, ParameterFamily family,
                                           HashSuite hash) {
  KeyCache keys;
  return keys.key(statement, statement.default_config(), family, 20, hash).value();
}

TEST(GlobalMachineKeys, AreThese) {
  const Statement& statement = global_execution_statement();
  EXPECT_EQ(commitment_to_hex(key_of(statement, ParameterFamily::kApp, HashSuite::kPoseidon2)->pre_hash),
            "09813fb516a7dff81571f3253769c1076d8ceca5408d8ace5f8b21585c6eb1db");
  EXPECT_EQ(commitment_to_hex(key_of(statement, ParameterFamily::kFast, HashSuite::kBlake3)->pre_hash),
            "0a7dbd810cd7a74bb20bfd619927ae0e642cbeb42216841bfea857a84bf733a1");
}

TEST(GlobalMachineKeys, AreNotOpenVms) {
  const auto own = key_of(global_execution_statement(), ParameterFamily::kApp, HashSuite::kPoseidon2);
  const auto openvm = key_of(execution_statement(), ParameterFamily::kApp, HashSuite::kPoseidon2);
  EXPECT_NE(own->pre_hash, openvm->pre_hash);
  EXPECT_EQ(own->inner.per_air.size(), size_t{rv32im::kNumGlobalMachineAirs});
  EXPECT_EQ(openvm->inner.per_air.size(), size_t{rv32im::kNumMachineAirs});
  EXPECT_EQ(global_execution_statement().airs_name({}), "zkmem-rv32im");
  EXPECT_GE(proven_bits(*own), kRequiredBits);
}

// What OpenVM's key says of heights, this one says, too: no message of the machine's buses can be sent p
// times.
TEST(GlobalMachineKeys, BoundTheirBuses) {
  const auto own = key_of(global_execution_statement(), ParameterFamily::kApp, HashSuite::kPoseidon2);
  const auto openvm = key_of(execution_statement(), ParameterFamily::kApp, HashSuite::kPoseidon2);
  size_t bounded = 0;
  for (const TraceHeightConstraint& constraint : own->inner.trace_height_constraints) {
    EXPECT_LE(constraint.threshold, BabyBear::kModulus);
    // Every instruction chip has messages on the execution and the memory bus.
    bool counts_all = true;
    for (size_t air = rv32im::kAirDivRem; air <= rv32im::kAirBaseAlu; ++air)
      counts_all &= air == rv32im::kAirRangeTuple || constraint.coefficients[air] >= 2;
    bounded += counts_all ? 1 : 0;
  }
  EXPECT_GE(bounded, 1u);
  EXPECT_FALSE(openvm->inner.trace_height_constraints.empty());
}

}  // namespace
}  // namespace zkmem
