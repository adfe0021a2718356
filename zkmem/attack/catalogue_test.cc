// The catalogue's list of attacks and docs/attacks.md say the same.
#include "zkmem/attack/catalogue.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>

#include <gtest/gtest.h>

namespace zkmem::attack {
namespace {

struct WrittenRow {
  std::string attack;
  std::string rejected_by;
  std::set<std::string> tests;  // full names
  bool has_forgeries = false;
};

// `Suite`: `AttackOne`, `AttackTwo`; `Suite.AttackThree`.
std::set<std::string> names_in(const std::string& cell) {
  std::set<std::string> names;
  std::vector<std::string> suites;
  bool joins = false;  // "`A` and `B`: …" is of both
  static const std::regex kName("`([A-Za-z0-9_.]+)`(:| and)?");
  for (std::sregex_iterator at(cell.begin(), cell.end(), kName), end; at != end; ++at) {
    const std::string name = (*at)[1];
    const std::string behind = (*at)[2];
    if (!behind.empty()) {
      if (!joins) suites.clear();
      suites.push_back(name);
      joins = behind == " and";
    } else if (name.find('.') != name.npos) {
      names.insert(name);
    } else {
      for (const std::string& suite : suites) names.insert(suite + "." + name);
    }
  }
  return names;
}

std::map<int, WrittenRow> written_rows() {
  std::map<int, WrittenRow> rows;
  std::ifstream file(ZKMEM_SOURCE_DIR "/docs/attacks.md");
  static const std::regex kRow(R"(\| (\d+) \| (.*?) \| (.*?) \| (.*) \|)");
  for (std::string line; std::getline(file, line);) {
    std::smatch parts;
    if (std::regex_match(line, parts, kRow))
      rows[std::stoi(parts[1])] = {parts[2], parts[3], names_in(parts[4]),
                                   parts[4].str().find("forgeries") != std::string::npos};
  }
  return rows;
}

TEST(Catalogue, HasTheRowsOfTheDocument) {
  const std::map<int, WrittenRow> written = written_rows();
  ASSERT_EQ(written.size(), rows().size());
  for (const Row& row : rows()) {
    ASSERT_TRUE(written.contains(row.number)) << row.number;
    EXPECT_EQ(written.at(row.number).attack, row.attack) << row.number;
    EXPECT_EQ(written.at(row.number).rejected_by, row.rejected_by) << row.number;
  }
}

TEST(Catalogue, EveryAttackIsInItsRows) {
  const std::map<int, WrittenRow> written = written_rows();
  for (const Attack& attack : catalogue()) {
    for (const int number : attack.numbers) {
      ASSERT_TRUE(written.contains(number)) << attack.full_name();
      const WrittenRow& row = written.at(number);
      EXPECT_TRUE(attack.suite == "Forgery" ? row.has_forgeries : row.tests.contains(attack.full_name()))
          << "row " << number << " lacks " << attack.full_name();
    }
  }
}

TEST(Catalogue, EveryRowWithForgeriesHasThem) {
  for (const auto& [number, row] : written_rows()) {
    const bool has_one = std::ranges::any_of(attacks_named(std::to_string(number)),
                                             [](const Attack* attack) { return attack->suite == "Forgery"; });
    EXPECT_EQ(has_one, row.has_forgeries) << number;
  }
}

TEST(Catalogue, EveryNamedAttackOfItsSuitesExists) {
  std::set<std::string> names;
  std::set<std::string> suites;
  for (const Attack& attack : catalogue()) {
    EXPECT_TRUE(names.insert(attack.full_name()).second) << "twice: " << attack.full_name();
    suites.insert(attack.suite);
  }
  for (const auto& [number, row] : written_rows()) {
    for (const std::string& name : row.tests) {
      const bool is_ours = suites.contains(name.substr(0, name.find('.')));
      EXPECT_TRUE(!is_ours || names.contains(name)) << "row " << number << ": " << name;
    }
  }
}

// All text of the files below a folder, by path.
std::map<std::filesystem::path, std::string> sources_below(const std::string& folder,
                                                           const std::string& extension) {
  std::map<std::filesystem::path, std::string> sources;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != extension) continue;
    std::ifstream file(entry.path());
    sources[entry.path()].assign(std::istreambuf_iterator<char>(file), {});
  }
  return sources;
}

