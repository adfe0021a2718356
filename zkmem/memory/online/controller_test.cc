#include "zkmem/memory/online/controller.h"

#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "zkmem/field/babybear.h"
#include "zkmem/field/koalabear.h"

namespace zkmem {
namespace {

using nlohmann::json;

std::string golden(const std::string& name) { return std::string(ZKMEM_TESTDATA) + "/" + name; }
json load(const std::string& name) {
  std::ifstream file(golden(name));
  return json::parse(file);
}

// Replays a golden access log and compares every timestamp, previous timestamp and value.
template <class F>
void replay_golden(const MemoryConfig& config, const json& initial, const std::string& log,
                   uint32_t end_timestamp) {
  MemoryImage<F> image(config);
  for (const json& cell : initial) ASSERT_TRUE(image.set({cell[0], cell[1]}, cell[2]).ok());
  auto created = MemoryController<F>::create(config, image);
  ASSERT_TRUE(created.ok()) << created.error().message;
  auto controller = std::move(created).value();
  std::ifstream file(golden(log));
  size_t count = 0;
  for (std::string line; std::getline(file, line); ++count) {
    const json op = json::parse(line);
    if (op["op"] == "inc") {
      ASSERT_TRUE(controller.increment_timestamp_by(op["amount"]).ok()) << line;
      continue;
    }
    const Address address{op["as"], op["ptr"]};
    const std::vector<uint32_t> values = op["values"];
    const auto result = op["op"] == "read" ? controller.read(address, op["size"].get<uint32_t>())
                                           : controller.write(address, values);
    ASSERT_TRUE(result.ok()) << result.error().message();
    ASSERT_EQ(result->values, values) << line;
    ASSERT_EQ(result->timestamp, op["timestamp"]) << line;
    ASSERT_EQ(result->prev_timestamp, op["prev_timestamp"]) << line;
    if (op["op"] == "write") {
      ASSERT_EQ(json(result->prev_values), op["prev_values"]) << line;
    }
  }
  EXPECT_GE(count, 40u);
  EXPECT_EQ(controller.timestamp(), end_timestamp);
}

TEST(GoldenLog, OpenVm1MixedSizes) {
  for (const std::string mode : {"persistent", "volatile"}) {
    json file = load("memory/log_a." + mode + ".json");
    json object = file["config"];
    object["mode"] = mode;
    for (const std::string profile : {"openvm-v1", "hybrid"}) {
      object["profile"] = profile;
      const auto config = parse_memory_config(object.dump());
      ASSERT_TRUE(config.ok()) << config.error().message;
      replay_golden<BabyBear>(*config, file["initial_memory"], "memory/log_a." + mode + ".jsonl",
                              file["end_timestamp"]);
      replay_golden<KoalaBear>(*config, file["initial_memory"], "memory/log_a." + mode + ".jsonl",
                               file["end_timestamp"]);
    }
  }
}

TEST(GoldenLog, OpenVm2Blocks) {
  for (const std::string name : {"mem_a", "mem_a_tiny"}) {
    json file = load("openvm-v2/" + name + "/memory.json");
    for (const std::string profile : {"openvm-v2", "hybrid"}) {
      json object = file["config"];
      object["profile"] = profile;
      const auto config = parse_memory_config(object.dump());
      ASSERT_TRUE(config.ok()) << config.error().message;
      replay_golden<BabyBear>(*config, file["initial_memory(as,ptr,value)"],
                              "openvm-v2/" + name + "/access_log.jsonl", file["end_timestamp"]);
    }
  }
}

}  // namespace
}  // namespace zkmem
