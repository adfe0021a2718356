#include "zkmem/base/result.h"

#include <cerrno>
#include <memory>
#include <string>

#include <gtest/gtest.h>

namespace zkmem {
namespace {

Result<int> half(int n) {
  if (n % 2 != 0) return bad_input("odd number " + std::to_string(n));
  return n / 2;
}

Result<int> quarter(int n) {
  ZKMEM_ASSIGN_OR_RETURN(const int h, half(n));
  ZKMEM_ASSIGN_OR_RETURN(const int q, half(h));
  return q;
}

Status is_even(int n) {
  ZKMEM_RETURN_IF_ERROR(half(n));
  return {};
}

TEST(Result, PassesValuesAndErrorsOn) {
  EXPECT_EQ(quarter(12).value(), 3);
  EXPECT_EQ(quarter(6).error().message, "odd number 3");
  EXPECT_TRUE(is_even(4).ok());
  EXPECT_FALSE(is_even(5).ok());
}

TEST(Result, MovesOutWhatCannotBeCopied) {
  Result<std::unique_ptr<int>> result(std::make_unique<int>(7));
  const std::unique_ptr<int> taken = *std::move(result);
  EXPECT_EQ(*taken, 7);
}

TEST(Error, GainsItsPlaceOnTheWayUp) {
  EXPECT_EQ(bad_input("size 3").in("line 2").in("a.jsonl").message, "a.jsonl: line 2: size 3");
  EXPECT_EQ(io_error("open", "x", 2).message, "cannot open 'x': No such file or directory");
  EXPECT_EQ(io_error("open", "x", ENOENT).kind, ErrorKind::kIo);
  EXPECT_EQ(io_error("open", "x", ENOMEM).kind, ErrorKind::kLimit);
}

TEST(ResultDeathTest, ReadingTheOtherSideIsOurBug) {
  EXPECT_DEATH(static_cast<void>(half(3).value()), "internal error");
}

}  // namespace
}  // namespace zkmem
