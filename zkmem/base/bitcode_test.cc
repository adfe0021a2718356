#include "zkmem/base/bitcode.h"

#include <functional>

#include <gtest/gtest.h>

#include "zkmem/base/bitcode_fields.h"
#include "zkmem/base/hex.h"

namespace zkmem {

// A Rust enum { A, B(u32), C { x: usize, y: bool } } and a structure of everything that there is.
struct Choice {
  uint32_t variant = 0;
  uint32_t b = 0;
  uint32_t x = 0;
  bool y = false;
  friend bool operator==(const Choice&, const Choice&) = default;
};
struct Everything {
  uint8_t a = 0;
  uint16_t b = 0;
  uint32_t c = 0;
  uint32_t d = 0;
  bool e = false;
  std::string f;
  std::optional<uint32_t> g;
  std::array<uint32_t, 3> h = {};
  int32_t i = 0;
  Choice j;
  friend bool operator==(const Everything&, const Everything&) = default;
};
// (Vec<bool>, u8)
struct LateType {
  std::vector<bool> flags;
  uint8_t number = 0;
};
struct SignedWord {
  int32_t value = 0;
  friend bool operator==(const SignedWord&, const SignedWord&) = default;
};
struct Entry {
  std::array<uint32_t, 2> key = {};
  uint8_t value = 0;
};
struct Map {
  std::vector<Entry> entries;
};

template <class A>
void visit(A& a, typename A::Node& node, const char* what, Choice& choice) {
  a.variant(node, choice.variant, 3, what);
  if (choice.variant == 1) visit(a, a.content(node, 1), what, choice.b);
  if (choice.variant == 2)
    visit_fields(a, a.content(node, 2), field("x", usize(choice.x)), field("y", choice.y));
}
template <class A>
void visit(A& a, typename A::Node& node, const char* what, SignedWord& word) {
  a.signed_integer(node, BitcodeInt::kU64, word.value, what);
}
template <class A>
void visit(A& a, typename A::Node& node, const char*, Everything& all) {
  SignedWord word{all.i};
  visit_fields(a, node, field("a", all.a), field("b", all.b), field("c", all.c), field("d", usize(all.d)),
               field("e", all.e), field("f", all.f), field("g", all.g), field("h", all.h), field("i", word),
               field("j", all.j));
  all.i = word.value;
}
template <class A>
void visit(A& a, typename A::Node& node, const char* what, LateType& value) {
  a.tuple(node, 2);
  uint64_t size = value.flags.size();
  a.length(a.field(node, 0), size, what);
  value.flags.resize(size);
  for (uint64_t i = 0; i < size; ++i) {
    bool flag = value.flags[i];
    visit(a, a.item(a.field(node, 0)), what, flag);
    value.flags[i] = flag;
  }
  visit(a, a.field(node, 1), what, value.number);
}
template <class A>
void visit(A& a, typename A::Node& node, const char* what, Map& map) {
  uint64_t size = map.entries.size();
  a.map(node, size, what);
  map.entries.resize(size);
  for (Entry& entry : map.entries) {
    visit(a, a.field(node, 0), what, entry.key);
    visit(a, a.field(node, 1), what, entry.value);
  }
}

namespace {

std::vector<uint8_t> bytes_of(std::string_view hex) { return from_hex(hex).value(); }

// Both ways: what bitcode 0.6.9 of the registry makes of the same value, byte for byte.
template <class T>
T expect_bytes(T value, std::string_view hex) {
  EXPECT_EQ(to_hex(write_bitcode(value, "value")), hex);
  const Result<T> read = read_bitcode<T>(bytes_of(hex), "value");
  EXPECT_TRUE(read.ok()) << read.error().message;
  return *read;
}

template <class T>
void expect_vector(const std::vector<T>& values, std::string_view hex) {
  EXPECT_EQ(expect_bytes(values, hex), values);
}

std::vector<uint32_t> made(size_t count, const std::function<uint32_t(uint32_t)>& f) {
  std::vector<uint32_t> values;
  for (uint32_t i = 0; i < count; ++i) values.push_back(f(i));
  return values;
}

struct UsizeVector {
  std::vector<uint32_t> values;
  friend bool operator==(const UsizeVector&, const UsizeVector&) = default;
};
template <class A>
void visit(A& a, typename A::Node& node, const char* what, UsizeVector& list) {
  visit(a, node, what, usizes(list.values));
}

uint32_t scattered(uint32_t i) { return i * 2654435761U; }

TEST(Bitcode, Integers) {
  EXPECT_EQ(expect_bytes(uint32_t{7}, "0407"), 7U);
  expect_vector<uint32_t>({1, 2, 3, 1, 0}, "0504067900");
  expect_vector(made(20, [](uint32_t i) { return 1000000 + i; }),
                "140340420f0000000102030405060708090a0b0c0d0e0f10111213");
  expect_vector(made(40, scattered),
                "280000000000b179379e62f36e3c136da6dac4e6dd787560151726da4cb5d753845388cdbbf13947f38feac02a"
                "2e9b3a62cc4cb4996afd2dd108aea708a75f214045109b77e3c114af81728ee61f23081ebed481555c85fb8cfa"
                "3675c498e7eefb36986833d549e26a73fa5ba211abd5d9af5c4f114e0dc948ecbe42808a6fbcb7282036efc6d1"
                "af266582295e0333a395a1e41ccd3f959604de46103c7cf789731a");
  expect_vector<uint16_t>({300}, "012c01");
  expect_vector<uint16_t>({300, 301, 299}, "03002c012d012b01");
  const UsizeVector usizes{made(9, [](uint32_t i) { return i * 4000; })};
  EXPECT_EQ(expect_bytes(usizes, "09040000a00f401fe02e803e204ec05d606d007d"), usizes);
}

// The first sixteen decide whether the rest is looked at.
TEST(Bitcode, IntegersThatAreFarApartLaterOnly) {
  expect_vector(made(40, [](uint32_t i) { return i < 20 ? i : scattered(i); }),
                "2800000000000100000002000000030000000400000005000000060000000700000008000000090000000a0000"
                "000b0000000c0000000d0000000e0000000f00000010000000110000001200000013000000d481555c85fb8cfa"
                "3675c498e7eefb36986833d549e26a73fa5ba211abd5d9af5c4f114e0dc948ecbe42808a6fbcb7282036efc6d1"
                "af266582295e0333a395a1e41ccd3f959604de46103c7cf789731a");
}

TEST(Bitcode, SignedIntegers) {
  expect_vector<SignedWord>({{-1}, {3}, {-4}, {5}, {2}, {-2}, {0}}, "0705fcffffffffffffff0273902604");
  expect_vector<SignedWord>({{1}, {3}, {4}}, "030604a3");
}

TEST(Bitcode, Bytes) {
  expect_vector<uint8_t>({0, 5, 4, 3, 2, 1, 0}, "0704ae3300");
  expect_vector<uint8_t>({2, 1, 0, 2, 1, 0, 2}, "07088c06");
  expect_vector<uint8_t>({250, 251, 252, 250, 251, 252}, "0607fa6602");
}

TEST(Bitcode, LengthsOf255AndMoreStandApart) {
  expect_vector<std::vector<uint32_t>>(
      {{1}, {}, made(300, [](uint32_t i) { return i; })},
      "03000100ff042c0102010000000100020003000400050006000700080009000a000b000c000d000e000f001000"
      "1100120013001400150016001700180019001a001b001c001d001e001f00200021002200230024002500260027"
      "00280029002a002b002c002d002e002f0030003100320033003400350036003700380039003a003b003c003d00"
      "3e003f0040004100420043004400450046004700480049004a004b004c004d004e004f00500051005200530054"
      "00550056005700580059005a005b005c005d005e005f0060006100620063006400650066006700680069006a00"
      "6b006c006d006e006f0070007100720073007400750076007700780079007a007b007c007d007e007f00800081"
      "00820083008400850086008700880089008a008b008c008d008e008f0090009100920093009400950096009700"
      "980099009a009b009c009d009e009f00a000a100a200a300a400a500a600a700a800a900aa00ab00ac00ad00ae"
      "00af00b000b100b200b300b400b500b600b700b800b900ba00bb00bc00bd00be00bf00c000c100c200c300c400"
      "c500c600c700c800c900ca00cb00cc00cd00ce00cf00d000d100d200d300d400d500d600d700d800d900da00db"
      "00dc00dd00de00df00e000e100e200e300e400e500e600e700e800e900ea00eb00ec00ed00ee00ef00f000f100"
      "f200f300f400f500f600f700f800f900fa00fb00fc00fd00fe00ff000001010102010301040105010601070108"
      "0109010a010b010c010d010e010f0110011101120113011401150116011701180119011a011b011c011d011e01"
      "1f0120012101220123012401250126012701280129012a012b01");
}

// A column comes where a value of its type is met first, not where the type is named.
TEST(Bitcode, ColumnsComeInTheOrderInWhichTheyAreMet) {
  const std::vector<LateType> read =
      expect_bytes(std::vector<LateType>{{{}, 0}, {{true}, 1}}, "020001000101");
  ASSERT_EQ(read.size(), 2U);
  EXPECT_TRUE(read[0].flags.empty());
  EXPECT_EQ(read[1].flags, std::vector<bool>{true});
  EXPECT_EQ(read[1].number, 1);
}

TEST(Bitcode, Maps) {
  const Map map{{{{2, 10}, 7}, {{2, 11}, 8}, {{2, 300}, 9}}};
  const Map read = expect_bytes(map, "0304081a020a000b002c01028709");
  ASSERT_EQ(read.entries.size(), 3U);
  EXPECT_EQ(read.entries[2].key[1], 300U);
  EXPECT_EQ(read.entries[2].value, 9);
}

Everything everything(uint32_t k) {
  Everything all;
  all.a = static_cast<uint8_t>(k);
  all.b = static_cast<uint16_t>(k * k);
  all.c = k << 20;
  all.d = k * 1000;
  all.e = k % 2 == 1;
  all.f = std::string(k, 'x');
  if (k % 3 != 0) all.g = k;
  all.h = {k, k + 1, k * 70000};
  all.i = static_cast<int32_t>(k) - 2;
  all.j.variant = k % 3;
  if (k % 3 == 1) all.j.b = k;
  if (k % 3 == 2) all.j.x = k, all.j.y = true;
  return all;
}

constexpr std::string_view kStructures =
    "080210325476020000010409101924310000000000000010000000200000003000000040000000500000006000"
    "00007000040000e803d007b80ba00f88137017581baa0210325476787878787878787878787878787878787878"
    "787878787878787878780ab6040210325476040221436587000000000070110100e022020050340300c0450400"
    "30570500a0680600107a070005feffffffffffffff021032547608660b04022154070402410706020503";

TEST(Bitcode, StructuresAndEnums) {
  EXPECT_EQ(expect_bytes(everything(3), "030900000000300004b80b010378787800040304040050340300060100"),
            everything(3));
  std::vector<Everything> values;
  for (uint32_t k = 0; k < 8; ++k) values.push_back(everything(k));
  expect_vector(values, kStructures);
}

template <class T>
std::string refusal(std::string_view hex) {
  const Result<T> read = read_bitcode<T>(bytes_of(hex), "value");
  return read.ok() ? "read" : read.error().message;
}

TEST(Bitcode, RefusesWithTheByteAndBothNumbers) {
  EXPECT_EQ(refusal<uint32_t>(""), "byte 0: value: needs 1 bytes, 0 are left");
  EXPECT_EQ(refusal<uint32_t>("0407ff"), "byte 2: end: 1 bytes follow");
  EXPECT_EQ(refusal<uint32_t>("07"), "byte 0: value: 7 is no packing of integers");
  EXPECT_EQ(refusal<uint32_t>("4001020304"), "byte 0: value: 64 is no packing of integers");
  EXPECT_EQ(refusal<uint32_t>("00010203"),
            "byte 1: value: 1 items of at least 4 bytes, but only 3 bytes are left");
  EXPECT_EQ(refusal<std::vector<uint8_t>>("050b0000"), "byte 1: value: 11 is no packing of bytes");
  EXPECT_EQ(refusal<std::optional<uint32_t>>("02"), "byte 0: value: variant 2, there are 2");
  EXPECT_EQ(refusal<std::vector<uint32_t>>("ff00ffffffffffffff7f"),
            "byte 0: value: 9223372036854775807 items, but only 0 bytes are left");
  EXPECT_EQ(refusal<std::vector<uint32_t>>("fe"), "byte 0: value: 254 items, but only 0 bytes are left");
}

TEST(Bitcode, RefusesNumbersThatAreTooLarge) {
  EXPECT_EQ(refusal<UsizeVector>("0100000000000001000000"),
            "byte 2: value: 1099511627776 is above 4294967295");
  EXPECT_EQ(refusal<SignedWord>("000000000001000000"), "byte 1: value: it does not fit 32 bits");
}

// Cut off anywhere, and with any byte changed: an error or another value, never more than that.
TEST(Bitcode, NoBytesDoHarm) {
  const std::vector<uint8_t> bytes = bytes_of(kStructures);
  for (size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(read_bitcode<std::vector<Everything>>(std::span(bytes).first(size), "value").ok()) << size;
  for (size_t at = 0; at < bytes.size(); ++at) {
    for (const unsigned change : {0x01U, 0x80U, 0xffU}) {
      std::vector<uint8_t> changed = bytes;
      changed[at] = static_cast<uint8_t>(changed[at] ^ change);
      Result<std::vector<Everything>> read = read_bitcode<std::vector<Everything>>(changed, "value");
      if (!read.ok()) continue;
      // What is read is a value like any other.
      const std::vector<uint8_t> again = write_bitcode(*read, "value");
      EXPECT_EQ(read_bitcode<std::vector<Everything>>(again, "value").value(), *read);
    }
  }
}

}  // namespace
}  // namespace zkmem
