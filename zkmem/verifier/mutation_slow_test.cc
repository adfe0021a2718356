// The exhaustive part of mutation_test.cc: all 255 changes of every byte of one proof, in shards, and every
// word of the others.
#include <gtest/gtest.h>

#include "zkmem/hash/simd_backend.h"
#include "zkmem/protocol/golden_cases.h"
#include "zkmem/verifier/attack_harness.h"
#include "zkmem/verifier/mutations.h"

namespace zkmem {
namespace {

constexpr size_t kShards = 8;

class Attack31Shard : public ::testing::TestWithParam<size_t> {};

TEST_P(Attack31Shard, EveryByteChangeOfAProof) {
  const testing::AttackedProof attacked("swirl/small/fib_tiny_h2", simd_hash_backend());
  testing::expect_byte_changes_rejected(attacked, {.first = GetParam(), .step = kShards});
}

INSTANTIATE_TEST_SUITE_P(Shards, Attack31Shard, ::testing::Range(size_t{0}, kShards));

class Attack31Case : public ::testing::TestWithParam<std::string> {};

TEST_P(Attack31Case, EveryWordOfASmallProofAndSamplesOfALargeOne) {
  const testing::AttackedProof attacked(GetParam(), simd_hash_backend());
  const size_t words = attacked.proof_bytes().size() / 4;
  testing::expect_word_changes_rejected(attacked, {.first = 0, .step = words < 10000 ? 1 : 1 + words / 400});
}

INSTANTIATE_TEST_SUITE_P(Cases, Attack31Case, ::testing::ValuesIn(testing::golden_proof_cases()));

}  // namespace
}  // namespace zkmem
