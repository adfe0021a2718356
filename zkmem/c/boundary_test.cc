// What holds for all functions of the C interface: errors, options of other headers, cancellation.
#include "zkmem/c/boundary.h"

#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "zkmem/c/handles_for_test.h"

namespace zkmem::c {
namespace {

using testing::Cancellation;
using testing::Failure;

TEST(CBoundary, SaysWhichVersionIsLinked) {
  EXPECT_EQ(zkmem_abi_version(), uint32_t{ZKMEM_ABI_VERSION});
  EXPECT_THAT(zkmem_version(), ::testing::MatchesRegex("[0-9]+\\.[0-9]+\\.[0-9]+"));
  EXPECT_NE(zkmem_features() & ZKMEM_FEATURE_LOGS, 0u);
}

TEST(CBoundary, EachKindOfErrorHasItsCode) {
  const std::pair<ErrorKind, zkmem_code> codes[] = {
      {ErrorKind::kBadInput, ZKMEM_BAD_INPUT},  {ErrorKind::kRejected, ZKMEM_REJECTED},
      {ErrorKind::kTrap, ZKMEM_TRAP},           {ErrorKind::kLimit, ZKMEM_LIMIT},
      {ErrorKind::kCancelled, ZKMEM_CANCELLED}, {ErrorKind::kIo, ZKMEM_IO}};
  for (const auto& [kind, code] : codes) {
    Failure error;
    EXPECT_EQ(guarded(error.out(), [&]() -> Status { return Error{kind, "why"}; }), code);
    EXPECT_EQ(error.code(), code);
    EXPECT_EQ(error.message(), "why");
    EXPECT_EQ(guarded(nullptr, [&]() -> Status { return Error{kind, "why"}; }), code);
  }
}

// What an argument puts into a message may have line breaks, and sequences that a terminal obeys.
TEST(CBoundary, AMessageIsOneLine) {
  Failure error;
  EXPECT_EQ(guarded(error.out(), []() -> Status { return bad_input("no 'a\n\x1b[2J'"); }), ZKMEM_BAD_INPUT);
  EXPECT_EQ(error.message(), "no 'a\\x0a\\x1b[2J'");
}

TEST(CBoundary, NoExceptionCrosses) {
  Failure error;
  EXPECT_EQ(guarded(error.out(), []() -> Status { throw std::bad_alloc(); }), ZKMEM_OUT_OF_MEMORY);
  EXPECT_EQ(error.message(), "out of memory");
  EXPECT_EQ(guarded(error.out(), []() -> Status { throw std::runtime_error("broken"); }), ZKMEM_INTERNAL);
  EXPECT_EQ(error.message(), "broken");
  EXPECT_EQ(guarded(error.out(), []() -> Status { throw 3; }), ZKMEM_INTERNAL);
}

TEST(CBoundary, SuccessTakesTheErrorBack) {
  zkmem_error* error = nullptr;
  ASSERT_EQ(guarded(&error, []() -> Status { return bad_input("x"); }), ZKMEM_BAD_INPUT);
  zkmem_error_free(error);
  EXPECT_EQ(guarded(&error, []() -> Status { return {}; }), ZKMEM_OK);
  EXPECT_EQ(error, nullptr);
}

struct Options {
  size_t struct_size;
  uint32_t first;
  uint32_t second;
};

TEST(CBoundary, OptionsOfAnOlderHeaderLackTheLastFields) {
  const Options given = {offsetof(Options, second), 7, 9};
  const auto read = read_options(&given, "options");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->first, 7u);
  EXPECT_EQ(read->second, 0u);
}

TEST(CBoundary, OptionsOfALaterHeaderMayNotUseWhatIsUnknown) {
  struct Later {
    Options options;
    uint64_t third;
  };
  Later given = {{sizeof(Later), 7, 9}, 0};
  EXPECT_TRUE(read_options(&given.options, "options").ok());
  given.third = 1;
  const auto refused = read_options(&given.options, "options");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().message, "options: byte 16 is used, this library knows the first 16");
  given.options.struct_size = 0;
  EXPECT_EQ(read_options(&given.options, "options").error().message,
            "options: struct_size is 0, not its size, 16");
}

TEST(CBoundary, ARequestToStopIsHeardByTheContext) {
  Failure error;
  Cancellation cancellation;
  ASSERT_EQ(zkmem_cancellation_new(cancellation.out(), error.out()), ZKMEM_OK);
  zkmem_context given = {};
  given.struct_size = sizeof given;
  given.cancellation = cancellation.get();
  CallContext call;
  ASSERT_TRUE(call.read(&given).ok());
  EXPECT_FALSE(call.context().is_cancelled());
  zkmem_cancellation_request(cancellation.get());
  EXPECT_TRUE(call.context().is_cancelled());
  EXPECT_EQ(zkmem_cancellation_is_requested(cancellation.get()), 1);
}

TEST(CBoundary, ProgressIsAsked) {
  zkmem_context given = {};
  given.struct_size = sizeof given;
  given.progress = [](void* user, const char* phase, double fraction) {
    *static_cast<std::string*>(user) = phase;
    return fraction > 0.5 ? 1 : 0;
  };
  std::string phase;
  given.user = &phase;
  CallContext call;
  ASSERT_TRUE(call.read(&given).ok());
  call.context().report("commit", 0.25);
  EXPECT_EQ(phase, "commit");
  EXPECT_FALSE(call.context().is_cancelled());
  call.context().report("open", 0.75);
  EXPECT_TRUE(call.context().is_cancelled());
}

TEST(CBoundary, NullIsNothingWhereAnObjectIsAskedForNothing) {
  zkmem_error_free(nullptr);
  zkmem_bytes_free(nullptr);
  EXPECT_EQ(zkmem_bytes_size(nullptr), 0u);
  EXPECT_EQ(zkmem_error_code(nullptr), ZKMEM_OK);
  EXPECT_STREQ(zkmem_error_message(nullptr), "");
  Failure error;
  EXPECT_EQ(zkmem_cancellation_new(nullptr, error.out()), ZKMEM_BAD_INPUT);
  EXPECT_EQ(error.message(), "cancellation is null");
}

}  // namespace
}  // namespace zkmem::c
