// Corruption of .zklog files: whatever is cut off or changed is reported with a byte offset, never accepted.
#include "zkmem/memory/log/zklog.h"

#include <cstring>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <xxhash.h>

#include "zkmem/field/babybear.h"
#include "zkmem/memory/log/jsonl.h"
#include "zkmem/memory/online/controller.h"

namespace zkmem {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

LogFile sample() {
  auto file = parse_jsonl(R"({"zklog":1,"initial_memory":[[2,100,1],[4,5,77],[2,400000,9]]}
{"op":"read","as":2,"ptr":100,"size":4,"values":[1,0,0,0]}
{"op":"inc","amount":3}
{"op":"write","as":4,"ptr":5,"size":2,"values":[1,2]}
{"op":"read","as":0,"ptr":9,"size":1}
{"op":"segment"}
{"op":"read","as":2,"ptr":100,"size":4}
)",
                          BabyBear::kModulus, {});
  EXPECT_TRUE(file.ok());
  return std::move(file).value();
}

std::vector<uint8_t> encode(const LogFile& file) {
  ZklogEncoder encoder(file.config, file.initial);
  encoder.append(file.log);
  encoder.finish();
  return encoder.take_bytes();
}

Result<LogFile> parse(std::span<const uint8_t> bytes) { return parse_zklog(bytes, BabyBear::kModulus, {}); }

TEST(Zklog, EveryTruncationIsReportedWithItsOffset) {
  const std::vector<uint8_t> whole = encode(sample());
  ASSERT_TRUE(parse(whole).ok());
  for (size_t length = 0; length < whole.size(); ++length) {
    const auto file = parse(std::span(whole).first(length));
    ASSERT_FALSE(file.ok()) << length;
    ASSERT_THAT(file.error().message, StartsWith("byte ")) << length;
    ASSERT_LE(std::stoul(file.error().message.substr(5)), length);
  }
}

TEST(Zklog, EveryAlteredByteIsReportedWithItsOffset) {
  const std::vector<uint8_t> whole = encode(sample());
  for (size_t at = 0; at < whole.size(); ++at) {
    for (const int flip : {0x01, 0x80}) {
      std::vector<uint8_t> altered = whole;
      altered[at] = static_cast<uint8_t>(altered[at] ^ flip);
      const auto file = parse(altered);
      ASSERT_FALSE(file.ok()) << at;
      ASSERT_THAT(file.error().message, StartsWith("byte ")) << at;
      ASSERT_LE(std::stoul(file.error().message.substr(5)), at) << file.error().message;
    }
  }
}

TEST(Zklog, TrailingBytesAreRefused) {
  std::vector<uint8_t> bytes = encode(sample());
  const size_t size = bytes.size();
  bytes.push_back(0);
  EXPECT_EQ(parse(bytes).error().message,
            "byte " + std::to_string(size) + ": 1 bytes follow the last section");
}

TEST(Zklog, VersionAndMagicAreChecked) {
  std::vector<uint8_t> bytes = encode(sample());
  bytes[8] = 2;
  EXPECT_EQ(parse(bytes).error().message, "byte 8: version 2 is not 1");
  bytes[0] = 'X';
  EXPECT_EQ(parse(bytes).error().message, "byte 0: this is no .zklog file");
  EXPECT_FALSE(is_zklog(bytes));
}

// A file whose checksums are right but whose contents are not: built section by section.
class Forged {
 public:
  Forged() {
    out_.write_text("ZKMEMLOG");
    out_.write_u32(1);
  }
  Forged& section(const char* kind, const ByteWriter& payload) {
    ByteWriter body;
    body.write_text(kind);
    body.write_u64(payload.size());
    body.write_bytes(payload.bytes());
    out_.write_bytes(body.bytes());
    out_.write_u64(XXH3_64bits(body.bytes().data(), body.size()));
    return *this;
  }
  Forged& config() {
    ByteWriter json;
    json.write_text(to_json(MemoryConfig::hybrid_default()));
    return section("CONF", json);
  }
  Forged& pages(uint32_t space, uint32_t pointer, uint32_t count, size_t bytes, uint8_t fill) {
    ByteWriter p;
    p.write_u32(space);
    p.write_u32(pointer);
    p.write_u32(count);
    for (size_t i = 0; i < bytes; ++i) p.write_u8(fill);
    return section("PAGE", p);
  }
  // One operation.
  Forged& operation(uint8_t kind, uint8_t space, uint32_t pointer, std::vector<uint8_t> time,
                    std::vector<uint8_t> values, uint32_t count = 1) {
    ByteWriter p;
    p.write_u32(count);
    p.write_u32(static_cast<uint32_t>(time.size()));
    p.write_u8(kind);
    p.write_u8(space);
    p.write_u32(pointer);
    p.write_bytes(time);
    p.write_bytes(values);
    return section("OPER", p);
  }
  Forged& done(uint64_t entries, uint32_t clock) {
    ByteWriter p;
    p.write_u64(entries);
    p.write_u32(clock);
    return section("DONE", p);
  }
  std::string problem() const {
    const auto file = parse(out_.bytes());
    return file.ok() ? "" : file.error().message;
  }

