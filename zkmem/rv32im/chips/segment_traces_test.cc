// From an ELF file and its input to the traces of a segment: every cell of the golden run, and no constraint
// fails.
#include "zkmem/rv32im/chips/segment_traces.h"

#include <algorithm>
#include <memory>

#include <gtest/gtest.h>

#include "zkmem/air/check/row_checker.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/rv32im/chips/golden_run.h"
#include "zkmem/rv32im/elf_loader.h"
#include "zkmem/rv32im/machine.h"
#include "zkmem/vm/chips/system_chips.h"

namespace zkmem::rv32im {
namespace {

using testing::Json;

class GoldenSegment : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto elf = read_file(testing::golden_path("guest/vm_a.elf"));
    ASSERT_TRUE(elf.ok());
    program_ = std::make_shared<const Program>(load_elf(*elf).value());
    table_ = program_table(*program_);
    machine_ = make_machine({});
  }

  std::unique_ptr<Machine> make_machine(MachineOptions options) {
    options.record = true;
    const Json execution = testing::golden_json("execution.json");
    for (const Json& item : execution["input_stream(items as bytes)"])
      options.inputs.push_back(item.get<zkmem::Bytes>());
    return std::make_unique<Machine>(Machine::create(program_, std::move(options)).value());
  }

  SegmentTraces generate(const Context& context, Machine& machine, const MerkleTree& start,
                         TraceBuffer buffer = {}) {
    auto traces = SegmentTraces::plan(context, scalar_poseidon2_batch(), *program_, table_, *machine.record(),
                                      *machine.memory(), start);
    EXPECT_TRUE(traces.ok());
    EXPECT_TRUE(traces->fill(context, nullptr, std::move(buffer)).ok());
    return std::move(traces).value();
  }
  void expect_golden(const ProvingInput& input);
  MerkleTree start_tree(const Context& context) {
    return tree_of_image(context, scalar_poseidon2_batch(), machine_->config(), machine_->initial_image())
        .value();
  }

  std::shared_ptr<const Program> program_;
  Trace table_;
  std::unique_ptr<Machine> machine_;
  std::vector<std::unique_ptr<Air>> airs_ = machine_airs();
};

std::vector<std::vector<uint32_t>> sorted_rows(ConstTraceView trace) {
  std::vector<std::vector<uint32_t>> rows(trace.height());
  for (size_t row = 0; row < trace.height(); ++row) {
    for (size_t column = 0; column < trace.width(); ++column)
      rows[row].push_back(trace.at(row, column).as_canonical());
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

std::vector<std::vector<uint32_t>> sorted_rows(const testing::GoldenTrace& trace) {
  std::vector<std::vector<uint32_t>> rows(trace.height);
  for (size_t row = 0; row < trace.height; ++row) {
    for (size_t column = 0; column < trace.width; ++column) rows[row].push_back(trace.at(row, column));
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

void GoldenSegment::expect_golden(const ProvingInput& input) {
  const Json meta = testing::golden_json("meta.json");
  ASSERT_EQ(input.size(), meta.at("traces").size());
  for (size_t i = 0; i < input.size(); ++i) {
    const Json& expected = meta.at("traces").at(i);
    ASSERT_EQ(input[i].air, expected.at("air_id").get<size_t>());
    const Air& air = *airs_[input[i].air];
    SCOPED_TRACE(air.name());
    std::vector<uint32_t> public_values;
    for (const BabyBear value : input[i].public_values) public_values.push_back(value.as_canonical());
    EXPECT_EQ(public_values, expected.at("public_values").get<std::vector<uint32_t>>());

    const auto golden = testing::golden_trace("trace_air" + std::to_string(input[i].air) + "_common.bin");
    ASSERT_TRUE(golden.has_value());
    if (input[i].air == kAirPoseidon2) {  // in the reference the order of a hash map
      EXPECT_EQ(sorted_rows(input[i].common_main), sorted_rows(*golden));
    } else {
      const size_t first_column = input[i].air == kAirProgram ? 9 : 0;
      EXPECT_EQ(testing::difference(air, first_column, input[i].common_main, *golden), "");
    }
  }
}

TEST_F(GoldenSegment, EveryTraceFromTheElfFile) {
  const Context context;
  const MerkleTree start = start_tree(context);
  ASSERT_EQ(machine_->run(context), StopReason::kTerminated);
  expect_golden(generate(context, *machine_, start).input());
}

// Another segment's cells lie where this one's padding is.
TEST_F(GoldenSegment, TheSameTracesInAUsedBuffer) {
  const Context context;
  const MerkleTree start = start_tree(context);
  MachineOptions shorter;
  shorter.segment_accesses = 500;
  const std::unique_ptr<Machine> other = make_machine(shorter);
  ASSERT_EQ(other->run(context), StopReason::kSegmentFull);
  TraceBuffer used = generate(context, *other, start).take_buffer();
  ASSERT_EQ(machine_->run(context), StopReason::kTerminated);
  expect_golden(generate(context, *machine_, start, std::move(used)).input());
}

TEST_F(GoldenSegment, EveryConstraintHoldsAndEveryBusBalances) {
  const Context context;
  const MerkleTree start = start_tree(context);
  ASSERT_EQ(machine_->run(context), StopReason::kTerminated);
  const SegmentTraces traces = generate(context, *machine_, start);
  std::vector<CheckedAir> airs;
  for (size_t i = 0; i < airs_.size(); ++i) airs.push_back(checked_air(*airs_[i], i < kNumRequiredAirs));
  const auto report = check_traces(context, airs, traces.input(), {});
  ASSERT_TRUE(report.ok());
  EXPECT_TRUE(report->ok()) << describe(*report, airs, {});
}

}  // namespace
}  // namespace zkmem::rv32im
