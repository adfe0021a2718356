#include "zkmem/store/page_table.h"

#include <gtest/gtest.h>

namespace zkmem {
namespace {

Digest digest_of(uint32_t word) {
  Digest digest = {};
  digest[3] = BabyBear::from_canonical(word);
  return digest;
}

TEST(PageTable, RoundTripsInAscendingOrder) {
  const PageTable table = {{{2, 7}, digest_of(5)}, {{1, 9}, digest_of(6)}};
  const auto bytes = encode_page_table(table);
  EXPECT_EQ(decode_page_table(bytes).value(), table);
  auto swapped = bytes;
  std::rotate(swapped.begin(), swapped.begin() + static_cast<std::ptrdiff_t>(bytes.size() / 2),
              swapped.end());
  EXPECT_FALSE(decode_page_table(swapped).ok());
  EXPECT_FALSE(decode_page_table(std::span(bytes).first(bytes.size() - 1)).ok());
}

TEST(PageTable, RefusesDigestsThatAreNotCanonical) {
  auto bytes = encode_page_table({{{2, 7}, digest_of(1)}});
  bytes[8 + 3] = 0xff;
  const auto table = decode_page_table(bytes);
  ASSERT_FALSE(table.ok());
  EXPECT_TRUE(table.error().message.starts_with("byte 8: digest: field element 42")) << table.error().message;
}

TEST(Compression, AllocatesOnlyWhatWasPromised) {
  const std::vector<uint8_t> bytes(4096, 7);
  const auto frame = compress_bytes(bytes);
  EXPECT_LT(frame.size(), 64u);
  EXPECT_EQ(decompress_bytes(frame, 4096).value(), bytes);
  EXPECT_FALSE(decompress_bytes(frame, 4095).ok());
  EXPECT_FALSE(decompress_bytes(std::span(frame).first(frame.size() - 2), 4096).ok());
  EXPECT_FALSE(decompress_bytes({}, 0).ok());
}

}  // namespace
}  // namespace zkmem
