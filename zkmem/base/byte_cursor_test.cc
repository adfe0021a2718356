#include "zkmem/base/byte_cursor.h"

#include <gtest/gtest.h>

namespace zkmem {
namespace {

using Bytes = std::vector<uint8_t>;

TEST(ByteCursor, ReadsStraightOn) {
  const Bytes bytes = {7, 1, 0x2a, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0xac, 0x02, 'a', 'b', 9};
  ByteCursor in(bytes);
  EXPECT_EQ(in.u8("byte"), 7);
  EXPECT_TRUE(in.flag("flag"));
  EXPECT_EQ(in.u32("word"), 42U);
  EXPECT_EQ(in.u64("long"), 0x0100000000000001U);
  EXPECT_EQ(in.varint(300, "varint"), 300U);
  in.text("ab", "text");
  EXPECT_EQ(in.place(), 18U);
  EXPECT_EQ(in.bytes(1, "rest")[0], 9);
  EXPECT_TRUE(in.finish().ok());
}

TEST(ByteCursor, KeepsItsFirstErrorAndReadsZerosThen) {
  const Bytes bytes = {1, 0, 0, 0, 5, 6};
  ByteCursor in(bytes, 100);
  EXPECT_EQ(in.u32("first"), 1U);
  EXPECT_EQ(in.u32("second"), 0U);
  EXPECT_EQ(in.u8("third"), 0);
  EXPECT_TRUE(in.bytes(1, "fourth").empty());
  EXPECT_EQ(in.varint(9, "fifth"), 0U);
  EXPECT_FALSE(in.flag("sixth"));
  in.text("zz", "seventh");
  EXPECT_EQ(in.error().message, "byte 104: second: needs 4 bytes, 2 are left");
  EXPECT_EQ(in.finish().error().message, in.error().message);
  EXPECT_EQ(in.place(), 104U);
}

TEST(ByteCursor, BelievesNoCountBeforeItsBytesAreThere) {
  const Bytes two = {2, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2};
  ByteCursor in(two);
  EXPECT_EQ(in.count_u32(4, "items"), 2U);
  EXPECT_FALSE(in.failed());
  ByteCursor more(two);
  EXPECT_EQ(more.count_u32(5, "items"), 0U);
  EXPECT_EQ(more.error().message, "byte 4: items: 2 items of at least 5 bytes, but only 8 bytes are left");
  const Bytes huge(16, 0xff);
  ByteCursor long_count(huge);
  EXPECT_EQ(long_count.count_u64(8, "items"), 0U);
  EXPECT_TRUE(long_count.failed());
  ByteCursor long_bytes(huge);
  EXPECT_TRUE(long_bytes.bytes(long_bytes.u64("length"), "payload").empty());
  EXPECT_EQ(long_bytes.error().message, "byte 8: payload: needs 18446744073709551615 bytes, 8 are left");
}

TEST(ByteCursor, NamesTheByteAtWhichAnItemBegins) {
  const Bytes bytes = {0, 2};
  ByteCursor in(bytes);
  EXPECT_EQ(in.u8("first"), 0);
  EXPECT_FALSE(in.flag("answer"));
  EXPECT_EQ(in.error().message, "byte 1: answer: 2 is neither 0 nor 1");
  ByteCursor magic(bytes);
  magic.text("\x01", "format");
  EXPECT_EQ(magic.error().message, "byte 0: format: it does not start with \x01");
}

TEST(ByteCursor, RefusesWhatFollows) {
  const Bytes bytes = {1, 2, 3};
  ByteCursor in(bytes);
  EXPECT_EQ(in.u8("all"), 1);
  EXPECT_EQ(in.finish().error().message, "byte 1: end: 2 bytes follow");
}

TEST(ByteCursor, TakesIntegersInAsFewBytesAsTheyNeedOnly) {
  const auto error_of = [](const Bytes& bytes, uint64_t max) {
    ByteCursor in(bytes);
    EXPECT_EQ(in.varint(max, "n"), 0U);
    return in.error().message;
  };
  EXPECT_EQ(error_of({0x80}, 9), "byte 0: n: the bytes end inside an integer");
  EXPECT_EQ(error_of({0x81, 0x00}, 9), "byte 0: n: an integer in more bytes than it needs");
  EXPECT_EQ(error_of({0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02}, 9),
            "byte 0: n: an integer above 64 bits");
  EXPECT_EQ(error_of({10}, 9), "byte 1: n: 10 is above 9");
}

TEST(ByteCursor, ReadsEveryIntegerThatIsWritten) {
  for (const uint64_t value :
       {uint64_t{0}, uint64_t{127}, uint64_t{128}, uint64_t{16384}, UINT64_MAX >> 1, UINT64_MAX}) {
    ByteWriter out;
    out.write_varint(value);
    ByteCursor in(out.bytes());
    EXPECT_EQ(in.varint(UINT64_MAX, "n"), value);
    EXPECT_TRUE(in.finish().ok());
  }
}

}  // namespace
}  // namespace zkmem
