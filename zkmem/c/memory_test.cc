// The memory of a machine of one's own and its logs, through the C interface.
#include <array>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "zkmem/c/handles_for_test.h"

namespace zkmem::c::testing {
namespace {

class CMemory : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(zkmem_memory_open(nullptr, memory_.out(), error_.out()), ZKMEM_OK); }
  zkmem_memory* memory() { return memory_.get(); }

  Memory memory_;
  Failure error_;
};

TEST_F(CMemory, ReadsWhatWasWritten) {
  const std::array<uint32_t, 4> written = {1, 2, 3, 255};
  ASSERT_EQ(zkmem_memory_write(memory(), 2, 64, 4, written.data(), error_.out()), ZKMEM_OK);
  std::array<uint32_t, 4> read = {};
  ASSERT_EQ(zkmem_memory_read(memory(), 2, 64, 4, read.data(), error_.out()), ZKMEM_OK);
  EXPECT_EQ(read, written);
  uint32_t word = 0;
  ASSERT_EQ(zkmem_memory_read_word(memory(), 2, 64, &word, error_.out()), ZKMEM_OK);
  EXPECT_EQ(word, 0xff030201u);
  ASSERT_EQ(zkmem_memory_write_word(memory(), 2, 64, 0x01020304, nullptr), ZKMEM_OK);
  ASSERT_EQ(zkmem_memory_read_word(memory(), 2, 64, &word, nullptr), ZKMEM_OK);
  EXPECT_EQ(word, 0x01020304u);
  EXPECT_EQ(zkmem_memory_clock(memory()), 6u);
}

TEST_F(CMemory, ARefusedAccessChangesNothingAndSaysWhy) {
  uint32_t untouched = 77;
  EXPECT_EQ(zkmem_memory_read(memory(), 2, 3, 4, &untouched, error_.out()), ZKMEM_BAD_INPUT);
  EXPECT_NE(error_.message().find("multiple of"), std::string::npos) << error_.message();
  EXPECT_EQ(zkmem_memory_read(memory(), 9, 0, 4, &untouched, nullptr), ZKMEM_BAD_INPUT);
  EXPECT_EQ(zkmem_memory_read(memory(), 2, 0, 3, &untouched, nullptr), ZKMEM_BAD_INPUT);
  EXPECT_EQ(untouched, 77u);
  const uint32_t large[4] = {256, 0, 0, 0};
  EXPECT_EQ(zkmem_memory_write(memory(), 2, 0, 4, large, nullptr), ZKMEM_BAD_INPUT);
  EXPECT_EQ(zkmem_memory_tick(memory(), UINT64_MAX, error_.out()), ZKMEM_BAD_INPUT);
  EXPECT_EQ(zkmem_memory_clock(memory()), 1u);
}

TEST_F(CMemory, NullIsRefused) {
  EXPECT_EQ(zkmem_memory_read(memory(), 2, 0, 4, nullptr, error_.out()), ZKMEM_BAD_INPUT);
  EXPECT_EQ(error_.message(), "values is null");
  uint32_t word = 0;
  EXPECT_EQ(zkmem_memory_read_word(nullptr, 2, 0, &word, error_.out()), ZKMEM_BAD_INPUT);
  EXPECT_EQ(error_.message(), "memory is null");
  EXPECT_EQ(zkmem_memory_take_log(memory(), nullptr, error_.out()), ZKMEM_BAD_INPUT);
  EXPECT_EQ(zkmem_memory_cut_segment(nullptr, error_.out()), ZKMEM_BAD_INPUT);
}

TEST_F(CMemory, ComesBackToACheckpoint) {
  uint64_t checkpoint = 0;
  ASSERT_EQ(zkmem_memory_write_word(memory(), 2, 0, 5, nullptr), ZKMEM_OK);
  ASSERT_EQ(zkmem_memory_checkpoint(memory(), &checkpoint, error_.out()), ZKMEM_OK);
  ASSERT_EQ(zkmem_memory_write_word(memory(), 2, 0, 6, nullptr), ZKMEM_OK);
  ASSERT_EQ(zkmem_memory_rollback(memory(), checkpoint, error_.out()), ZKMEM_OK);
  uint32_t word = 0;
  ASSERT_EQ(zkmem_memory_read_word(memory(), 2, 0, &word, nullptr), ZKMEM_OK);
  EXPECT_EQ(word, 5u);
  ASSERT_EQ(zkmem_memory_release(memory(), checkpoint, error_.out()), ZKMEM_OK);
  EXPECT_EQ(zkmem_memory_rollback(memory(), checkpoint, error_.out()), ZKMEM_BAD_INPUT);
}

