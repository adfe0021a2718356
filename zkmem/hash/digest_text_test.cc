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

}  // namespace
}  // namespace zkmem
