// Tests: a golden access log and its file of expectations (golden/memory), ready for the offline replay.
#pragma once

#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "zkmem/field/babybear.h"
#include "zkmem/memory/model/config.h"
#include "zkmem/memory/model/memory_image.h"
#include "zkmem/memory/offline/replay.h"

namespace zkmem::testing {

struct GoldenLog {
  nlohmann::json file;                // log_a.MODE.json
  std::vector<nlohmann::json> lines;  // log_a.MODE.jsonl
  MemoryConfig config;
  std::vector<ReplayAccess> accesses;
  std::vector<uint32_t> cells;

  MemoryImage<BabyBear> initial() const {
    MemoryImage<BabyBear> image(config);
    for (const nlohmann::json& cell : file.at("initial_memory")) {
      EXPECT_TRUE(
          image.set({cell.at(0).get<uint32_t>(), cell.at(1).get<uint32_t>()}, cell.at(2).get<uint32_t>())
              .ok());
    }
    return image;
  }
};

namespace internal {
inline void read_lines(const std::string& path, GoldenLog& log) {
  std::ifstream lines(path);
  uint32_t timestamp = 1;
  for (std::string text; std::getline(lines, text);) {
    const nlohmann::json line = nlohmann::json::parse(text);
    log.lines.push_back(line);
    if (line.at("op") == "inc") {
      timestamp += line.at("amount").get<uint32_t>();
      continue;
    }
    ReplayAccess access;
    access.address_space = line.at("as").get<uint32_t>();
    access.pointer = line.at("ptr").get<uint32_t>();
    access.size = static_cast<uint8_t>(line.at("size").get<uint32_t>());
    access.is_write = line.at("op") == "write";
    access.timestamp = timestamp++;
    access.cells = static_cast<uint32_t>(log.cells.size());
    for (const nlohmann::json& value : line.at("values")) log.cells.push_back(value.get<uint32_t>());
    log.accesses.push_back(access);
  }
}

inline void read_config(nlohmann::json config, const std::string& mode, const std::string& profile,
                        GoldenLog& log) {
  config["mode"] = mode;
  config["profile"] = profile;
  auto parsed = parse_memory_config(config.dump());
  EXPECT_TRUE(parsed.ok()) << (parsed.ok() ? "" : parsed.error().message);
  log.config = *parsed;
}
}  // namespace internal

// golden/memory/log_a.MODE
inline GoldenLog load_golden_log(const std::string& mode, const std::string& profile) {
  const std::string stem = std::string(ZKMEM_TESTDATA) + "/memory/log_a." + mode;
  GoldenLog log;
  std::ifstream file(stem + ".json");
  log.file = nlohmann::json::parse(file);
  internal::read_config(log.file.at("config"), mode, profile, log);
  internal::read_lines(stem + ".jsonl", log);
  return log;
}

// golden/openvm-v2/CASE
inline GoldenLog load_golden_v2_log(const std::string& directory) {
  GoldenLog log;
  std::ifstream file(directory + "/memory.json");
  log.file = nlohmann::json::parse(file);
  nlohmann::json config = log.file.at("config");
  config["addr_space_height"] = log.file.at("addr_space_height");
  log.file["initial_memory"] = log.file.at("initial_memory(as,ptr,value)");
  internal::read_config(config, "persistent", "openvm-v2", log);
  internal::read_lines(directory + "/access_log.jsonl", log);
  return log;
}

}  // namespace zkmem::testing