TEST_F(CMemory, ConfigurationsAreRead) {
  Memory own;
  EXPECT_EQ(zkmem_memory_open(R"({"access_capacity":2})", own.out(), error_.out()), ZKMEM_OK)
      << error_.message();
  uint32_t word = 0;
  EXPECT_EQ(zkmem_memory_read_word(own.get(), 2, 0, &word, nullptr), ZKMEM_OK);
  EXPECT_EQ(zkmem_memory_read_word(own.get(), 2, 0, &word, nullptr), ZKMEM_OK);
  EXPECT_EQ(zkmem_memory_read_word(own.get(), 2, 0, &word, nullptr), ZKMEM_LIMIT);
  EXPECT_EQ(zkmem_memory_open(R"({"pointer_bits":20})", own.out(), error_.out()), ZKMEM_BAD_INPUT);
  EXPECT_NE(error_.message().find("'pointer_bits'"), std::string::npos) << error_.message();
}

TEST_F(CMemory, ALogTakenIsTheLogOfItsColumns) {
  const uint32_t written[4] = {1, 2, 3, 4};
  ASSERT_EQ(zkmem_memory_write(memory(), 2, 64, 4, written, nullptr), ZKMEM_OK);
  ASSERT_EQ(zkmem_memory_tick(memory(), 10, nullptr), ZKMEM_OK);
  uint32_t word = 0;
  ASSERT_EQ(zkmem_memory_read_word(memory(), 2, 64, &word, nullptr), ZKMEM_OK);
  ASSERT_EQ(zkmem_memory_cut_segment(memory(), nullptr), ZKMEM_OK);
  Log log;
  ASSERT_EQ(zkmem_memory_take_log(memory(), log.out(), error_.out()), ZKMEM_OK);
  EXPECT_EQ(zkmem_log_length(log.get()), 4u);
  Bytes bytes;
  ASSERT_EQ(zkmem_log_write(log.get(), bytes.out(), error_.out()), ZKMEM_OK);

  const uint8_t operations[] = {ZKMEM_OP_WRITE, ZKMEM_OP_TICK, ZKMEM_OP_READ, ZKMEM_OP_SEGMENT};
  const uint32_t spaces[] = {2, 0, 2, 0};
  const uint32_t pointers[] = {64, 10, 64, 0};
  const uint32_t sizes[] = {4, 0, 4, 0};
  const uint32_t values[] = {1, 2, 3, 4, 1, 2, 3, 4};
  Log same;
  ASSERT_EQ(zkmem_log_from_columns(nullptr, 4, operations, spaces, pointers, sizes, values, 8, same.out(),
                                   error_.out()),
            ZKMEM_OK)
      << error_.message();
  Bytes same_bytes;
  ASSERT_EQ(zkmem_log_write(same.get(), same_bytes.out(), error_.out()), ZKMEM_OK);
  const auto text = [](Bytes& b) {
    return std::string_view(reinterpret_cast<const char*>(zkmem_bytes_data(b.get())),
                            zkmem_bytes_size(b.get()));
  };
  EXPECT_EQ(text(bytes), text(same_bytes));

  Log again;
  ASSERT_EQ(zkmem_log_read(span_of(bytes), nullptr, again.out(), error_.out()), ZKMEM_OK);
  EXPECT_EQ(zkmem_log_length(again.get()), 4u);
}

TEST_F(CMemory, ColumnsThatDoNotFitNameTheOperation) {
  const uint8_t operations[] = {ZKMEM_OP_WRITE, ZKMEM_OP_READ};
  const uint32_t spaces[] = {2, 2};
  uint32_t pointers[] = {64, 66};
  const uint32_t sizes[] = {4, 4};
  const uint32_t values[] = {1, 2, 3, 4, 1, 2, 3, 4, 5};
  Log log;
  const auto made = [&](size_t num_values) {
    return zkmem_log_from_columns(nullptr, 2, operations, spaces, pointers, sizes, values, num_values,
                                  log.out(), error_.out());
  };
  EXPECT_EQ(made(8), ZKMEM_BAD_INPUT);
  EXPECT_EQ(error_.message().substr(0, 13), "operation 1: ");
  pointers[1] = 64;
  EXPECT_EQ(made(8), ZKMEM_OK);
  EXPECT_EQ(made(7), ZKMEM_BAD_INPUT);
  EXPECT_EQ(error_.message(), "operation 1: 4 values are needed, 3 are left of 7");
  EXPECT_EQ(made(9), ZKMEM_BAD_INPUT);
  EXPECT_EQ(error_.message(), "9 values are given, the operations have 8");
}

}  // namespace
}  // namespace zkmem::c::testing
