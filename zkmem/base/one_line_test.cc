#include "zkmem/base/one_line.h"

#include <gtest/gtest.h>

namespace zkmem {
namespace {

TEST(OneLine, ControlCharactersAreWrittenOut) {
  EXPECT_EQ(one_line("unknown field 'a\n\x1b[2J\x7f'"), "unknown field 'a\\x0a\\x1b[2J\\x7f'");
  EXPECT_EQ(one_line(std::string_view("\0", 1)), "\\x00");
}

TEST(OneLine, LinesThatAreMeantStay) { EXPECT_EQ(printable_lines("a\n\tb\r"), "a\n\\x09b\\x0d"); }

TEST(OneLine, EverythingElseStays) {
  EXPECT_EQ(one_line("caf\xc3\xa9 \xff ~"), "caf\xc3\xa9 \xff ~");
  EXPECT_EQ(one_line(""), "");
}

}  // namespace
}  // namespace zkmem
