// The machine's key is OpenVM 2's: every chip's constraint DAG, node for node.
#include "zkmem/rv32im/chips/machine.h"

#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "zkmem/air/testing/golden_air.h"

namespace zkmem::rv32im {
namespace {

TEST(Machine, EveryAirIsTheReferences) {
  const auto airs = machine_airs();
  ASSERT_EQ(airs.size(), kNumMachineAirs);
  for (size_t i = 0; i < airs.size(); ++i) {
    EXPECT_EQ(
        testing::compare_with_golden_key(build_constraints(*airs[i]), "openvm-v2/rv32im_app_vk/vk.json", i),
        "")
        << i << " " << airs[i]->name();
    EXPECT_EQ(
        testing::compare_with_golden_key(build_constraints(*airs[i]), "openvm-v2/rv32im_run/vk.json", i), "")
        << i << " " << airs[i]->name();
  }
}

// So that the comparison above is known to see a difference.
TEST(Machine, TheComparisonTellsAirsApart) {
  const auto airs = machine_airs();
  EXPECT_NE(testing::compare_with_golden_key(build_constraints(*airs[kAirMul]),
                                             "openvm-v2/rv32im_app_vk/vk.json", kAirMulH),
            "");
}

TEST(Machine, ColumnsAreNamedAsTheReferences) {
  std::ifstream file(ZKMEM_TESTDATA "/openvm-v2/rv32im_run/airs.json");
  const auto golden = nlohmann::json::parse(file);
  const auto airs = machine_airs();
  for (size_t i = 0; i < airs.size(); ++i) {
    if (i == kAirPoseidon2) continue;  // whose columns the reference groups differently
    auto names = golden.at("airs").at(i).at("columns").get<std::vector<std::string>>();
    if (i == kAirRangeTuple) names = {"tuple__0", "tuple__1", "mult"};  // the reference: tuple[0]
    EXPECT_EQ(airs[i]->column_names(), names) << airs[i]->name();
  }
}

}  // namespace
}  // namespace zkmem::rv32im
