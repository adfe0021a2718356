#include "zkmem/vm/execution_record.h"

#include <numeric>

#include <gtest/gtest.h>

namespace zkmem {
namespace {

LogEntry read_of(uint32_t pointer, uint32_t prev_timestamp) {
  return {2u << LogEntry::kSpaceShift | pointer / 4, prev_timestamp, 0, 0};
}

// Instruction i makes i % 4 accesses to 4i; now and then time passes in between.
struct Sample {
  Sample(size_t count, size_t program_size) : record(count) {
    record.restart(0x1000);
    uint32_t timestamp = 1;
    for (size_t i = 0; i < count; ++i) {
      record.begin(static_cast<uint32_t>((i * i + i / 7) % program_size), timestamp, log.size());
      for (size_t k = 0; k < i % 4; ++k) log.push_back(read_of(static_cast<uint32_t>(4 * i), timestamp));
      if (i % 10 == 0) log.push_back({AccessLog::kIncForm, 0, 12, 0});
      timestamp += 3;
    }
    record.set_log(log);
    record.finish({0x1004, timestamp, 7});
  }
  std::vector<LogEntry> log;
  ExecutionRecord record;
};

TEST(ExecutionRecord, AccessesOfEachInstruction) {
  const Sample sample(1000, 50);
  const ExecutionRecord& record = sample.record;
  ASSERT_EQ(record.size(), 1000u);
  for (size_t i = 0; i < record.size(); ++i) {
    const auto accesses = record.accesses_of(i);
    ASSERT_EQ(accesses.size(), i % 4);
    for (const LogEntry& access : accesses) {
      EXPECT_EQ(access.space(), 2u);
      EXPECT_EQ(access.block(), i);
      EXPECT_EQ(access.prev_timestamp(), record.timestamp(i));
    }
  }
  EXPECT_EQ(record.end().exit_code, 7u);
}

TEST(ExecutionRecord, BucketsKeepExecutionOrderWhateverTheThreads) {
  constexpr size_t kProgram = 64, kClasses = 5;
  const Sample sample(300000, kProgram);
  const ExecutionRecord& record = sample.record;
  std::vector<uint8_t> class_of(kProgram);
  for (size_t i = 0; i < kProgram; ++i) class_of[i] = static_cast<uint8_t>(i * i % 4);  // class 4 stays empty
  Context four, one;
  four.threads = 4;
  one.threads = 1;
  const auto rows = record.bucket(four, class_of, kClasses);
  EXPECT_EQ(rows, record.bucket(one, class_of, kClasses));
  ASSERT_EQ(rows.size(), kClasses);
  size_t total = 0;
  for (size_t c = 0; c < kClasses; ++c) {
    total += rows[c].size();
    for (size_t k = 0; k < rows[c].size(); ++k) {
      ASSERT_EQ(class_of[record.pc_index(rows[c][k])], c);
      ASSERT_TRUE(k == 0 || rows[c][k - 1] < rows[c][k]);
    }
  }
  EXPECT_EQ(total, record.size());
  EXPECT_TRUE(rows[4].empty());
}

TEST(ExecutionRecord, FrequenciesAndReuse) {
  Sample sample(10000, 50);
  ExecutionRecord& record = sample.record;
  const auto counts = record.frequencies(50);
  EXPECT_EQ(std::accumulate(counts.begin(), counts.end(), size_t{0}), record.size());
  record.restart(8);
  EXPECT_EQ(record.size(), 0u);
  EXPECT_TRUE(record.entries().empty());
  EXPECT_FALSE(record.end().exit_code);
}

}  // namespace
}  // namespace zkmem
