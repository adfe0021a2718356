// The page's data: read back as its script does, in bounds, and never as markup.
#include <algorithm>
#include <random>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "zkmem/sdk/report/formats.h"
#include "zkmem/sdk/report/map_bytes.h"
#include "zkmem/sdk/report/tables.h"

namespace zkmem {
namespace {

size_t count(const std::string& text, const std::string& what) {
  size_t found = 0;
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

std::string text_of(const std::string& page, const std::string& id) {
  const size_t tag = page.find("<script id=\"" + id + "\"");
  if (tag == std::string::npos) return {};
  const size_t begin = page.find('>', tag) + 1;
  return page.substr(begin, page.find("</script>", begin) - begin);
}

Profile small_program() {
  Profile profile;
  profile.input = "a.elf";
  profile.statement = "execution";
  profile.names = {"", "</script><script>alert(1)</script>", "<!--\xff"};
  profile.samples = {{UINT32_MAX, 16, {{1, 2, 7}}, {1, 2, 3, 4, 5}}};
  profile.totals = {1, 2, 3, 4, 9};
  profile.shared_cells = 4;
  profile.map = {1, 1, {{2, 4096, 4096, 4, 1, {{3, 0, 1, 2, 1}}}}};
  return profile;
}

TEST(Html, HoldsTheDataAndNoMarkupOfTheFile) {
  const Profile profile = small_program();
  const std::string page = to_html(profile);
  Profile proof;
  proof.is_proof = true;  // which has one element of data, a program three
  const size_t scripts = count(to_html(proof), "<script");
  EXPECT_EQ(count(page, "<script"), scripts + 2);
  const auto data = nlohmann::json::parse(text_of(page, "report-data"));
  EXPECT_EQ(data, nlohmann::json::parse(to_json(profile)));
  EXPECT_EQ(data["functions"][0]["name"], profile.names[1]);
  const auto flames = nlohmann::json::parse(text_of(page, "flame-data"));
  EXPECT_EQ(flames["names"], (std::vector<std::string>{"", profile.names[1]}));
  EXPECT_EQ(flames["nodes"], (std::vector<int>{0, 0, 1, 2, 3, 4, 5, 1, 0, 1, 2, 3, 4, 5}));
  // 1, 1, one sheet: 2, 4096, 2^12, 2^2, 2^0, one bin: 3 * 512, 1, 2, 1
  EXPECT_EQ(map_bytes(profile.map),
            (std::vector<uint8_t>{1, 1, 1, 2, 0x80, 0x20, 12, 2, 0, 1, 0x80, 0x0c, 1, 2, 1}));
  EXPECT_EQ(text_of(page, "map-data"), "AQEBAoAgDAIAAYAMAQIB");
}

TEST(Html, AsksNobody) {
  const std::string page = to_html(small_program());
  EXPECT_NE(page.find("default-src 'none'"), std::string::npos);
  for (const char* attribute : {" src=", "@import", "url("})
    EXPECT_EQ(count(page, attribute), 0u) << attribute;
}

// The longest names, of what takes most room in the page, and more stacks, pages, counts, names and segments
// than there is room for.
TEST(Html, IsSmallHoweverLongTheRun) {
  std::mt19937 twister(1);
  const auto draw = [&] { return static_cast<uint32_t>(twister()); };
  Profile profile;
  profile.statement = "execution";
  for (uint32_t i = 0; i < 20000; ++i) profile.names.push_back(fmt::format("{:<>200}", i));
  for (uint32_t i = 0; i < 50000; ++i) {
    profile.calls.push_back({draw() % 20000, i == 0 ? UINT32_MAX : draw() % i});
    profile.samples.push_back(
        {i, i, {{draw() % 20000, draw() % 20000, i}}, {draw(), draw(), draw(), draw(), draw()}});
  }
  AccessMapBuilder map(uint64_t{1} << 40);
  for (uint32_t page = 0; page < 50000; ++page) {
    profile.pages.push_back({2, page, draw(), draw(), draw(), draw()});
    map.add_page(2, page, 1);
  }
  for (uint32_t i = 0; i < 2000000; ++i)
    map.add(draw() % 50000, {static_cast<uint16_t>(draw() % 4096), static_cast<uint16_t>(i / 4000),
                             draw() % 100000, draw() % 100000, draw() % 2});
  profile.map = map.finish();
  for (uint32_t i = 0; i < 5000; ++i)
    profile.regions.push_back({MemoryRegion::Kind::kSymbol, std::string(200, '<'), 2, i * 100, 100 + i});
  profile.segments.resize(50000);
  const std::string page = to_html(profile);
  EXPECT_LT(page.size(), kMostPageBytes);
  const auto data = nlohmann::json::parse(text_of(page, "report-data"));
  EXPECT_EQ(data["pages"].size() + data["left_out"]["pages"].get<size_t>(), 50000u);
  for (const auto& [what, all] : {std::pair("functions", costs_by_function(profile).size()),
                                  {"segments", profile.segments.size()},
                                  {"regions", profile.regions.size()}}) {
    EXPECT_GT(data[what].size(), 10u) << what;
    EXPECT_EQ(data[what].size() + data["left_out"][what].get<size_t>(), all) << what;
  }
  EXPECT_GT(text_of(page, "map-data").size(), 200000u);
}

}  // namespace
}  // namespace zkmem
