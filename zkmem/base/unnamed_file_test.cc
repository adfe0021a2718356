#include "zkmem/base/unnamed_file.h"

#include <csignal>
#include <filesystem>
#include <vector>

#include <gtest/gtest.h>
#include <sys/resource.h>

namespace zkmem {
namespace {

std::vector<std::byte> pattern(size_t size) {
  std::vector<std::byte> bytes(size);
  for (size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::byte>(i * 31 + (i >> 8));
  return bytes;
}

TEST(UnnamedFile, HoldsWhatWasAppendedEvenAfterItsPagesWent) {
  const std::string directory = ::testing::TempDir();
  auto file = UnnamedFile::create(directory);
  ASSERT_TRUE(file.ok()) << file.error().message;
  const std::vector<std::byte> bytes = pattern(300000);
  ASSERT_TRUE(file->append(std::span(bytes).first(1000)).ok());
  ASSERT_TRUE(file->append(std::span(bytes).subspan(1000)).ok());
  EXPECT_EQ(file->size(), bytes.size());
  UnnamedFile moved = std::move(*file);
  const auto content = moved.map();
  ASSERT_TRUE(content.ok());
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(std::equal(bytes.begin(), bytes.end(), *content));
    moved.release_pages();
  }
}

TEST(UnnamedFile, LeavesNothingInTheDirectory) {
  const std::filesystem::path directory = ::testing::TempDir() + "unnamed_file_test";
  std::filesystem::create_directory(directory);
  auto file = UnnamedFile::create(directory);
  ASSERT_TRUE(file.ok());
  ASSERT_TRUE(file->append(pattern(5000)).ok());
  EXPECT_TRUE(std::filesystem::is_empty(directory));
  std::filesystem::remove(directory);
}

TEST(UnnamedFile, SaysWhereItCannotBe) {
  const auto file = UnnamedFile::create("/nonexistent/folder");
  ASSERT_FALSE(file.ok());
  EXPECT_EQ(file.error().kind, ErrorKind::kIo);
  EXPECT_NE(file.error().message.find("/nonexistent/folder"), std::string::npos);
}

TEST(UnnamedFile, MapsNothingIfEmpty) {
  auto file = UnnamedFile::create(::testing::TempDir());
  ASSERT_TRUE(file.ok());
  const auto content = file->map();
  ASSERT_TRUE(content.ok());
  EXPECT_EQ(*content, nullptr);
}

// A file size limit stands for a full disk: the write that no longer fits fails.
TEST(UnnamedFile, ReportsThatTheDiskIsFull) {
  const auto before = std::signal(SIGXFSZ, SIG_IGN);
  rlimit old = {};
  ::getrlimit(RLIMIT_FSIZE, &old);
  rlimit small = old;
  small.rlim_cur = 100000;
  ::setrlimit(RLIMIT_FSIZE, &small);
  auto file = UnnamedFile::create(::testing::TempDir());
  const Status fits = file->append(pattern(90000));
  const Status full = file->append(pattern(90000));
  ::setrlimit(RLIMIT_FSIZE, &old);
  std::signal(SIGXFSZ, before);
  EXPECT_TRUE(fits.ok());
  ASSERT_FALSE(full.ok());
  EXPECT_EQ(full.error().kind, ErrorKind::kIo);
}

}  // namespace
}  // namespace zkmem
