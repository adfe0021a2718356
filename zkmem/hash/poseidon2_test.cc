#include "zkmem/hash/poseidon2.h"

#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "zkmem/hash/poseidon2_constants.h"

namespace zkmem {
namespace {

using nlohmann::json;

json golden(const std::string& name) {
  std::ifstream file(std::string(ZKMEM_TESTDATA) + "/" + name);
  EXPECT_TRUE(file.good()) << name;
  return json::parse(file);
}

Digest digest(const json& words) {
  Digest d;
  for (size_t i = 0; i < d.size(); ++i) d[i] = BabyBear::from_canonical(words.at(i).get<uint32_t>());
  return d;
}

TEST(Poseidon2, ConstantsAreTheGoldenOnes) {
  const json file = golden("memory/poseidon2.json");
  EXPECT_EQ(json(poseidon2::kExternalInitial), file.at("external_initial"));
  EXPECT_EQ(json(poseidon2::kInternal), file.at("internal"));
  EXPECT_EQ(json(poseidon2::kExternalFinal), file.at("external_final"));
  EXPECT_EQ(json(poseidon2::kInternalDiagonal), file.at("internal_diag_minus_1"));
}

TEST(Poseidon2, MatchesEveryGoldenVector) {
  const json file = golden("memory/poseidon2.json");
  ASSERT_FALSE(file.at("vectors").empty());
  for (const json& vector : file.at("vectors")) {
    Poseidon2State state;
    for (size_t i = 0; i < 16; ++i)
      state[i] = BabyBear::from_canonical(vector.at("input").at(i).get<uint32_t>());
    Digest left;
    Digest right;
    std::copy_n(state.begin(), 8, left.begin());
    std::copy_n(state.begin() + 8, 8, right.begin());
    poseidon2_permute(state);
    for (size_t i = 0; i < 16; ++i)
      EXPECT_EQ(state[i].as_canonical(), vector.at("permute").at(i).get<uint32_t>());
    EXPECT_EQ(compress(left, right), digest(vector.at("compress")));
    EXPECT_EQ(compress(left, Digest{}), digest(vector.at("hash_of_left_half")));
  }
}

}  // namespace
}  // namespace zkmem
