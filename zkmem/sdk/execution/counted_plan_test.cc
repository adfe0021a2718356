// A plan made from counts is the plan made from the record, file for file: example guests and random
// programs, between roots and on global memory; and what segments start from is small.
#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>

#include <gtest/gtest.h>

#include "zkmem/base/file.h"
#include "zkmem/rv32im/program_file.h"
#include "zkmem/rv32im/testing/random_program.h"
#include "zkmem/sdk/execution/input.h"
#include "zkmem/sdk/execution/segment_start.h"
#include "zkmem/sdk/memory_choice.h"
#include "zkmem/sdk/testing/proven_program.h"

namespace zkmem {
namespace {

using rv32im::MachineMemory;
using rv32im::testing::RandomProgram;

constexpr MachineMemory kMemories[] = {MachineMemory::kRoots, MachineMemory::kGlobal};

struct GivenRun {
  std::vector<uint8_t> program;
  std::vector<FileBytes> items;
  std::optional<uint64_t> segment_accesses = std::nullopt;  // none: the planner chooses
};

FileBytes guest_file(const std::string& name) {
  return read_file(std::string(ZKMEM_SOURCE_DIR "/examples/guests/") + name).value();
}

GivenRun guest(const std::string& elf, const std::string& given,
               std::optional<uint64_t> segment_accesses = std::nullopt) {
  return {guest_file("elf/" + elf + ".elf"), {guest_file("inputs/" + given)}, segment_accesses};
}

ExecutionInput input_of(const GivenRun& run, MachineMemory memory, bool by_record) {
  ExecutionInput input(run.program, run.items);
  input.machine = &OwnMachine::rv32im(memory);
  input.segment_accesses = run.segment_accesses;
  input.parameters = {ParameterFamily::kFast, std::nullopt};
  input.plan_by_record = by_record;
  return input;
}

// The folder's files but the lock, by name.
std::map<std::string, FileBytes> planned_files(const GivenRun& run, MachineMemory memory, bool by_record) {
  const testing::ScratchFolder scratch(by_record ? "by_record" : "by_counts");
  KeyCache keys;
  std::vector<std::string> notes;
  const WorkFolder folder = WorkFolder::create(scratch.path()).value();
  const auto plan = input_of(run, memory, by_record).plan(Context{}, keys, folder, notes);
  EXPECT_TRUE(plan.ok()) << plan.error().message;
  std::map<std::string, FileBytes> files;
  for (const auto& entry : std::filesystem::directory_iterator(scratch.path())) {
    const std::string name = entry.path().filename();
    if (name != "lock") files[name] = read_file(entry.path()).value();
  }
  std::string all_notes;
  for (const std::string& note : notes) all_notes += note + "\n";
  files["notes"] = FileBytes(all_notes.begin(), all_notes.end());
  return files;
}

void expect_same_plan(const GivenRun& run, size_t at_least) {
  for (const MachineMemory memory : kMemories) {
    SCOPED_TRACE(memory == MachineMemory::kRoots ? "roots" : "global");
    const auto counted = planned_files(run, memory, false);
    const auto recorded = planned_files(run, memory, true);
    EXPECT_TRUE(counted.contains("plan.json"));
    EXPECT_TRUE(counted.contains("segment" + std::to_string(at_least - 1) + ".start"));
    ASSERT_EQ(counted.size(), recorded.size());
    for (const auto& [name, bytes] : recorded) {
      ASSERT_TRUE(counted.contains(name)) << name;
      EXPECT_TRUE(counted.at(name) == bytes) << name << " differs";
    }
  }
}

TEST(CountedPlan, IsThatOfTheRecordForGuests) {
  expect_same_plan(guest("fib", "fib.txt", uint64_t{1} << 13), 2);
  expect_same_plan(guest("gunzip", "text.gz", uint64_t{1} << 20), 2);
  expect_same_plan(guest("life", "life.txt"), 1);
}

TEST(CountedPlan, IsThatOfTheRecordForRandomPrograms) {
  for (uint64_t seed = 50; seed < 52; ++seed) {
    SCOPED_TRACE(seed);
    const std::vector<FileBytes> items = {FileBytes(64, 1), FileBytes(80, 2)};
    expect_same_plan({testing::elf_of(RandomProgram(seed).make(2000)), items, 2500}, 2);
  }
}

// A limit that does not fit is halved alike: few instructions, each on a leaf of its own, whose hashes are
// too many.
TEST(CountedPlan, IsThatOfTheRecordWhereSegmentsAreCutToFit) {
  using namespace rv32im::testing;
  Assembler words;
  words.load_immediate(3, RandomProgram::kWindow).load_immediate(10, 100000);
  words << s_type(2, 3, 10, 0) << addi(3, 3, 32) << addi(10, 10, -1) << b_type(1, 10, 0, -12) << terminate(0);
  std::vector<Plan> plans;
  for (const bool by_record : {false, true}) {
    ExecutionInput input = input_of({testing::elf_of(words), {}}, MachineMemory::kRoots, by_record);
    input.parameters = {ParameterFamily::kFast, 19};
    KeyCache keys;
    std::vector<std::string> notes;
    plans.push_back(input.plan(Context{}, keys, WorkFolder::in_memory(), notes).value());
    EXPECT_EQ(notes.size(), 1U);
    EXPECT_LT(plans.back().segments[0].access_limit, uint64_t{1} << 22);
    EXPECT_GT(plans.back().segments.size(), 1U);
  }
  EXPECT_EQ(plans[0], plans[1]);
}

TEST(CountedPlan, TellsATrapAsTheRecordDoes) {
  for (const MachineMemory memory : kMemories) {
    std::vector<std::string> messages;
    for (const bool by_record : {false, true}) {
      KeyCache keys;
      std::vector<std::string> notes;
      const GivenRun run{guest_file("elf/trap.elf"), {guest_file("inputs/trap.txt")}, 4096};
      const auto plan =
          input_of(run, memory, by_record).plan(Context{}, keys, WorkFolder::in_memory(), notes);
      ASSERT_FALSE(plan.ok());
      EXPECT_EQ(plan.error().kind, ErrorKind::kTrap);
      messages.push_back(plan.error().message);
    }
    EXPECT_EQ(messages[0], messages[1]);
  }
}

// Which memory is chosen is decided on counts, too: those of the log.
TEST(CountedPlan, SeesWhatMemoryCostsAsTheLogDoes) {
  const auto program =
      std::make_shared<const Program>(rv32im::load_program(guest_file("elf/gunzip.elf")).value());
  rv32im::MachineOptions options;
  options.segment_accesses = uint64_t{1} << 16;
  options.inputs = {guest_file("inputs/text.gz")};
  options.count = true;
  const MemoryCost counted =
      memory_cost(Context{}, rv32im::Machine::create(program, options).value(), UINT64_MAX).value();
  options.count = false;
  options.record = true;
  rv32im::Machine recording = rv32im::Machine::create(program, options).value();
  MemoryCost logged(recording.config());
  for (int k = 0; k < 16; ++k) {
    const rv32im::StopReason reason = recording.run(Context{});
    logged.add_segment(recording.memory()->log());
    ASSERT_EQ(reason, rv32im::StopReason::kSegmentFull)
        << "the guest is to have more segments than are looked at";
    recording.next_segment();
  }
  EXPECT_EQ(counted.roots(), logged.roots());
  for (const HashedEnds ends : {HashedEnds{}, HashedEnds{true, false}, HashedEnds{true, true}})
    EXPECT_EQ(counted.ledger(ends), logged.ledger(ends)) << ends.start << ends.end;
  EXPECT_EQ(counted.rest(), logged.rest());
  EXPECT_GT(counted.roots(), 0u);
}

// Each start would hold the whole input item, were it not told by its number.
TEST(CountedPlan, StartsDoNotRepeatTheInput) {
  using namespace rv32im::testing;
  Assembler words;
  words.load_immediate(3, RandomProgram::kWindow).load_immediate(10, 3000);
  words << hint_input() << hint_storew(3) << addi(10, 10, -1) << b_type(1, 10, 0, -8) << terminate(0);
  const FileBytes item(20000, 7);
  const auto files = planned_files({testing::elf_of(words), {item}, 2500}, MachineMemory::kRoots, false);
  size_t starts = 0;
  for (const auto& [name, bytes] : files) {
    if (!name.ends_with(".start")) continue;
    ++starts;
    EXPECT_LT(bytes.size(), 1000U) << name;
  }
  EXPECT_GE(starts, 3U);
}

// Whatever fills the hint stream is there again, and goes on where it was.
TEST(SegmentStart, KeepsTheStreams) {
  const std::vector<Bytes> items = {Bytes(21, 3), Bytes{1, 2, 3, 4, 5}};
  const MemoryConfig config = MemoryConfig::openvm_v2_default();
  MachineState state{CellImage(config, BabyBear::kModulus)};
  const auto expect_kept = [&] {
    const auto bytes = encode_segment_start(state, state.image);
    const auto again = decode_segment_start(bytes, state.image, items);
    ASSERT_TRUE(again.ok()) << again.error().message;
    EXPECT_EQ(again->streams.hint(), state.streams.hint());
    EXPECT_EQ(again->streams.hint_position(), state.streams.hint_position());
    EXPECT_EQ(again->streams.hint_is_item(), state.streams.hint_is_item());
    Streams ours = state.streams;
    Streams theirs = again->streams;
    EXPECT_EQ(ours.next_word(), theirs.next_word());
    EXPECT_EQ(ours.hint_input(), theirs.hint_input());
    EXPECT_EQ(ours.hint(), theirs.hint());
    ours.hint_random(3);
    theirs.hint_random(3);
    EXPECT_EQ(ours.hint(), theirs.hint());
  };
  state.streams = Streams(items);
  expect_kept();
  ASSERT_TRUE(state.streams.hint_input());
  expect_kept();
  state.streams.next_word();
  expect_kept();
  state.streams.hint_random(5);
  state.streams.next_word();
  expect_kept();
  ASSERT_TRUE(state.streams.hint_input());
  state.streams.hint_random(2);
  expect_kept();
  // Of a run that was saved in the middle, the bytes themselves are known.
  state.streams = *Streams::restore(items, 1, Bytes(12, 9), 4, 77);
  expect_kept();
}

TEST(SegmentStart, RefusesStreamsThatThereAreNot) {
  const std::vector<Bytes> items = {Bytes(21, 3)};
  const MemoryConfig config = MemoryConfig::openvm_v2_default();
  MachineState state{CellImage(config, BabyBear::kModulus)};
  state.streams = Streams(items);
  ASSERT_TRUE(state.streams.hint_input());
  const auto item_start = encode_segment_start(state, state.image);
  const auto refused = [&](std::vector<uint8_t> bytes, const std::vector<Bytes>& given) {
    const auto decoded = decode_segment_start(bytes, state.image, given);
    return decoded.ok() ? std::string() : decoded.error().message;
  };
  EXPECT_EQ(refused(item_start, items), "");
  EXPECT_EQ(refused(item_start, {}), "the hint is item 1 of 0");
  constexpr size_t kTaken = 12, kPosition = 28, kIsItem = 36;
  auto none_taken = item_start;
  none_taken[kTaken] = 0;
  EXPECT_EQ(refused(none_taken, items), "the hint is item 0 of 1");
  auto past = item_start;
  past[kPosition] = 29;
  EXPECT_EQ(refused(past, items), "1 items taken of 1, hint position 29 of 28");
  auto unknown = item_start;
  unknown[kIsItem] = 2;
  EXPECT_NE(refused(unknown, items).find("hint is an item"), std::string::npos) << refused(unknown, items);

  state.streams.hint_random(4);
  auto random_start = encode_segment_start(state, state.image);
  ASSERT_EQ(random_start[kIsItem], 0);
  random_start[kPosition] = 17;
  EXPECT_EQ(refused(random_start, items), "1 items taken of 1, hint position 17 of 16");
}

}  // namespace
}  // namespace zkmem
