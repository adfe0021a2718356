#include "zkmem/memory/offline/replay.h"

#include <map>

#include <gtest/gtest.h>

#include "zkmem/memory/chips/adapter/access_adapter_columns.h"
#include "zkmem/memory/chips/boundary/volatile_boundary_columns.h"
#include "zkmem/memory/testing/golden_log.h"
#include "zkmem/memory/traces/access_adapter_trace.h"
#include "zkmem/memory/traces/volatile_boundary_trace.h"

namespace zkmem {
namespace {

using nlohmann::json;
using testing::GoldenLog;
using testing::load_golden_log;

Context with_threads(unsigned threads) {
  Context context;
  context.threads = threads;
  return context;
}

SegmentReplay replay(const GoldenLog& log, unsigned threads = 1) {
  return replay_segment(with_threads(threads), log.config, log.initial(), log.accesses, log.cells);
}

json record_json(const AccessAdapterRecords& records, const AccessAdapterRecord& record) {
  const auto cells = records.cells(record);
  const auto times = records.piece_timestamps(record);
  json out = {{"kind", record.kind == AccessAdapterRecordKind::kSplit ? "split" : "merge"},
              {"timestamp", record.timestamp},
              {"as", record.address_space},
              {"ptr", record.pointer},
              {"block_size", record.block_size},
              {"lowest_block_size", record.lowest_block_size},
              {"data", std::vector<uint32_t>(cells.begin(), cells.end())}};
  if (!times.empty()) out["segment_timestamps"] = std::vector<uint32_t>(times.begin(), times.end());
  return out;
}

void expect_trace(const Trace& trace, const json& rows, const std::string& what) {
  for (size_t row = 0; row < trace.height(); ++row) {
    for (size_t col = 0; col < trace.width(); ++col) {
      const uint32_t expected = row < rows.size() ? rows.at(row).at(col).get<uint32_t>() : 0;
      ASSERT_EQ(trace.at(row, col).as_canonical(), expected) << what << " row " << row << ", column " << col;
    }
  }
}

// What an access returned: previous time and values, as the log file says.
void expect_accesses(const GoldenLog& log, const SegmentReplay& result) {
  size_t i = 0;
  for (const json& line : log.lines) {
    if (line.at("op") == "inc") continue;
    const ReplayAccess& access = log.accesses[i];
    ASSERT_EQ(result.previous_timestamps[i], line.at("prev_timestamp").get<uint32_t>()) << "access " << i;
    const json& before = access.is_write ? line.at("prev_values") : line.at("values");
    for (size_t k = 0; k < access.size; ++k) {
      ASSERT_EQ(result.previous_cells[access.cells + k], before.at(k).get<uint32_t>()) << "access " << i;
    }
    ++i;
  }
}

class OpenVmV1Replay : public ::testing::TestWithParam<std::string> {};

TEST_P(OpenVmV1Replay, EqualsTheReferenceRecordForRecord) {
  const GoldenLog log = load_golden_log(GetParam(), "openvm-v1");
  const SegmentReplay result = replay(log);
  expect_accesses(log, result);
  size_t i = 0;
  for (const json& line : log.lines) {
    if (line.at("op") == "inc") continue;
    EXPECT_EQ(result.new_records[i++], line.at("new_records").get<uint32_t>());
  }
  EXPECT_EQ(result.num_online_records, log.file.at("num_online_records").get<size_t>());
  ASSERT_EQ(result.records.size(), log.file.at("records").size());
  for (size_t k = 0; k < result.records.size(); ++k) {
    ASSERT_EQ(record_json(result.records, result.records[k]), log.file.at("records").at(k)) << "record " << k;
  }
}

TEST_P(OpenVmV1Replay, AdapterTracesAndRangeChecksAreTheGoldenOnes) {
  const GoldenLog log = load_golden_log(GetParam(), "openvm-v1");
  const bool is_volatile = GetParam() == "volatile";
  for (const unsigned threads : {1u, 3u}) {
    const Context context = with_threads(threads);
    SegmentReplay result = replay(log, threads);
    RangeCounts counts(log.config.range_max_bits);
    const AccessAdapterInventory inventory(std::move(result.records), result.num_online_records,
                                           log.config.timestamp_max_bits);
    for (const uint32_t n : kAccessAdapterSizes) {
      const json& golden = log.file.at("access_adapters").at(std::to_string(n));
      ASSERT_EQ(inventory.used_rows(n), golden.at("used_rows").get<size_t>());
      ASSERT_EQ(inventory.padded_height(n), golden.at("padded_height").get<size_t>());
      Trace trace(inventory.padded_height(n), access_adapter_width(n));
      inventory.fill_trace(context, n, counts, trace.view());
      expect_trace(trace, golden.at("rows"), "adapter " + std::to_string(n));
    }
    if (is_volatile) {
      const json& golden = log.file.at("boundary");
      ASSERT_EQ(volatile_boundary_rows(result.touched, 1), golden.at("used_rows").get<size_t>());
      Trace trace(golden.at("padded_height").get<size_t>(), kColumnCount<VolatileBoundaryColumns>);
      fill_volatile_boundary(context, log.config, result.touched, SpaceCheck::kOpenVmV1, counts,
                             trace.view());
      expect_trace(trace, golden.at("rows"), "boundary");
    }
    std::map<std::pair<uint32_t, uint32_t>, uint32_t> golden;
    for (const json& entry : log.file.at("range_checker_counts_value_bits_mult")) {
      golden[{entry.at(0).get<uint32_t>(), entry.at(1).get<uint32_t>()}] = entry.at(2).get<uint32_t>();
    }
    for (unsigned bits = 0; bits <= log.config.range_max_bits; ++bits) {
      for (uint32_t value = 0; value < 1u << bits; ++value) {
        const auto found = golden.find({value, bits});
        ASSERT_EQ(counts.count(RangeCounts::row(value, bits)), found == golden.end() ? 0 : found->second)
            << value << " of " << bits << " bits";
      }
    }
  }
}

TEST_P(OpenVmV1Replay, FinalMemoryIsTheGoldenOne) {
  const GoldenLog log = load_golden_log(GetParam(), "openvm-v1");
  const SegmentReplay result = replay(log);
  json blocks = json::array();
  for (const TouchedLeaf& leaf : result.touched) {
    for (uint32_t b = 0; b < 8u / leaf.final_block; ++b) {
      if (!leaf.block_touched(b)) continue;
      const auto from = leaf.final.begin() + b * leaf.final_block;
      blocks.push_back({{"as", leaf.address_space},
                        {"ptr", leaf.label * 8 + b * leaf.final_block},
                        {"timestamp", leaf.timestamps[b]},
                        {"values", std::vector<uint32_t>(from, from + leaf.final_block)}});
    }
  }
  EXPECT_EQ(blocks, log.file.at("final_memory"));
}

INSTANTIATE_TEST_SUITE_P(Modes, OpenVmV1Replay, ::testing::Values("persistent", "volatile"));

// memory.md: rows of v1.2 on log_a are 1152 (persistent) and 1334 (volatile).
TEST(HybridReplay, NeedsFewerAdapterRowsThanTheReferences) {
  const auto rows = [](const std::string& mode) {
    const GoldenLog log = load_golden_log(mode, "hybrid");
    SegmentReplay result = replay(log);
    expect_accesses(log, result);
    return AccessAdapterInventory(std::move(result.records), result.num_online_records, 29).total_rows();
  };
  EXPECT_EQ(rows("persistent"), 1078u);
  EXPECT_EQ(rows("volatile"), 1118u);
}

}  // namespace
}  // namespace zkmem
