#include "zkmem/base/json.h"

#include <array>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace zkmem {
namespace {

constexpr std::array<std::string_view, 2> kFields = {"values", "size"};

std::string problem(std::string_view text) {
  const auto parsed = parse_json(text);
  if (!parsed.ok()) return parsed.error().message;
  const Status status = only_fields(*parsed, kFields);
  return status.ok() ? "" : status.error().message;
}

TEST(StrictJson, TakesWhatIsKnown) {
  EXPECT_EQ(problem(R"({"size":4,"values":[{"size":1},{"size":1}]})"), "");
  EXPECT_EQ(parse_json(R"({"a":[1,{"b":null}],"c":"d"})").value(),
            nlohmann::json::parse(R"({"a":[1,{"b":null}],"c":"d"})"));
}

TEST(StrictJson, RefusesWhatNobodyReads) {
  EXPECT_EQ(problem(R"({"value":4})"), "unknown field 'value', did you mean 'values'?");
  EXPECT_EQ(problem(R"({"comment":4})"), "unknown field 'comment'");
  EXPECT_EQ(problem("{\"a\\nb\":4}"), "unknown field 'a?b'");
  EXPECT_LT(problem("{\"" + std::string(100000, 'x') + "\":4}").size(), 120U);
}

TEST(StrictJson, RefusesAFieldThatAppearsTwice) {
  EXPECT_EQ(problem(R"({"size":4,"size":4})"), "field 'size' appears twice");
  EXPECT_EQ(problem(R"({"values":[{"x":1,"x":2}]})"), "field 'x' appears twice");
}

TEST(StrictJson, RefusesWhatIsNoJson) {
  EXPECT_EQ(problem(""), "this is no JSON at character 1");
  EXPECT_EQ(problem(R"({"size":4)"), "this is no JSON at character 10");
  EXPECT_EQ(problem("{} {}"), "this is no JSON at character 4");
  EXPECT_EQ(problem(R"({"size":1e999})").substr(0, 15), "this is no JSON");
}

}  // namespace
}  // namespace zkmem
