// The access log as text and as binary: there and back, and what is wrong with a file in one line.
#include "zkmem/memory/log/log_file.h"

#include <fstream>
#include <random>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "zkmem/field/babybear.h"
#include "zkmem/memory/log/jsonl.h"
#include "zkmem/memory/log/log_statistics.h"
#include "zkmem/memory/log/replay.h"
#include "zkmem/memory/log/zklog.h"
#include "zkmem/memory/online/controller.h"

namespace zkmem {
namespace {

using nlohmann::json;
using testing::HasSubstr;

std::string slurp(const std::string& name) {
  std::ifstream file(std::string(ZKMEM_TESTDATA) + "/" + name);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::span<const uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

Result<LogFile> parse(std::string_view text, const LogOptions& options = {}) {
  return parse_log(bytes_of(text), options);
}

std::vector<uint8_t> encode(const LogFile& file) {
  ZklogEncoder encoder(file.config, file.initial);
  encoder.append(file.log);
  encoder.finish();
  return encoder.take_bytes();
}

// Every operation with everything the file says about it.
std::vector<std::string> operations(const LogFile& file) {
  std::vector<std::string> all;
  std::istringstream lines(jsonl_operations(file.log, SIZE_MAX));
  for (std::string line; std::getline(lines, line);) all.push_back(line);
  return all;
}

constexpr std::string_view kSample =
    R"({"zklog":1,"config":{"addr_space_height":3},"initial_memory":[[2,16,7],[4,3,2013265920],[2,16,9]]}
{"op":"read","as":2,"ptr":16,"size":4,"values":[9,0,0,0]}
{"op":"write","as":1,"ptr":4,"size":4,"values":[1,2,3,255],"prev_values":[1,{"op":"inc"}]}

{"op":"inc","amount":5}
{"op":"read","as":0,"ptr":123456,"size":1,"values":[123456]}
{"op":"read","as":4,"ptr":2,"size":2}
{"op":"write","as":2,"ptr":536870880,"size":32,"values":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32]}
{"op":"segment"}
{"op":"inc","amount":9}
{"op":"read","as":1,"ptr":4,"size":4,"values":[1,2,3,255]}
{"op":"inc","amount":2})";

TEST(JsonLines, ReadsEveryKindOfLine) {
  const auto parsed = parse(kSample);
  ASSERT_TRUE(parsed.ok()) << parsed.error().message;
  const LogFile& file = *parsed;
  EXPECT_EQ(file.initial.get({2, 16}), 9u);  // the last one wins
  EXPECT_EQ(file.initial.get({4, 3}), 2013265920u);
  ASSERT_EQ(file.log.size(), 10u);
  std::vector<AccessView> views(file.log.begin(), file.log.end());
  EXPECT_EQ(views[0].timestamp, 1u);
  EXPECT_EQ(views[3].timestamp, 8u);  // after inc 5
  EXPECT_FALSE(views[4].values_known);
  EXPECT_EQ(views[5].pointer, 536870880u);
  EXPECT_EQ(views[5].value(31), 32u);
  EXPECT_EQ(views[6].kind, LogKind::kSegment);
  EXPECT_EQ(views[6].timestamp, 11u);
  EXPECT_EQ(views[8].timestamp, 10u);
  EXPECT_EQ(file.log.end_timestamp(), 13u);
  EXPECT_EQ(file.place_of(0), "line 2");
  EXPECT_EQ(file.place_of(2), "line 5");
}

TEST(AccessLogFile, TextAndBinaryAgree) {
  for (const std::string name : {"sample", "memory/log_a.volatile.jsonl", "openvm-v2/mem_a/access_log.jsonl",
                                 "openvm-v2/mem_a_tiny/access_log.jsonl"}) {
    LogOptions options;
    if (name.starts_with("memory/"))
      options.config_json = json::parse(slurp("memory/log_a.volatile.json"))["config"].dump();
    const auto from_text = parse(name == "sample" ? std::string(kSample) : slurp(name), options);
    ASSERT_TRUE(from_text.ok()) << name << ": " << from_text.error().message;
    const std::vector<uint8_t> binary = encode(*from_text);
    ASSERT_TRUE(is_zklog(binary));
    const auto from_binary = parse_log(binary, {});
    ASSERT_TRUE(from_binary.ok()) << name << ": " << from_binary.error().message;
    EXPECT_TRUE(from_binary->config == from_text->config);
    EXPECT_TRUE(from_binary->initial == from_text->initial);
    EXPECT_EQ(operations(*from_binary), operations(*from_text));
    EXPECT_EQ(from_binary->log.end_timestamp(), from_text->log.end_timestamp());
    EXPECT_EQ(encode(*from_binary), binary);
    const std::string text = to_jsonl(*from_binary);
    EXPECT_EQ(text, to_jsonl(*from_text));
    const auto again = parse(text);
    ASSERT_TRUE(again.ok()) << again.error().message;
    EXPECT_EQ(to_jsonl(*again), text);
    EXPECT_EQ(encode(*again), binary);
  }
}

// The lines of a golden log come back with the same fields in the same order.
TEST(AccessLogFile, OperationsKeepTheirFields) {
  const std::string text = slurp("openvm-v2/mem_a/access_log.jsonl");
  const auto file = parse(text);
  ASSERT_TRUE(file.ok());
  const std::vector<std::string> written = operations(*file);
  std::istringstream lines(text);
  size_t i = 0;
  for (std::string line; std::getline(lines, line); ++i) {
    const json wanted = json::parse(line);
    const json got = json::parse(written.at(i));
    for (const auto& [key, value] : got.items()) EXPECT_EQ(value, wanted[key]) << line;
  }
  EXPECT_EQ(i, written.size());
}

// What a machine wrote, ticks without entries included, survives both formats and replays to the same state.
TEST(AccessLogFile, ALiveLogReplaysFromItsFile) {
  MemoryConfig config = MemoryConfig::hybrid_default();
  auto created = MemoryController<BabyBear>::create(config);
  auto door = std::move(created).value();
  std::mt19937 random(5);
  const auto roll = [&](uint32_t n) { return static_cast<uint32_t>(random() % n); };
  for (int i = 0; i < 70000; ++i) {
    ASSERT_TRUE(door.increment_timestamp_by(roll(20) == 0 ? roll(30) : roll(3)).ok());
    const uint32_t size = roll(10) == 0 ? 4u << roll(4) : 4;
    const Address a{2, roll(5000) * 4};
    if (roll(2) == 0) {
      ASSERT_TRUE(door.read(a, size).ok());
    } else {
      ASSERT_TRUE(door.write(a, std::vector<uint32_t>(size, roll(256))).ok());
    }
    if (roll(10) == 0) {
      ASSERT_TRUE(door.read({0, roll(1000)}, 1).ok());
    }
    if (i == 30000) door.cut_segment();
  }
  ASSERT_TRUE(door.increment_timestamp_by(3).ok());
  ZklogEncoder encoder(config, MemoryImage<BabyBear>(config));
  encoder.append(door.memory().log());
  encoder.finish();
  const std::vector<uint8_t> binary = encoder.take_bytes();
  const auto file = parse_log(binary, {});
  ASSERT_TRUE(file.ok()) << file.error().message;
  EXPECT_EQ(jsonl_operations(file->log, SIZE_MAX), jsonl_operations(door.memory().log(), SIZE_MAX));
  EXPECT_FALSE(file->log.previous_known());

  auto replayed = std::move(MemoryController<BabyBear>::create(config)).value();
  const auto outcome = replay_log(*file, replayed, Context{});
  ASSERT_TRUE(outcome.ok()) << outcome.error().message;
  EXPECT_FALSE(outcome->mismatch.has_value());
  EXPECT_THAT(replay_log(*file, replayed, Context{}).error().message,
              HasSubstr("cannot be replayed at timestamp"));
  EXPECT_EQ(replayed.timestamp(), door.timestamp());
  EXPECT_TRUE(replayed.memory().image() == door.memory().image());
  EXPECT_TRUE(replayed.memory().log().previous_known());
  auto other = replayed.memory().log().begin();
  for (const AccessView v : door.memory().log()) {
    const AccessView w = *other++;
    ASSERT_EQ(v.timestamp, w.timestamp);
    ASSERT_EQ(v.prev_timestamp, w.prev_timestamp);
    if (v.is_access()) {
      ASSERT_EQ(v.prev_values(), w.prev_values());
    }
  }
}

TEST(Replay, NamesTheReadAndTheLastWrite) {
  auto file = parse(R"({"op":"write","as":2,"ptr":0,"size":4,"values":[1,2,3,4]}
{"op":"write","as":2,"ptr":0,"size":8,"values":[5,6,7,8,9,10,11,12]}
{"op":"write","as":2,"ptr":8,"size":4,"values":[0,0,0,0]}
{"op":"segment"}
{"op":"read","as":2,"ptr":0,"size":4}
{"op":"read","as":2,"ptr":4,"size":4,"values":[9,10,99,12]}
)");
  ASSERT_TRUE(file.ok()) << file.error().message;
  auto door = std::move(MemoryController<BabyBear>::create(file->config)).value();
  const auto outcome = replay_log(*file, door, Context{});
  ASSERT_TRUE(outcome.ok());
  ASSERT_TRUE(outcome->mismatch.has_value());
  EXPECT_EQ(outcome->mismatch->message(*file),
            "line 6: read of 4 cells at 2:4: cell 6 is 99 in the log but 11 in memory, written by line 2");
  EXPECT_EQ(door.timestamp(), 2u);
  file = parse(R"({"op":"read","as":2,"ptr":0,"size":4,"values":[0,0,0,1]})");
  auto fresh = std::move(MemoryController<BabyBear>::create(file->config)).value();
  EXPECT_THAT(replay_log(*file, fresh, Context{})->mismatch->message(*file),
              HasSubstr("0 in memory, from the initial memory"));
}

TEST(JsonLines, NamesTheLineThatIsWrong) {
  const std::string good = R"({"op":"read","as":2,"ptr":0,"size":4})"
                           "\n";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {R"({"op":"read","as":2,"ptr":0,"size":4)", "line 2: this is no JSON"},
      {R"([1])", "line 2: an operation must be an object"},
      {R"(7)", "line 2: an operation must be an object"},
      {R"({"as":2})", "line 2: field op is missing"},
      {R"({"op":"jump"})", "line 2: op 'jump' is not read, write, inc or segment"},
      {R"({"op":7})", "line 2: field op cannot be 7"},
      {R"({"op":"inc"})", "line 2: field amount is missing"},
      {R"({"op":"inc","amount":-1})", "line 2: field amount cannot be -1"},
      {R"({"op":"inc","amount":536870911})", "line 2: timestamp_overflow"},
      {R"({"op":"inc","amount":18446744073709551615})", "line 2: timestamp_overflow"},
      {R"({"op":"read","ptr":0,"size":4})", "line 2: field as is missing"},
      {R"({"op":"read","as":2,"size":4})", "line 2: field ptr is missing"},
      {R"({"op":"read","as":2,"ptr":0})", "line 2: field size is missing"},
      {R"({"op":"read","as":2,"ptr":1.5,"size":4})", "line 2: field ptr cannot be 1.5"},
      {R"({"op":"read","as":2,"ptr":4294967296,"size":4})",
       "line 2: ptr 4294967296 is larger than 4294967295"},
      {R"({"op":"read","as":2,"as":3,"ptr":0,"size":4})", "line 2: field as appears twice"},
      {R"({"op":"write","as":2,"ptr":0,"size":4})", "line 2: write of 4 cells at 2:0 has no values"},
      {R"({"op":"write","as":2,"ptr":0,"size":4,"values":[1,2,3]})",
       "line 2: write of 4 cells at 2:0 has 3 values"},
      {R"({"op":"write","as":2,"ptr":0,"size":4,"values":[1,2,3,-4]})", "line 2: values must be numbers"},
      {R"({"op":"write","as":2,"ptr":0,"size":4,"values":[1,2,3,[4]]})", "line 2: values must be numbers"},
      {R"({"op":"write","as":2,"ptr":0,"size":4,"values":7})", "line 2: field values cannot be 7"},
      {R"({"op":"write","as":2,"ptr":0,"size":4,"values":[1,2,3,256]})", "line 2: value_not_representable"},
      {R"({"op":"write","as":4,"ptr":0,"size":1,"values":[2013265921]})",
       "value 2013265921 does not fit, cells hold values below 2013265921"},
      {R"({"op":"write","as":0,"ptr":4,"size":1,"values":[4]})", "line 2: immediate_write"},
      {R"({"op":"read","as":0,"ptr":4,"size":1,"values":[5]})", "line 2: reading immediate 4 gives 4, not 5"},
      {R"({"op":"read","as":0,"ptr":2013265921,"size":1})", "line 2: value_not_representable"},
      {R"({"op":"read","as":9,"ptr":0,"size":4})", "line 2: invalid_space"},
      {R"({"op":"read","as":1,"ptr":128,"size":4})", "it ends at cell 132 but the space has 128 cells"},
      {R"({"op":"read","as":1,"ptr":2,"size":4})", "line 2: misaligned"},
      {R"({"op":"read","as":1,"ptr":0,"size":3})", "line 2: bad_size"},
      {R"({"op":"read","as":1,"ptr":0,"size":64})", "line 2: bad_size"},
      {std::string("{\"op\":\"\xff\"}"), "line 2: this is no JSON"},
  };
  for (const auto& [line, message] : cases) {
    const auto file = parse(good + line + "\n" + good);
    ASSERT_FALSE(file.ok()) << line;
    EXPECT_THAT(file.error().message, HasSubstr(message)) << line;
    EXPECT_EQ(file.error().kind, ErrorKind::kBadInput);
    EXPECT_THAT(file.error().message, testing::Not(HasSubstr("\n")));
  }
}

