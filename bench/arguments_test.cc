#include "bench/arguments.h"

#include <gtest/gtest.h>

namespace zkmem::bench {
namespace {

Arguments parse(std::vector<const char*> words) {
  words.insert(words.begin(), "build/some_bench");
  std::vector<char*> argv;
  for (const char* word : words) argv.push_back(const_cast<char*>(word));
  return Arguments(static_cast<int>(argv.size()), argv.data(), "fast|slow N [--runs R] [--all]",
                   {"--runs", "--path"}, {"--all"});
}

TEST(BenchArguments, WordsOptionsAndFlagsInAnyOrder) {
  const Arguments arguments = parse({"--runs", "7", "fast", "--all", "18"});
  EXPECT_EQ(arguments.words(2, 2), (std::vector<std::string>{"fast", "18"}));
  EXPECT_EQ(arguments.word(0, {"fast", "slow"}), "fast");
  EXPECT_EQ(arguments.word_number(1, 0, 28), 18u);
  EXPECT_EQ(arguments.number("--runs", 1, 1, 10), 7u);
  EXPECT_TRUE(arguments.flag("--all"));
  EXPECT_EQ(arguments.choice("--path", "words", {"words", "port"}), "words");
}

// Whatever is wrong: one line, exit code 2.
TEST(BenchArgumentsDeathTest, WrongOptionsAreOneLineAndExitCodeTwo) {
  const auto two = testing::ExitedWithCode(2);
  EXPECT_EXIT(parse({"--fast"}), two,
              "^some_bench: there is no option '--fast' \\(usage: some_bench fast.*\\)\n$");
  EXPECT_EXIT(parse({"--runs"}), two, "^some_bench: --runs needs a value.*\n$");
  EXPECT_EXIT(parse({"fast"}).words(2, 2), two, "^some_bench: 1 words given, 2 wanted.*\n$");
  EXPECT_EXIT(parse({"quick"}).word(0, {"fast", "slow"}), two, "'quick' is none of fast, slow");
  for (const char* text : {"x", "", "3x", "-1", "0", "11", "99999999999999999999"}) {
    EXPECT_EXIT(parse({"--runs", text}).number("--runs", 1, 1, 10), two, "is no number from 1 to 10");
  }
  EXPECT_EXIT(parse({"fast", "18k"}).word_number(1, 0, 28), two, "'18k' is no number from 0 to 28");
}

}  // namespace
}  // namespace zkmem::bench
