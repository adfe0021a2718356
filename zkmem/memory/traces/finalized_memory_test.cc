#include "zkmem/memory/traces/finalized_memory.h"

#include <cstring>
#include <map>

#include <gtest/gtest.h>

#include "zkmem/base/file.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/memory/testing/golden_log.h"

namespace zkmem {
namespace {

using nlohmann::json;
using testing::GoldenLog;
using testing::load_golden_log;

struct Filled {
  FinalizedMemory memory;
  std::vector<Trace> traces;
  MerkleTree after;
  std::vector<Poseidon2State> lookups;
  std::vector<uint32_t> range_counts;
};

Filled fill(const GoldenLog& log, unsigned threads) {
  Context context;
  context.threads = threads;
  const MemoryImage<BabyBear> initial = log.initial();
  MerkleTree start = *tree_of_image(context, scalar_poseidon2_batch(), log.config, initial);
  FinalizedMemory memory(log.config, start,
                         replay_segment(context, log.config, initial, log.accesses, log.cells));
  std::vector<Trace> traces;
  for (const MemoryChip& chip : memory.chips()) traces.emplace_back(chip.height, chip.width);
  std::vector<TraceView> views;
  std::vector<ConstTraceView> const_views;
  for (Trace& trace : traces) {
    views.push_back(trace.view());
    const_views.push_back(trace.view());
  }
  RangeCounts counts(log.config.range_max_bits);
  MerkleTree after = memory.fill(context, scalar_poseidon2_batch(), views, counts);
  std::vector<Poseidon2State> lookups = memory.hash_lookups(context, const_views);
  std::vector<uint32_t> range_counts;
  for (size_t row = 0; row < counts.height(); ++row) range_counts.push_back(counts.count(row));
  return {std::move(memory), std::move(traces), std::move(after), std::move(lookups),
          std::move(range_counts)};
}

std::vector<uint32_t> canonical(std::span<const BabyBear> words) {
  std::vector<uint32_t> out;
  for (const BabyBear word : words) out.push_back(word.as_canonical());
  return out;
}

const Trace& trace_of(const Filled& filled, MemoryChipKind kind) {
  for (size_t c = 0; c < filled.traces.size(); ++c) {
    if (filled.memory.chips()[c].kind == kind) return filled.traces[c];
  }
  ADD_FAILURE() << "no such chip";
  return filled.traces.front();
}

void expect_rows(const Trace& trace, const json& golden, bool padded) {
  ASSERT_EQ(trace.height(), golden.at("padded_height").get<size_t>());
  ASSERT_EQ(trace.width(), golden.at("width").get<size_t>());
  const json& rows = golden.at("rows");
  for (size_t row = 0; row < trace.height(); ++row) {
    for (size_t col = 0; col < trace.width(); ++col) {
      const uint32_t expected = padded || row < rows.size() ? rows.at(row).at(col).get<uint32_t>() : 0;
      ASSERT_EQ(trace.at(row, col).as_canonical(), expected) << "row " << row << ", column " << col;
    }
  }
}

TEST(FinalizedMemory, OpenVmV1PersistentTracesAreTheGoldenOnes) {
  const GoldenLog log = load_golden_log("persistent", "openvm-v1");
  for (const unsigned threads : {1u, 2u}) {
    const Filled filled = fill(log, threads);
    expect_rows(trace_of(filled, MemoryChipKind::kPersistentBoundary), log.file.at("boundary"), true);
    expect_rows(trace_of(filled, MemoryChipKind::kMerkle), log.file.at("merkle"), false);
    EXPECT_EQ(json(canonical(filled.memory.start().root())), log.file.at("merkle").at("initial_root"));
    EXPECT_EQ(json(canonical(filled.after.root())), log.file.at("merkle").at("final_root"));

    std::map<std::vector<uint32_t>, uint32_t> lookups;
    for (const Poseidon2State& state : filled.lookups) ++lookups[canonical(state)];
    ASSERT_EQ(lookups.size(), log.file.at("poseidon2_records_sorted").size());
    for (const json& record : log.file.at("poseidon2_records_sorted")) {
      EXPECT_EQ(lookups[record.at("input").get<std::vector<uint32_t>>()], record.at("mult").get<uint32_t>());
    }
  }
}

TEST(FinalizedMemory, TheTreeAfterwardsIsThatOfTheFinalMemory) {
  for (const std::string profile : {"openvm-v1", "hybrid"}) {
    const GoldenLog log = load_golden_log("persistent", profile);
    const Filled filled = fill(log, 1);
    MemoryImage<BabyBear> image = log.initial();
    for (const TimestampedBlock& block : final_blocks(filled.memory.touched())) {
      for (uint32_t i = 0; i < block.values.size(); ++i) {
        ASSERT_TRUE(image.set({block.address_space, block.pointer + i}, block.values[i]).ok());
      }
    }
    const MerkleTree expected = *tree_of_image({}, scalar_poseidon2_batch(), log.config, image);
    EXPECT_EQ(filled.after.root(), expected.root());
    EXPECT_EQ(filled.memory.final_tree({}, scalar_poseidon2_batch()).root(), expected.root());
  }
}

TEST(FinalizedMemory, ThreadsDoNotChangeTheTraces) {
  for (const std::string mode : {"persistent", "volatile"}) {
    for (const std::string profile : {"openvm-v1", "hybrid"}) {
      const GoldenLog log = load_golden_log(mode, profile);
      const Filled one = fill(log, 1);
      for (const unsigned threads : {2u, 5u}) {
        const Filled many = fill(log, threads);
        EXPECT_EQ(one.traces, many.traces);
        EXPECT_EQ(one.range_counts, many.range_counts);
        EXPECT_EQ(one.lookups, many.lookups);
        EXPECT_TRUE(
            std::equal(one.memory.chips().begin(), one.memory.chips().end(), many.memory.chips().begin()));
      }
    }
  }
}

// OpenVM 2's own memory, proven by it: tests/golden/openvm-v2.
class OpenVmV2Memory : public ::testing::TestWithParam<std::pair<std::string, std::string>> {};

void expect_binary_trace(const Trace& trace, const std::string& path) {
  const auto bytes = read_file(path);
  ASSERT_TRUE(bytes.ok()) << path;
  std::vector<uint32_t> words(bytes->size() / 4);
  std::memcpy(words.data(), bytes->data(), bytes->size());
  ASSERT_EQ(words.at(0), trace.height());
  ASSERT_EQ(words.at(1), trace.width());
  for (size_t row = 0; row < trace.height(); ++row) {
    for (size_t col = 0; col < trace.width(); ++col) {
      ASSERT_EQ(trace.at(row, col).as_canonical(), words.at(2 + row * trace.width() + col))
          << path << " row " << row << ", column " << col;
    }
  }
}

TEST_P(OpenVmV2Memory, BoundaryAndMerkleTracesAreTheGoldenOnes) {
  const std::string directory = std::string(ZKMEM_TESTDATA) + "/openvm-v2/" + GetParam().first;
  const GoldenLog log = testing::load_golden_v2_log(directory);
  const Filled filled = fill(log, 2);
  ASSERT_EQ(filled.traces.size(), 2u);
  const std::string traces = directory + "/" + GetParam().second;
  expect_binary_trace(trace_of(filled, MemoryChipKind::kPersistentBoundary),
                      traces + "/trace_air0_common.bin");
  expect_binary_trace(trace_of(filled, MemoryChipKind::kMerkle), traces + "/trace_air1_common.bin");
  EXPECT_EQ(json(canonical(filled.memory.start().root())), log.file.at("initial_root"));
  EXPECT_EQ(json(canonical(filled.after.root())), log.file.at("final_root"));

  json blocks = json::array();
  for (const TimestampedBlock& block : final_blocks(filled.memory.touched())) {
    blocks.push_back({block.address_space, block.pointer, block.timestamp, block.values});
  }
  EXPECT_EQ(blocks, log.file.at("final_touched_blocks(as,ptr,timestamp,values)"));
  EXPECT_EQ(filled.memory.adapters().total_rows(), 0u);
}

INSTANTIATE_TEST_SUITE_P(Cases, OpenVmV2Memory,
                         ::testing::Values(std::pair("mem_a", "app20"), std::pair("mem_a_tiny", "small")));

TEST(FinalizedMemory, ASegmentWithoutAccessesHasEmptyBoundaryAndAPathToLeafZero) {
  GoldenLog log = load_golden_log("persistent", "openvm-v2");
  log.accesses.clear();
  log.cells.clear();
  const Filled filled = fill(log, 1);
  ASSERT_EQ(filled.memory.chips().size(), 2u);
  EXPECT_EQ(filled.memory.chips()[0].height, 1u);
  EXPECT_EQ(filled.memory.chips()[0].used_rows, 0u);
  EXPECT_EQ(filled.memory.chips()[1].used_rows, 2 * 29u);
  EXPECT_EQ(filled.after.root(), filled.memory.start().root());
}

}  // namespace
}  // namespace zkmem