 private:
  ByteWriter out_;
};

TEST(Zklog, ContentsAreCheckedBeyondTheChecksum) {
  EXPECT_EQ(Forged().config().operation(2, 2, 8, {0}, {1, 2, 3, 4}).done(1, 2).problem(), "");
  EXPECT_THAT(Forged().config().operation(2, 2, 8, {0}, {1, 2, 3, 4}).done(2, 2).problem(),
              HasSubstr("2 operations announced, 1 found"));
  EXPECT_THAT(Forged().config().operation(2, 2, 8, {0}, {1, 2, 3, 4}).done(1, 1).problem(),
              HasSubstr("the clock ends at 1 but is at 2"));
  EXPECT_THAT(Forged().config().operation(2, 2, 8, {0}, {1, 2, 3, 4}).done(1, 1u << 29).problem(),
              HasSubstr("timestamp_overflow"));
  EXPECT_THAT(Forged().config().operation(2, 2, 6, {0}, {1, 2, 3, 4}).done(1, 2).problem(),
              HasSubstr("misaligned"));
  EXPECT_THAT(Forged().config().operation(2, 9, 8, {0}, {1, 2, 3, 4}).done(1, 2).problem(),
              HasSubstr("no address space 9"));
  EXPECT_THAT(Forged().config().operation(8, 0, 8, {0}, {}).done(1, 2).problem(),
              HasSubstr("immediate_write"));
  EXPECT_THAT(Forged().config().operation(6, 2, 0, {0}, std::vector<uint8_t>(64)).done(1, 2).problem(),
              HasSubstr("kind 0x06 is unknown"));
  EXPECT_THAT(Forged().config().operation(0x60, 0, 0, {0}, {}).done(1, 1).problem(),
              HasSubstr("kind 0x60 is unknown"));
  EXPECT_THAT(Forged().config().operation(0x40, 1, 0, {0}, {}).done(1, 1).problem(),
              HasSubstr("unused fields are not zero"));
  EXPECT_THAT(Forged().config().operation(0x1a, 2, 8, {0}, {}).done(1, 2).problem(),
              HasSubstr("write of 4 cells at 2:8 has no values"));
  EXPECT_THAT(Forged().config().operation(2, 2, 8, {0}, {1, 2, 3}).done(1, 2).problem(),
              HasSubstr("its values are missing"));
  EXPECT_THAT(Forged().config().operation(2, 2, 8, {0}, {1, 2, 3, 4, 5}).done(1, 2).problem(),
              HasSubstr("1 bytes of its columns are not used"));
  EXPECT_THAT(Forged().config().operation(2, 2, 8, {0x80}, {1, 2, 3, 4}).done(1, 2).problem(),
              HasSubstr("its time delta is no number"));
  EXPECT_THAT(
      Forged().config().operation(2, 2, 8, {0xff, 0xff, 0xff, 0xff, 0x7f}, {1, 2, 3, 4}).done(1, 2).problem(),
      HasSubstr("no number"));
  EXPECT_THAT(
      Forged().config().operation(2, 2, 8, {0xff, 0xff, 0xff, 0xff, 0x0f}, {1, 2, 3, 4}).done(1, 2).problem(),
      HasSubstr("timestamp_overflow"));
  EXPECT_THAT(Forged().config().operation(0x20, 0, 0xffffffff, {0}, {}).done(1, 2).problem(),
              HasSubstr("timestamp_overflow"));
  EXPECT_THAT(Forged().config().operation(2, 2, 8, {0}, {1, 2, 3, 4}, 0).done(0, 1).problem(),
              HasSubstr("0 operations are not between"));
  EXPECT_THAT(Forged().config().operation(2, 2, 8, {0}, {1, 2, 3, 4}, 65536).done(1, 2).problem(),
              HasSubstr("do not fit"));
  EXPECT_THAT(Forged().config().operation(2, 2, 8, {0}, {1, 2, 3, 4}, 0xffffffff).done(1, 2).problem(),
              HasSubstr("4294967295 operations"));
  EXPECT_THAT(Forged().config().operation(0, 4, 8, {0}, {1, 0, 0, 0x78}).done(1, 2).problem(),
              HasSubstr("value_not_representable"));
  EXPECT_EQ(Forged().config().pages(2, 4, 3, 3, 1).done(0, 1).problem(), "");
  EXPECT_THAT(Forged().config().pages(2, 4, 4, 3, 1).done(0, 1).problem(),
              HasSubstr("run of 4 cells in 3 bytes"));
  EXPECT_THAT(Forged().config().pages(2, 4, 0xffffffff, 3, 1).done(0, 1).problem(),
              HasSubstr("run of 4294967295 cells"));
  EXPECT_THAT(Forged().config().pages(1, 127, 3, 3, 1).done(0, 1).problem(),
              HasSubstr("run ends at cell 130 of address space 1, which has 128"));
  EXPECT_THAT(Forged().config().pages(4, 0, 1, 4, 0xff).done(0, 1).problem(),
              HasSubstr("value_not_representable"));
  EXPECT_THAT(Forged().config().pages(0, 0, 1, 4, 1).done(0, 1).problem(), HasSubstr("run of 1 cells"));
  EXPECT_THAT(Forged().config().operation(2, 2, 8, {0}, {1, 2, 3, 4}).pages(2, 4, 3, 3, 1).problem(),
              HasSubstr("section PAGE: is not expected here"));
  EXPECT_THAT(Forged().config().config().problem(), HasSubstr("section CONF: is not expected here"));
  EXPECT_THAT(Forged().done(0, 1).problem(), HasSubstr("the first section must be CONF"));
  ByteWriter json;
  json.write_text("{\"pointer_max_bits\":31}");
  EXPECT_THAT(Forged().section("CONF", json).done(0, 1).problem(),
              HasSubstr("byte 24: config: pointer_max_bits 31"));
}