TEST(JsonLines, RefusesABadHeader) {
  EXPECT_THAT(parse(R"({"zklog":2})").error().message, HasSubstr("line 1: zklog version 2 is not 1"));
  EXPECT_THAT(parse(R"({"zklog":1,"config":{"timestamp_max_bits":30}})").error().message,
              HasSubstr("line 1: config: timestamp_max_bits 30"));
  EXPECT_THAT(parse(R"({"zklog":1,"initial_memory":7})").error().message,
              HasSubstr("line 1: initial_memory must be a list"));
  EXPECT_THAT(parse(R"({"zklog":1,"initial_memory":[[2,0,1],[2,0]]})").error().message,
              HasSubstr("line 1: initial_memory[1] is not"));
  EXPECT_THAT(parse(R"({"zklog":1,"initial_memory":[[2,0,256]]})").error().message,
              HasSubstr("initial_memory[0]: value_not_representable"));
  EXPECT_THAT(parse(R"({"zklog":1,"initial_memory":[[1,128,1]]})").error().message,
              HasSubstr("out_of_bounds"));
  EXPECT_THAT(parse(R"({"zklog":1,"initial_memory":[[0,1,1]]})").error().message, HasSubstr("invalid_space"));
  EXPECT_THAT(parse(R"({"zklog":1,"config":{"mode":"volatile"},"initial_memory":[[2,0,1]]})").error().message,
              HasSubstr("volatile memory starts from zero"));
  // A header is the first line or none.
  EXPECT_THAT(parse("{\"op\":\"inc\",\"amount\":1}\n{\"zklog\":1}\n").error().message,
              HasSubstr("line 2: unknown field 'zklog'"));
}

