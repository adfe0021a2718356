// The traces that proofs/example is about are those that this build makes of its log: with
// ZKMEM_WRITE_EXAMPLE set the file is written instead.
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "zkmem/memory/testing/statement_world.h"

namespace zkmem {
namespace {

// Every kind of row in few: both spaces' blocks started and ended, splits and merges of two sizes, reads and
// writes, an immediate, and time that passes.
MemoryController<BabyBear> example_run(const MemoryConfig& config) {
  auto controller = MemoryController<BabyBear>::create(config, MemoryImage<BabyBear>(config));
  ZKMEM_CHECK(controller.ok());
  ZKMEM_CHECK(controller->write<4>({2, 8}, {10, 20, 30, 255}).ok());
  ZKMEM_CHECK(controller->read<8>({2, 8}).ok());
  ZKMEM_CHECK(controller->increment_timestamp_by(5).ok());
  ZKMEM_CHECK(controller->write<2>({4, 0}, {BabyBear::kModulus - 1, 7}).ok());
  ZKMEM_CHECK(controller->read<1>({kImmediateSpace, 3}).ok());
  ZKMEM_CHECK(controller->read<4>({2, 8}).ok());
  ZKMEM_CHECK(controller->read<1>({4, 1}).ok());
  return std::move(*controller);
}

std::string numbers(std::span<const BabyBear> values) {
  std::string text;
  for (const BabyBear value : values)
    text += (text.empty() ? "" : "; ") + std::to_string(value.as_canonical());
  return "[" + text + "]";
}

std::string row_text(const AirTraces& traces, size_t row) {
  std::string text;
  const auto add = [&](const ConstTraceView& part) {
    std::vector<BabyBear> cells(part.width());
    for (size_t column = 0; column < cells.size(); ++column) cells[column] = part.at(row, column);
    text += (text.empty() ? "" : "; ") + numbers(cells);
  };
  for (const ConstTraceView& cached : traces.cached_mains) add(cached);
  add(traces.common_main);
  return "[" + text + "]";
}

// The range checker's rows are what the constraints say; how often each is looked up is not.
std::string counts_text(const ConstTraceView& table) {
  std::string text;
  for (size_t row = 0; row < table.height(); ++row) {
    const uint32_t count = table.at(row, 3).as_canonical();
    if (count != 0)
      text += (text.empty() ? "" : "; ") + ("(" + std::to_string(row) + ", " + std::to_string(count) + ")");
  }
  return "Definition looked_up : list (Z * Z) := [" + text + "].\n";
}

std::string in_rocq(const testing::StatementWorld& world) {
  std::string text =
      "(* The traces that zkmem makes of the example's log; a test compares. Rows of parts of cells; of the "
      "range checker the\n"
      "   rows that are looked up, with how often. *)\n"
      "From Zkmem Require Import ListedTrace.\n"
      "Open Scope Z_scope.\n\n";
  const ProvingInput input = world.segments.front().input();
  for (size_t air = 0; air < world.airs.entries.size(); ++air) {
    if (air == world.airs.poseidon2) continue;  // the theorems are about the others
    const auto traces =
        std::find_if(input.begin(), input.end(), [air](const AirTraces& t) { return t.air == air; });
    if (air == world.airs.range) {
      text += counts_text(traces->common_main);
      continue;
    }
    text += "Definition trace_of_" + std::string(world.airs.entries[air].air->name()) + " : trace := listed ";
    if (traces == input.end()) {
      text += "[] [].\n";
      continue;
    }
    text += numbers(traces->public_values) + " [";
    for (size_t row = 0; row < traces->height(); ++row)
      text += (row == 0 ? "\n  " : ";\n  ") + row_text(*traces, row);
    text += "].\n";
  }
  return text;
}

void expect_traces(const std::string& mode, const std::string& file) {
  const auto config = parse_memory_config(R"({"profile": "hybrid", "mode": ")" + mode + "\"}");
  ASSERT_TRUE(config.ok());
  auto controller = example_run(*config);
  const MemoryImage<BabyBear> zeros(*config);
  const testing::StatementWorld world = testing::make_world(*config, controller.memory().log(), zeros);
  ASSERT_EQ(world.segments.size(), 1);
  ASSERT_EQ(world.check(), "");
  const std::string text = in_rocq(world);
  const std::string path = ZKMEM_SOURCE_DIR "/proofs/example/" + file;
  if (std::getenv("ZKMEM_WRITE_EXAMPLE") != nullptr) {
    std::ofstream(path) << text;
    return;
  }
  std::ostringstream there;
  there << std::ifstream(path).rdbuf();
  EXPECT_EQ(there.str(), text) << "ZKMEM_WRITE_EXAMPLE=1 writes " << path;
}

TEST(RocqExample, VolatileTracesAreThoseOfThisBuild) { expect_traces("volatile", "VolatileTraces.v"); }
TEST(RocqExample, PersistentTracesAreThoseOfThisBuild) { expect_traces("persistent", "PersistentTraces.v"); }

}  // namespace
}  // namespace zkmem
