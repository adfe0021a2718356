#include "zkmem/hash/blake3.h"

#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace zkmem {
namespace {

using nlohmann::json;

std::string hex(std::span<const uint8_t> bytes) {
  std::string text;
  for (const uint8_t byte : bytes) {
    for (const int shift : {4, 0}) text += "0123456789abcdef"[(byte >> shift) & 15];
  }
  return text;
}

// The extended output as long as `expected`, and every prefix of it a prefix.
void expect_output(const Blake3Mode& mode, std::span<const uint8_t> input, const std::string& expected) {
  std::vector<uint8_t> out(expected.size() / 2);
  blake3(mode, input, out);
  EXPECT_EQ(hex(out), expected);
  std::vector<uint8_t> prefix(32);
  blake3(mode, input, prefix);
  EXPECT_EQ(hex(prefix), expected.substr(0, 64));
}

TEST(Blake3, MatchesTheOfficialVectors) {
  std::ifstream file(ZKMEM_TESTDATA "/blake3/vectors.json");
  ASSERT_TRUE(file.good());
  const json golden = json::parse(file);
  const std::string key_text = golden.at("key");
  ASSERT_EQ(key_text.size(), 32U);
  Blake3Words key = {};
  for (size_t i = 0; i < 32; ++i) key[i / 4] |= uint32_t{static_cast<uint8_t>(key_text[i])} << (8 * (i % 4));
  const std::string context = golden.at("context_string");
  ASSERT_EQ(golden.at("cases").size(), 35U);
  for (const json& one : golden.at("cases")) {
    std::vector<uint8_t> input(one.at("input_len").get<size_t>());
    for (size_t i = 0; i < input.size(); ++i) input[i] = static_cast<uint8_t>(i % 251);
    SCOPED_TRACE(input.size());
    expect_output(blake3_hash_mode(), input, one.at("hash"));
    expect_output(blake3_keyed_mode(key), input, one.at("keyed_hash"));
    expect_output(blake3_derive_key_mode(context), input, one.at("derive_key"));
  }
}

}  // namespace
}  // namespace zkmem