TEST(AccessLogFile, HeaderAndOptionsMustAgree) {
  const std::string log = R"({"zklog":1,"config":{"timestamp_max_bits":20,"profile":"openvm-v1"}})"
                          "\n";
  EXPECT_TRUE(parse(log, {R"({"timestamp_max_bits":20})", {}}).ok());
  EXPECT_TRUE(parse(log, {R"({})", {}}).ok());
  EXPECT_THAT(parse(log, {R"({"timestamp_max_bits":21})", {}}).error().message,
              HasSubstr("the log's header and --config differ in timestamp_max_bits: 20 against 21"));
  const auto other = parse(log, {"", MemoryProfile::kHybrid});
  ASSERT_TRUE(other.ok());
  EXPECT_EQ(other->config.profile, MemoryProfile::kHybrid);
  const auto headless =
      parse(R"({"op":"inc","amount":1})", {R"({"timestamp_max_bits":9})", MemoryProfile::kOpenVmV2});
  ASSERT_TRUE(headless.ok());
  EXPECT_EQ(headless->config.timestamp_max_bits, 9u);
  EXPECT_EQ(headless->config.profile, MemoryProfile::kOpenVmV2);
  // Sizes that a profile does not have are refused under it.
  EXPECT_THAT(
      parse(R"({"op":"read","as":2,"ptr":0,"size":8})", {"", MemoryProfile::kOpenVmV2}).error().message,
      HasSubstr("bad_size"));
}

