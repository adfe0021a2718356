#include "zkmem/base/bytes.h"

#include <gtest/gtest.h>

#include "zkmem/base/hex.h"

namespace zkmem {
namespace {

TEST(Bytes, RoundTripIsLittleEndian) {
  ByteWriter writer;
  writer.write_u8(1);
  writer.write_u16(0x0203);
  writer.write_u32(0x04050607);
  writer.write_u64(0x08090a0b0c0d0e0f);
  writer.write_text("zk");
  EXPECT_EQ(to_hex(std::span<const uint8_t>(writer.bytes())),
            "0103020706050"
            "40f0e0d0c0b0a0908"
            "7a6b");
  ByteReader reader(writer.bytes());
  uint8_t a = 0;
  uint16_t b = 0;
  uint32_t c = 0;
  uint64_t d = 0;
  ASSERT_TRUE(reader.read_u8(a) && reader.read_u16(b) && reader.read_u32(c) && reader.read_u64(d));
  EXPECT_EQ(a, 1);
  EXPECT_EQ(b, 0x0203);
  EXPECT_EQ(c, 0x04050607u);
  EXPECT_EQ(d, 0x08090a0b0c0d0e0fu);
  EXPECT_EQ(reader.remaining(), 2u);
}

TEST(Bytes, AShortReadMovesNothing) {
  const std::vector<uint8_t> bytes = {1, 2, 3};
  ByteReader reader(bytes);
  uint32_t word = 9;
  EXPECT_FALSE(reader.read_u32(word));
  EXPECT_EQ(word, 9u);
  EXPECT_EQ(reader.offset(), 0u);
  std::span<const uint8_t> rest;
  EXPECT_FALSE(reader.read_bytes(SIZE_MAX, rest));
  EXPECT_TRUE(reader.read_bytes(3, rest));
  EXPECT_TRUE(reader.at_end());
}

TEST(Hex, RefusesWhatIsNotHex) {
  EXPECT_EQ(to_hex(0x1af0u), "00001af0");
  EXPECT_EQ(from_hex("00fF"), (std::vector<uint8_t>{0, 255}));
  EXPECT_FALSE(from_hex("0").has_value());
  EXPECT_FALSE(from_hex("0g").has_value());
}

}  // namespace
}  // namespace zkmem