// A log can be written piece by piece, a segment each.
TEST(Zklog, PiecesJoin) {
  const MemoryConfig config = MemoryConfig::hybrid_default();
  Memory<BabyBear> whole(config);
  Memory<BabyBear> pieces(config);
  ZklogEncoder at_once(config, MemoryImage<BabyBear>(config));
  ZklogEncoder in_pieces(config, MemoryImage<BabyBear>(config));
  std::vector<uint8_t> streamed;
  for (uint32_t segment = 0; segment < 3; ++segment) {
    for (uint32_t i = 0; i < 100; ++i) {
      for (Memory<BabyBear>* memory : {&whole, &pieces}) {
        memory->write<4>({2, (i * 7 + segment) % 50 * 4}, {i, segment, 0, 0});
        memory->increment_timestamp_by(i % 11);
      }
    }
    if (segment < 2) {
      whole.cut_segment();
      pieces.cut_segment();
      in_pieces.append(pieces.log());
      const auto ready = in_pieces.take_bytes();
      streamed.insert(streamed.end(), ready.begin(), ready.end());
      pieces.clear_log();
    }
  }
  in_pieces.append(pieces.log());
  in_pieces.finish();
  const auto rest = in_pieces.take_bytes();
  streamed.insert(streamed.end(), rest.begin(), rest.end());
  at_once.append(whole.log());
  at_once.finish();
  const auto a = parse(at_once.take_bytes());
  const auto b = parse(streamed);
  ASSERT_TRUE(a.ok()) << a.error().message;
  ASSERT_TRUE(b.ok()) << b.error().message;
  EXPECT_EQ(jsonl_operations(a->log, SIZE_MAX), jsonl_operations(b->log, SIZE_MAX));
}

}  // namespace
}  // namespace zkmem
