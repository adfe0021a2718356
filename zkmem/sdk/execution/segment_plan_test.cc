// Where the planner cuts a run (docs/spec/segments.md): every planned segment fits the key's height, the
// segments together are the run, and each ends where its limit says.
#include <bit>

#include <gtest/gtest.h>

#include "zkmem/hash/simd.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/rv32im/chips/segment_traces.h"
#include "zkmem/rv32im/elf_loader.h"
#include "zkmem/rv32im/machine.h"
#include "zkmem/rv32im/testing/random_program.h"
#include "zkmem/sdk/execution/input.h"
#include "zkmem/sdk/prove.h"
#include "zkmem/sdk/testing/proven_program.h"
#include "zkmem/vm/chips/system_chips.h"

namespace zkmem {
namespace {

using rv32im::Machine;
using rv32im::SegmentTraces;
using rv32im::StopReason;
using namespace rv32im::testing;  // instruction words

// `rounds` times the words of `body`, counted down in x10.
Assembler loop(uint32_t rounds, std::initializer_list<uint32_t> body) {
  Assembler out;
  out.load_immediate(3, RandomProgram::kWindow).load_immediate(10, rounds);
  for (const uint32_t word : body) out << word;
  out << addi(10, 10, -1);
  return out << b_type(1, 10, 0, -4 * static_cast<int32_t>(body.size() + 1)) << terminate(0);
}

struct Planned {
  Plan plan;
  std::vector<std::string> notes;
};

Planned plan_at(const Assembler& program, uint64_t accesses, uint32_t log_stacked_height) {
  const testing::ScratchFolder scratch("plan");
  KeyCache keys;
  ExecutionInput input;
  input.program_file = testing::elf_of(program);
  input.segment_accesses = accesses;
  input.parameters = {ParameterFamily::kWeak, log_stacked_height};
  std::vector<std::string> notes;
  const WorkFolder folder = WorkFolder::create(scratch.path()).value();
  Plan plan = input.plan(Context{}, keys, folder, notes).value();
  return {std::move(plan), std::move(notes)};
}

// Runs the segments again, each by its own limit, and looks at the heights of their traces.
void expect_fits(const Assembler& words, const Plan& plan, uint32_t log_stacked_height) {
  const auto program = words.program();
  const Trace table = program_table(*program);
  rv32im::MachineOptions options;
  options.record = true;
  Machine start = Machine::create(program, options).value();
  MerkleTree tree =
      tree_of_image(Context{}, simd_poseidon2_batch(), start.config(), start.initial_image()).value();
  MachineState state = start.save();
  uint64_t instructions = 0;
  for (size_t k = 0; k < plan.segments.size(); ++k) {
    SCOPED_TRACE("segment " + std::to_string(k));
    const PlannedSegment& segment = plan.segments[k];
    options.segment_accesses = segment.access_limit;
    Machine machine = Machine::resume(program, options, state).value();
    const StopReason reason = machine.run(Context{});
    EXPECT_EQ(reason, k + 1 == plan.segments.size() ? StopReason::kTerminated : StopReason::kSegmentFull);
    EXPECT_EQ(segment.first, instructions);
    EXPECT_EQ(segment.length, machine.instructions() - instructions);
    EXPECT_EQ(plan.height(k), log_stacked_height);
    instructions = machine.instructions();
    const SegmentTraces traces = SegmentTraces::plan(Context{}, simd_poseidon2_batch(), *program, table,
                                                     *machine.record(), *machine.memory(), tree)
                                     .value();
    for (size_t air = 0; air < rv32im::kNumMachineAirs; ++air)
      EXPECT_LE(traces.height(air), size_t{1} << log_stacked_height) << air;
    tree = traces.final_tree();
    if (reason == StopReason::kSegmentFull) machine.next_segment();
    state = machine.save();
  }
}

TEST(SegmentPlan, ByAccessesOnly) {
  const Assembler program = loop(5000, {addi(8, 8, 1), load(2, 9, 0, 3)});
  const Planned planned = plan_at(program, 9000, 19);
  EXPECT_TRUE(planned.notes.empty());
  EXPECT_GT(planned.plan.segments.size(), 3U);
  for (const PlannedSegment& segment : planned.plan.segments) EXPECT_EQ(segment.access_limit, 9000U);
  expect_fits(program, planned.plan, 19);
}

// 2^22 accesses are more additions than a trace of height 2^19 holds.
TEST(SegmentPlan, ByTheHeightOfAnInstructionChip) {
  const Assembler program = loop(160000, {addi(8, 8, 1), addi(8, 8, 1), addi(8, 8, 1)});
  const Planned planned = plan_at(program, uint64_t{1} << 22, 19);
  ASSERT_EQ(planned.notes.size(), 1U);  // though the limit was halved twice
  EXPECT_NE(planned.notes[0].find("segment 0 is cut to 1048576 accesses: it needs stacked height 20"),
            std::string::npos)
      << planned.notes[0];
  EXPECT_GT(planned.plan.segments.size(), 1U);
  expect_fits(program, planned.plan, 19);
}

// Few instructions, each on a leaf of its own: the tree's hashes are what is too many.
TEST(SegmentPlan, ByTheHashesOfTheMemory) {
  const Assembler program = loop(300000, {s_type(2, 3, 10, 0), addi(3, 3, 32)});
  const Planned planned = plan_at(program, uint64_t{1} << 22, 19);
  EXPECT_FALSE(planned.notes.empty());
  EXPECT_GT(planned.plan.segments.size(), 1U);
  expect_fits(program, planned.plan, 19);
}

// The fixed tables need height 19: nothing smaller can be planned, whatever the cuts.
TEST(SegmentPlan, RefusesAHeightThatTheTablesDoNotFit) {
  const testing::ScratchFolder scratch("plan");
  KeyCache keys;
  ExecutionInput input;
  input.program_file = testing::elf_of(loop(10, {addi(8, 8, 1)}));
  input.parameters = {ParameterFamily::kWeak, 18};
  std::vector<std::string> notes;
  const auto plan = input.plan(Context{}, keys, WorkFolder::create(scratch.path()).value(), notes);
  ASSERT_FALSE(plan.ok());
  EXPECT_EQ(plan.error().kind, ErrorKind::kLimit);
  EXPECT_NE(plan.error().message.find("needs stacked height 19, the parameters give 18"), std::string::npos)
      << plan.error().message;
  EXPECT_TRUE(scratch.results().empty());
}

// The run's first segments are spread over many chips, the later ones need a higher stacked height.
TEST(SegmentPlan, GrowsByWholeSegmentsWhoseHeightMayRise) {
  constexpr uint64_t kAccesses = 1'600'000;
  Assembler words;
  words.load_immediate(3, RandomProgram::kWindow).load_immediate(10, 150000);
  words << addi(8, 8, 1) << load(2, 9, 0, 3) << r_type(0x33, 0, 1, 11, 8, 9) << addi(10, 10, -1)
        << b_type(1, 10, 0, -16) << jal(0, 4);
  words.load_immediate(10, 300000);
  words << addi(8, 8, 1) << addi(8, 8, 1) << addi(8, 8, 1) << addi(10, 10, -1) << b_type(1, 10, 0, -16)
        << terminate(0);
  KeyCache keys;
  ExecutionInput input;
  input.program_file = testing::elf_of(words);
  input.segment_accesses = kAccesses;
  input.parameters = {ParameterFamily::kWeak, std::nullopt};
  const WorkFolder folder = WorkFolder::in_memory();
  std::vector<Plan> told;
  input.on_growth = [&](const Plan& growing) -> Status {
    const size_t newest = growing.segments.size() - 1;
    EXPECT_TRUE(growing.is_growing && folder.read(WorkFolder::start_name(newest)).ok());
    EXPECT_FALSE(folder.has_plan());
    const Result<Plan> read = parse_plan(to_json(growing));
    EXPECT_TRUE(read.ok() && *read == growing);
    told.push_back(growing);
    return {};
  };
  std::vector<std::string> notes;
  const Plan whole = input.plan(Context{}, keys, folder, notes).value();
  ASSERT_GE(whole.segments.size(), 3U);
  ASSERT_EQ(told.size(), whole.segments.size() - 1);
  for (size_t n = 0; n < told.size(); ++n) {
    ASSERT_EQ(told[n].segments.size(), n + 1);
    for (size_t k = 0; k <= n; ++k) {
      EXPECT_EQ(told[n].segments[k].first, whole.segments[k].first);
      EXPECT_EQ(told[n].segments[k].length, whole.segments[k].length);
      EXPECT_EQ(told[n].height(k), told[n].height(0));
    }
  }
  EXPECT_FALSE(whole.is_growing);
  EXPECT_EQ(told.back().height(0), whole.height(0));
  ASSERT_LT(told.front().height(0), whole.height(0));

  // Proven at the height of then, the first segment does not count now; nor is there a whole without the
  // rest.
  ASSERT_TRUE(prove_segment(Context{}, keys, folder, told.front(), 0).ok());
  EXPECT_NE(proven_facts(keys, folder, told.front(), 0), nullptr);
  EXPECT_EQ(proven_facts(keys, folder, whole, 0), nullptr);
  const auto assembled = assemble(Context{}, keys, folder, told.front());
  ASSERT_FALSE(assembled.ok());
  EXPECT_NE(assembled.error().message.find("is not complete, it has 1 segments so far"), std::string::npos);
}

// What the callback says ends planning.
TEST(SegmentPlan, GrowthMayBeRefused) {
  const testing::ScratchFolder scratch("plan");
  KeyCache keys;
  ExecutionInput input;
  input.program_file = testing::elf_of(loop(5000, {addi(8, 8, 1), load(2, 9, 0, 3)}));
  input.segment_accesses = 9000;
  input.parameters = {ParameterFamily::kWeak, 19};
  const WorkFolder folder = WorkFolder::create(scratch.path()).value();
  input.on_growth = [&](const Plan& growing) -> Status {
    return growing.segments.size() < 2 ? folder.write_growing_plan(growing) : bad_input("enough");
  };
  std::vector<std::string> notes;
  const auto plan = input.plan(Context{}, keys, folder, notes);
  ASSERT_FALSE(plan.ok());
  EXPECT_NE(plan.error().message.find("enough"), std::string::npos);
  EXPECT_FALSE(folder.has_plan());
  const Plan left = WorkFolder::open(scratch.path()).value().plan().value();
  EXPECT_TRUE(left.is_growing && left.segments.size() == 1);
}

}  // namespace
}  // namespace zkmem
