#include "zkmem/hash/hash_suite.h"

#include <random>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "zkmem/hash/blake3_roles.h"
#include "zkmem/hash/hash_backend.h"

namespace zkmem {
namespace {

constexpr std::array<Blake3Role, kNumBlake3Roles> kRoles = {
    Blake3Role::kRow, Blake3Role::kNode,    Blake3Role::kTranscript, Blake3Role::kProofOfWork,
    Blake3Role::kKey, Blake3Role::kKeyList, Blake3Role::kLogDigest};

TEST(HashSuite, HasAName) {
  for (const HashSuite suite : {HashSuite::kPoseidon2, HashSuite::kBlake3})
    EXPECT_EQ(parse_hash_suite(to_string(suite)).value(), suite);
  EXPECT_EQ(parse_hash_suite("sha3").error().message, "hash suites are poseidon2 and blake3, not 'sha3'");
}

TEST(HashSuite, OnlyPoseidon2sCommitmentsAreElements) {
  Commitment commitment;
  commitment.words[4] = BabyBear::kModulus;
  EXPECT_FALSE(is_commitment_of(HashSuite::kPoseidon2, commitment));
  EXPECT_TRUE(is_commitment_of(HashSuite::kBlake3, commitment));
  --commitment.words[4];
  EXPECT_TRUE(is_commitment_of(HashSuite::kPoseidon2, commitment));
}

// The written out keys are those of the contexts, and no two roles have one.
TEST(Blake3Roles, AreKeyDerivationsOfTheirContexts) {
  std::set<Blake3Words> keys;
  for (const Blake3Role role : kRoles) {
    const Blake3Mode derived = blake3_derive_key_mode(blake3_context(role));
    EXPECT_EQ(blake3_mode(role).key, derived.key) << blake3_context(role);
    EXPECT_EQ(blake3_mode(role).flags, derived.flags);
    keys.insert(derived.key);
  }
  EXPECT_EQ(keys.size(), kNumBlake3Roles);
}

// A row of 16 elements, a node and a witness behind a state may be the same bytes, but not the same hash.
TEST(Blake3Roles, SeparateEqualBytes) {
  const std::vector<uint8_t> bytes(64, 5);
  std::set<Blake3Words> digests;
  for (const Blake3Role role : kRoles) digests.insert(blake3_digest(role, bytes));
  EXPECT_EQ(digests.size(), kNumBlake3Roles);
}

TEST(Blake3Output, IsTheExtendedOutputInAnyPieces) {
  std::vector<uint8_t> input(3000);
  for (size_t i = 0; i < input.size(); ++i) input[i] = static_cast<uint8_t>(i * i);
  for (const size_t length : {0U, 1U, 64U, 65U, 1024U, 1025U, 3000U}) {
    const std::span<const uint8_t> part = std::span(input).first(length);
    std::vector<uint8_t> expected(400);
    blake3(blake3_mode(Blake3Role::kTranscript), part, expected);
    Blake3Output output(blake3_mode(Blake3Role::kTranscript), part);
    for (size_t i = 0; i < expected.size(); i += 4) {
      const uint32_t word = expected[i] | uint32_t{expected[i + 1]} << 8 | uint32_t{expected[i + 2]} << 16 |
                            uint32_t{expected[i + 3]} << 24;
      ASSERT_EQ(output.next_word(), word) << length << " " << i;
    }
  }
}

// Rows of other lengths are other rows, also when the difference is zeros: unlike poseidon2's sponge.
TEST(ScalarHashBackend, RowsOfOtherLengthsDiffer) {
  const Blake3Batch& batch = scalar_hash_backend().blake3();
  std::set<Blake3Words> digests;
  for (size_t width = 0; width < 40; ++width) {
    const std::vector<BabyBear> row(width);
    Blake3Words digest;
    batch.hash_rows(blake3_mode(Blake3Role::kRow), row, width, {&digest, 1});
    digests.insert(digest);
  }
  EXPECT_EQ(digests.size(), 40U);
}

}  // namespace
}  // namespace zkmem