TEST(Catalogue, EveryNamedTestExists) {
  const auto cpp = sources_below(ZKMEM_SOURCE_DIR "/zkmem", ".cc");
  const auto python = sources_below(ZKMEM_SOURCE_DIR "/tests", ".py");
  const auto exists = [&](const std::string& name) {
    const size_t dot = name.rfind('.');
    const std::string suite = name.substr(0, dot);
    const std::string test = name.substr(dot + 1);
    if (!suite.ends_with(".py")) {
      const std::string written = "(" + suite + ", " + test + ")";
      return std::ranges::any_of(
          cpp, [&](const auto& source) { return source.second.find(written) != std::string::npos; });
    }
    return std::ranges::any_of(python, [&](const auto& source) {
      return source.first.filename() == suite &&
             (source.second.find("def " + test + "(") != std::string::npos ||
              source.second.find("class " + test + "(") != std::string::npos);
    });
  };
  for (const auto& [number, row] : written_rows())
    for (const std::string& name : row.tests) EXPECT_TRUE(exists(name)) << "row " << number << ": " << name;
}

TEST(Catalogue, NamesOfAllKindsAreFound) {
  EXPECT_EQ(attacks_named("all").size(), catalogue().size());
  EXPECT_EQ(attacks_named("GlobalMemoryAttack.Attack12ATokenPutTwice").size(), 1U);
  EXPECT_GT(attacks_named("GlobalMemoryAttack").size(), 10U);
  EXPECT_EQ(attacks_named("7").size(), attacks_named("07").size());
  EXPECT_GT(attacks_named("7").size(), 2U);
  EXPECT_TRUE(attacks_named("41").empty());
  EXPECT_TRUE(attacks_named("").empty());
  EXPECT_TRUE(attacks_named("0").empty());
}

TEST(Attack, NumbersAndWordsAreOfTheName) {
  EXPECT_EQ(numbers_of("Attack07And28PointerLimbs"), (std::vector<int>{7, 28}));
  EXPECT_EQ(words_of("Attack07And28PointerLimbs"), "pointer limbs");
  EXPECT_EQ(numbers_of("Attack12ATokenPutTwice"), (std::vector<int>{12}));
  EXPECT_EQ(words_of("Attack12ATokenPutTwice"), "a token put twice");
  EXPECT_EQ(numbers_of("TheHonestProofIsAccepted"), std::vector<int>{});
  EXPECT_EQ(words_of("TheHonestProofIsAccepted"), "the honest proof is accepted");
}

// An attack that is accepted is said to be, and one that is refused for another reason is no success either.
TEST(Trials, SayWhatIsBroken) {
  Trials trials({});
  trials.rejected("no", has("no"));
  trials.rejected("accepted", anything(), "it");
  trials.rejected("no", has("yes"));
  trials.accepted("accepted");
  trials.accepted("no");
  trials.premise(true);
  trials.premise(false, "this");
  const std::vector<Trial>& list = trials.list();
  ASSERT_EQ(list.size(), 6U);
  const auto are = [&](bool Trial::* member) {
    std::vector<bool> all;
    for (const Trial& trial : list) all.push_back(trial.*member);
    return all;
  };
  EXPECT_EQ(are(&Trial::is_expected), (std::vector<bool>{true, false, false, true, false, false}));
  std::vector<bool> broken;
  for (const Trial& trial : list) broken.push_back(trial.is_broken());
  EXPECT_EQ(broken, (std::vector<bool>{false, true, false, false, true, true}));
}

}  // namespace
}  // namespace zkmem::attack
