// Trace generation against the golden run: every cell of every instruction chip, lookup table, program and
// connector.
#include <fstream>
#include <set>

#include <gtest/gtest.h>

#include "zkmem/rv32im/chips/golden_run.h"
#include "zkmem/rv32im/chips/instruction_traces.h"
#include "zkmem/vm/chips/system_chips.h"

namespace zkmem::rv32im {
namespace {

using testing::Json;

uint32_t word_of(const Json& bytes) {
  uint32_t word = 0;
  for (size_t i = 4; i-- > 0;) word = word << 8 | bytes[i].get<uint32_t>();
  return word;
}

// The golden execution log as the machine would have recorded it.
struct GoldenRecord {
  explicit GoldenRecord(const Program& program) : record(1024) {
    record.restart(program.pc_start);
    std::ifstream file(testing::golden_path("exec_log.jsonl"));
    SegmentEnd end;
    for (std::string text; std::getline(file, text);) {
      const Json line = Json::parse(text);
      const uint32_t pc_index = (line.at("pc").get<uint32_t>() - program.pc_base) / kPcStep;
      record.begin(pc_index, line.at("timestamp"), log.size());
      for (const Json& access : line.at("accesses")) {
        const uint32_t value = word_of(access.at("values"));
        const uint32_t block = access.at("ptr").get<uint32_t>() / 4;
        log.push_back({access.at("as").get<uint32_t>() << LogEntry::kSpaceShift | block,
                       access.at("prev_timestamp"), value,
                       access.contains("prev_values") ? word_of(access.at("prev_values")) : value});
      }
      end.pc = line.at("next_pc");
      end.timestamp = line.at("next_timestamp");
      const Instruction& instruction = program.instructions[pc_index];
      if (instruction.opcode == kOpTerminate) end.exit_code = instruction.c();
    }
    record.set_log(log);
    record.finish(end);
  }
  std::vector<LogEntry> log;
  ExecutionRecord record;
};

class GoldenRun : public ::testing::Test {
 protected:
  // The filled traces, one an AIR; those of the memory's chips stay empty.
  std::vector<Trace> fill(const Context& context) {
    auto plan = InstructionTraces::plan(context, program_, record_);
    EXPECT_TRUE(plan.ok());
    std::vector<Trace> traces;
    std::vector<TraceView> views;
    for (size_t air = 0; air < kNumMachineAirs; ++air) {
      traces.emplace_back(plan->height(air), airs_[air]->widths().common_main);
    }
    for (Trace& trace : traces) views.push_back(trace.view());
    RangeCounts range_counts(kRangeMaxBits);
    EXPECT_TRUE(plan->fill(context, range_counts, views).ok());
    return traces;
  }

  Program program_ = testing::golden_program();
  GoldenRecord golden_{program_};
  const ExecutionRecord& record_ = golden_.record;
  std::vector<std::unique_ptr<Air>> airs_ = machine_airs();
};

TEST_F(GoldenRun, EveryCellIsTheReferences) {
  const std::set<size_t> elsewhere = {kAirBoundary, kAirMerkle, kAirPoseidon2};
  const std::vector<Trace> traces = fill(Context{});
  size_t cells = 0;
  for (size_t air = 0; air < kNumMachineAirs; ++air) {
    if (elsewhere.contains(air)) continue;
    const auto golden = testing::golden_trace("trace_air" + std::to_string(air) + "_common.bin");
    ASSERT_EQ(golden.has_value(), traces[air].height() != 0) << airs_[air]->name();
    if (!golden.has_value()) continue;
    const size_t first_column = air == kAirProgram ? 9 : 0;
    EXPECT_EQ(testing::difference(*airs_[air], first_column, traces[air].view(), *golden), "");
    cells += golden->cells.size();
  }
  EXPECT_EQ(cells, 3857020U);
}

TEST_F(GoldenRun, TheProgramTableIsTheReferences) {
  const auto golden = testing::golden_trace("trace_air0_cached0.bin");
  ASSERT_TRUE(golden.has_value());
  EXPECT_EQ(testing::difference(*airs_[kAirProgram], 0, program_table(program_).view(), *golden), "");
}

TEST_F(GoldenRun, PublicValuesOfTheConnector) {
  const Json meta = testing::golden_json("meta.json");
  std::vector<uint32_t> values;
  for (const BabyBear value : connector_public_values(record_.start_pc(), record_.end())) {
    values.push_back(value.as_canonical());
  }
  EXPECT_EQ(values, meta.at("traces").at(1).at("public_values").get<std::vector<uint32_t>>());
}

TEST_F(GoldenRun, ThreadsDoNotMatter) {
  Context one;
  one.threads = 1;
  Context four;
  four.threads = 4;
  EXPECT_EQ(fill(one), fill(four));
}

}  // namespace
}  // namespace zkmem::rv32im
