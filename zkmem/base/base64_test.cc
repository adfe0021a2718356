#include "zkmem/base/base64.h"

#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace zkmem {
namespace {

std::string encode(std::string_view text) {
  return to_base64(std::vector<uint8_t>(text.begin(), text.end()));
}

TEST(Base64, VectorsOfRfc4648) {
  EXPECT_EQ(encode(""), "");
  EXPECT_EQ(encode("f"), "Zg==");
  EXPECT_EQ(encode("fo"), "Zm8=");
  EXPECT_EQ(encode("foo"), "Zm9v");
  EXPECT_EQ(encode("foob"), "Zm9vYg==");
  EXPECT_EQ(encode("fooba"), "Zm9vYmE=");
  EXPECT_EQ(encode("foobar"), "Zm9vYmFy");
  EXPECT_EQ(to_base64(std::vector<uint8_t>{0xff, 0xfb, 0xef}), "//vv");
}

}  // namespace
}  // namespace zkmem
