#include "zkmem/hash/digest_text.h"

#include <gtest/gtest.h>

namespace zkmem {
namespace {

TEST(DigestHex, IsEightBigEndianWords) {
  Digest digest = {};
  digest[0] = BabyBear::from_canonical(0x1234);
  digest[7] = BabyBear::from_canonical(1);
  const std::string text = digest_to_hex(digest);
  EXPECT_EQ(text, "00001234" + std::string(48, '0') + "00000001");
  EXPECT_EQ(digest_from_hex(text).value(), digest);
  EXPECT_FALSE(digest_from_hex("ff").ok());
  EXPECT_FALSE(digest_from_hex(std::string(64, 'f')).ok());
}

TEST(CommitmentHex, HasWordsOfAnyValue) {
  Commitment commitment;
  commitment.words = {0xffffffff, 2, 3, 4, 5, 6, 7, BabyBear::kModulus};
  const std::string text = commitment_to_hex(commitment);
  EXPECT_EQ(text.substr(0, 16), "ffffffff00000002");
  EXPECT_EQ(commitment_from_hex(text).value(), commitment);
  EXPECT_FALSE(digest_from_hex(text).ok());
  EXPECT_FALSE(commitment_from_hex(text + "00").ok());
}

TEST(Commitment, IsADigestsCanonicalWords) {
  Digest digest = {};
  digest[3] = BabyBear::zero() - BabyBear::one();
  const Commitment commitment = to_commitment(digest);
  EXPECT_EQ(commitment.words[3], BabyBear::kModulus - 1);
  EXPECT_EQ(to_digest(commitment), digest);
  Commitment above = commitment;
  ++above.words[3];
  EXPECT_FALSE(has_digest(above));
}

}  // namespace
}  // namespace zkmem
