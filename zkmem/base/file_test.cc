#include "zkmem/base/file.h"

#include <filesystem>

#include <gtest/gtest.h>

namespace zkmem {
namespace {

TEST(File, WritesReplaceAndReadsReturnAll) {
  const std::string path = testing::TempDir() + "zkmem_file_test";
  ASSERT_TRUE(write_file(path, std::string_view("one")).ok());
  ASSERT_TRUE(write_file(path, std::string_view("second")).ok());
  const auto bytes = read_file(path);
  ASSERT_TRUE(bytes.ok());
  EXPECT_EQ(std::string(bytes->begin(), bytes->end()), "second");
  std::filesystem::remove(path);
}

TEST(File, ErrorsNameThePath) {
  EXPECT_EQ(read_file("/nonexistent/x").error().message,
            "cannot open '/nonexistent/x': No such file or directory");
  EXPECT_FALSE(read_file("/").ok());
  EXPECT_FALSE(write_file("/nonexistent/x", std::string_view("a")).ok());
}

}  // namespace
}  // namespace zkmem
