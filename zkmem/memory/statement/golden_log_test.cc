// OpenVM v1.7's own traces for the golden log satisfy our openvm-v1 AIRs, and every bus balances.
#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "zkmem/memory/log/log_file.h"
#include "zkmem/memory/testing/statement_world.h"

namespace zkmem {
namespace {

using nlohmann::json;

json golden(const std::string& name) {
  std::ifstream file(std::string(ZKMEM_TESTDATA) + "/memory/" + name);
  return json::parse(file);
}

std::vector<uint8_t> golden_bytes(const std::string& name) {
  std::ifstream file(std::string(ZKMEM_TESTDATA) + "/memory/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// `table` has used rows, to be padded with zeros to `height`.
Trace trace_of(const json& table, size_t height) {
  const json& rows = table.at("rows");
  Trace trace(height, rows.at(0).size());
  for (size_t row = 0; row < rows.size() && row < height; ++row) {
    for (size_t column = 0; column < trace.width(); ++column) {
      trace.at(row, column) = BabyBear::from_canonical(rows[row][column].get<uint32_t>());
    }
  }
  return trace;
}

class GoldenLog : public ::testing::TestWithParam<BoundaryMode> {};

TEST_P(GoldenLog, TheReferencesTracesCheck) {
  const std::string name = "log_a." + std::string(to_string(GetParam()));
  const json file = golden(name + ".json");
  json config = file.at("config");
  config["mode"] = to_string(GetParam());
  config["profile"] = "openvm-v1";
  auto log = parse_log(golden_bytes(name + ".jsonl"), {.config_json = config.dump(), .profile = {}});
  ASSERT_TRUE(log.ok()) << log.error().message;
  for (const json& cell : file.at("initial_memory")) {
    ASSERT_TRUE(
        log->initial.set({cell[0].get<uint32_t>(), cell[1].get<uint32_t>()}, cell[2].get<uint32_t>()).ok());
  }
  testing::StatementWorld world = testing::make_world(log->config, log->log, log->initial);
  EXPECT_EQ(world.check(), "") << "our traces";

  const auto replace = [&](size_t air, const json& table) {
    auto& ours = world.segments[0].per_air[air];
    ASSERT_TRUE(ours.has_value()) << world.checked[air].name;
    const Trace golden_trace = trace_of(table, table.at("padded_height").get<size_t>());
    EXPECT_TRUE(ours->common_main == golden_trace) << world.checked[air].name;
    ours->common_main = golden_trace;
  };
  size_t adapters = 0;
  replace(world.airs.boundaries.at(0).air, file.at("boundary"));
  if (GetParam() == BoundaryMode::kPersistent) replace(*world.airs.merkle, file.at("merkle"));
  for (const auto& [size, table] : file.at("access_adapters").items()) {
    if (table.at("used_rows").get<size_t>() == 0) continue;
    ++adapters;
    replace(*world.airs.adapters[static_cast<size_t>(std::countr_zero(std::stoul(size))) - 1], table);
  }
  EXPECT_EQ(adapters, 5U);
  EXPECT_EQ(world.check(), "") << "the reference's traces";
}

INSTANTIATE_TEST_SUITE_P(LogA, GoldenLog,
                         ::testing::Values(BoundaryMode::kPersistent, BoundaryMode::kVolatile),
                         [](const auto& test) { return std::string(to_string(test.param)); });

}  // namespace
}  // namespace zkmem
