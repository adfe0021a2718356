#include "zkmem/memory/model/config.h"

#include <fstream>
#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace zkmem {
namespace {

using nlohmann::json;
using testing::HasSubstr;

json load(const std::string& name) {
  std::ifstream file(std::string(ZKMEM_TESTDATA) + "/" + name);
  return json::parse(file);
}

TEST(MemoryConfig, ReadsTheSpellingOfOpenVm2) {
  const auto config = parse_memory_config(load("openvm-v2/mem_a/memory.json")["config"].dump());
  ASSERT_TRUE(config.ok()) << config.error().message;
  EXPECT_EQ(*config, MemoryConfig::hybrid_default());  // the default for logs is that of mem_a
  EXPECT_EQ(config->spaces[2].num_cells, uint64_t{1} << 29);
  EXPECT_EQ(config->spaces[4].cell_type, CellType::kField);
  EXPECT_EQ(config->spaces[4].min_block_size, 1u);
  const auto tiny = parse_memory_config(load("openvm-v2/mem_a_tiny/memory.json")["config"].dump());
  ASSERT_TRUE(tiny.ok()) << tiny.error().message;
  EXPECT_EQ(tiny->range_max_bits, 6u);
  EXPECT_EQ(tiny->tree_height(), 8u);
}

TEST(MemoryConfig, ReadsTheSpellingOfOpenVm1) {
  json object = load("memory/log_a.persistent.json")["config"];
  object["profile"] = "openvm-v1";
  object["initial_block_size"] = 8;
  const auto config = parse_memory_config(object.dump());
  ASSERT_TRUE(config.ok()) << config.error().message;
  EXPECT_EQ(config->initial_block_size(1), 8u);
  EXPECT_EQ(config->spaces[4].cell_type, CellType::kField);
  EXPECT_EQ(config->spaces[4].num_cells, 4096u);
  object["mode"] = "volatile";
  EXPECT_THAT(parse_memory_config(object.dump()).error().message,
              HasSubstr("profile openvm-v1 in volatile mode has initial_block_size 1, not 8"));
  object["initial_block_size"] = 1;
  EXPECT_TRUE(parse_memory_config(object.dump()).ok());
}

TEST(MemoryConfig, SavesWhatItLoads) {
  json object = load("memory/merkle.json")["cases"][1]["config"];
  object["profile"] = "hybrid";
  object["access_capacity"] = 77;
  object["addr_spaces"][2]["permissions"] = "r";
  object["addr_spaces"][3]["permissions"] = "host";
  object["addr_spaces"][3]["name"] = "a \"name\"";
  const auto config = parse_memory_config(object.dump());
  ASSERT_TRUE(config.ok()) << config.error().message;
  const auto again = parse_memory_config(to_json(*config));
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_EQ(*again, *config);
  EXPECT_EQ(again->spaces[3].name, "a \"name\"");
  EXPECT_EQ(to_json(*again), to_json(*config));
  EXPECT_EQ(describe_difference(*config, MemoryConfig::hybrid_default()), "addr_space_height: 2 against 3");
}

struct Refused {
  const char* what;
  std::function<void(json&)> change;
  const char* message;
};

TEST(MemoryConfig, RefusesWhatTheReferencesAcceptAndBreakOn) {
  const std::vector<Refused> cases = {
      {"pointer bits", [](json& c) { c["pointer_max_bits"] = 30; },
       "pointer_max_bits 30 is not between 3 and 29"},
      {"clock bits", [](json& c) { c["timestamp_max_bits"] = 30; },
       "timestamp_max_bits 30 is not between 1 and 29"},
      {"no clock", [](json& c) { c["timestamp_max_bits"] = 0; }, "timestamp_max_bits 0"},
      {"limbs", [](json& c) { c["decomp"] = 14; }, "29 bits do not fit two limbs of range_decomp 14 bits"},
      {"two names", [](json& c) { c["range_decomp"] = 16; }, "two names of one number"},
      {"adapters", [](json& c) { c["max_access_adapter_n"] = 12; },
       "max_access_adapter_n 12 is not a power of two"},
      {"block", [](json& c) { c["addr_spaces"][1]["min_block_size"] = 3; },
       "min_block_size 3 is not a power of two"},
      {"hybrid block", [](json& c) { c["addr_spaces"][1]["min_block_size"] = 8; },
       "min_block_size 8 is above 4"},
      {"ragged", [](json& c) { c["addr_spaces"][1]["num_cells"] = 126; }, "num_cells 126 is not a multiple"},
      {"immediates", [](json& c) { c["addr_spaces"][0]["num_cells"] = 8; },
       "address space 0 holds immediates"},
      {"null cells", [](json& c) { c["addr_spaces"][1]["layout"] = "Null"; }, "layout Null has no cells"},
      {"reach", [](json& c) { c["pointer_max_bits"] = 28; },
       "num_cells 536870912 is more than pointers of 28 bits reach"},
      {"tree", [](json& c) { c["addr_space_height"] = 1; },
       "address space 3 does not fit a tree of 2 spaces"},
      {"layout", [](json& c) { c["addr_spaces"][1]["layout"] = "U32"; }, "layout \"U32\" is not"},
      {"extension", [](json& c) { c["addr_spaces"][1]["layout"] = "Native { size: 8 }"; }, "layout"},
      {"twice", [](json& c) { c["addr_spaces"][1]["addr_space"] = 2; }, "address space 2 is listed twice"},
      {"far", [](json& c) { c["addr_spaces"][1]["addr_space"] = 4000000000u; },
       "addr_space 4000000000 is not below 32"},
      {"v2 volatile", [](json& c) { c["profile"] = "openvm-v2", c["mode"] = "volatile"; },
       "no volatile mode"},
      {"v2 block", [](json& c) { c["profile"] = "openvm-v2", c["initial_block_size"] = 8; },
       "has initial_block_size 4, not 8"},
      {"hybrid blocks", [](json& c) { c["initial_block_size"] = 8; },
       "hybrid cuts address space 1 into blocks of 4"},
      {"capacity", [](json& c) { c["access_capacity"] = 0; }, "access_capacity 0"},
      {"negative", [](json& c) { c["timestamp_max_bits"] = -1; },
       "must be a number that is not negative, not -1"},
      {"fraction", [](json& c) { c["pointer_max_bits"] = 2.5; }, "must be a number"},
      {"text", [](json& c) { c["mode"] = 4; }, "mode must be a text"},
      {"profile", [](json& c) { c["profile"] = "v3"; }, "profile 'v3' is not"},
      {"permissions", [](json& c) { c["addr_spaces"][1]["permissions"] = "wx"; },
       "permissions 'wx' is not rw, r or host"},
      {"list", [](json& c) { c["addr_spaces"] = 1; }, "addr_spaces must be a list"},
      {"empty", [](json& c) { c["addr_spaces"] = json::array(); }, "lists 0 spaces"},
      {"height", [](json& c) { c["address_height"] = 25; },
       "address_height 25 does not belong to pointer_max_bits 29"},
  };
  const json good = load("openvm-v2/mem_a/memory.json")["config"];
  ASSERT_TRUE(parse_memory_config(good.dump()).ok());
  for (const Refused& c : cases) {
    json object = good;
    c.change(object);
    const auto config = parse_memory_config(object.dump());
    ASSERT_FALSE(config.ok()) << c.what;
    EXPECT_THAT(config.error().message, HasSubstr(c.message)) << c.what;
    EXPECT_EQ(config.error().kind, ErrorKind::kBadInput);
  }
  EXPECT_THAT(parse_memory_config("{").error().message, HasSubstr("no JSON"));
  EXPECT_THAT(parse_memory_config("[]").error().message, HasSubstr("JSON object"));
  EXPECT_THAT(load_memory_config("/nowhere/c.json").error().message, HasSubstr("/nowhere/c.json"));
}

TEST(MemoryConfig, BlocksFollowTheProfile) {
  MemoryConfig config = MemoryConfig::openvm_v2_default();
  ASSERT_TRUE(config.validate().ok());
  EXPECT_EQ(config.block_size(4), 4u);
  config.profile = MemoryProfile::kHybrid;
  ASSERT_TRUE(config.validate().ok());
  EXPECT_EQ(config.block_size(4), 1u);
  EXPECT_EQ(config.initial_block_size(2), 4u);
  EXPECT_EQ(config.initial_block_size(4), 1u);
  config.mode = BoundaryMode::kVolatile;
  EXPECT_TRUE(config.validate().ok());
  EXPECT_EQ(config.leaf_index({2, 16}), (uint64_t{1} << 26) + 2);
}

TEST(MemoryConfig, ListsTheSpacesThatThereAre) {
  MemoryConfig config = MemoryConfig::hybrid_default();
  EXPECT_EQ(space_list(config), "1, 2, 3, 4");
  config.spaces[2].num_cells = 0;
  EXPECT_EQ(space_list(config), "1, 3, 4");
}

}  // namespace
}  // namespace zkmem