TEST(AccessLogFile, CapacityIsALimit) {
  const std::string header = R"({"zklog":1,"config":{"access_capacity":2}})"
                             "\n";
  const std::string read = R"({"op":"read","as":2,"ptr":0,"size":4})"
                           "\n";
  EXPECT_TRUE(parse(header + read + read +
                    R"({"op":"segment"})"
                    "\n" +
                    read + read)
                  .ok());
  const auto full = parse(header + read + read + read);
  ASSERT_FALSE(full.ok());
  EXPECT_EQ(full.error().kind, ErrorKind::kLimit);
  EXPECT_THAT(full.error().message, HasSubstr("line 4: capacity_reached"));
}

TEST(LogStatistics, CountsWhatIsThere) {
  const auto file = parse(kSample);
  ASSERT_TRUE(file.ok());
  const json s = json::parse(to_json(count_log(*file), file->config));
  EXPECT_EQ(s["operations"], 10);
  EXPECT_EQ(s["accesses"], 6);
  EXPECT_EQ(s["reads"], 4);
  EXPECT_EQ(s["writes"], 2);
  EXPECT_EQ(s["skipped_ticks"], 16);
  EXPECT_EQ(s["segment_end_timestamps"], json({11, 13}));
  EXPECT_EQ(s["initial_cells"], 2);
  EXPECT_EQ(s["spaces"][2]["as"], 2);
  EXPECT_EQ(s["spaces"][2]["touched_blocks"], 9);
  EXPECT_EQ(s["spaces"][2]["touched_pages"], 2);
  EXPECT_EQ(s["spaces"][2]["by_size"], json({{"4", 1}, {"32", 1}}));
}

}  // namespace
}  // namespace zkmem
