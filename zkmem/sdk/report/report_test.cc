// The profile of a program whose every count is known, and of example guests: what is shared out by
// instruction adds up to what the run did and the plan says, however the run is cut.
#include "zkmem/sdk/report/report.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "zkmem/base/file.h"
#include "zkmem/memory/log/log_file.h"
#include "zkmem/rv32im/machine.h"
#include "zkmem/rv32im/program_file.h"
#include "zkmem/sdk/execution/input.h"
#include "zkmem/sdk/memory_global/input.h"
#include "zkmem/sdk/report/formats.h"
#include "zkmem/sdk/report/tables.h"
#include "zkmem/sdk/testing/proven_program.h"

namespace zkmem {
namespace {

using rv32im::MachineMemory;
using namespace rv32im::testing;  // instruction words

constexpr MachineMemory kMemories[] = {MachineMemory::kRoots, MachineMemory::kGlobal};

// main calls f twice, f calls g, g stores a word to the next leaf but three.
Assembler calls() {
  Assembler words;
  words.load_immediate(gp, 0x100000);
  words << jal(ra, 16) << jal(ra, 12) << terminate(3) << addi(0, 0, 0);
  words << addi(t0, ra, 0) << jal(ra, 8) << jalr(zero, 0, t0);      // f
  words << sw(a0, 0, gp) << addi(gp, gp, 32) << jalr(zero, 0, ra);  // g
  return words;
}

ExecutionInput input_of(FileBytes program, std::vector<FileBytes> items, MachineMemory memory,
                        std::optional<uint64_t> segment_accesses) {
  ExecutionInput input(std::move(program), std::move(items));
  input.machine = &OwnMachine::rv32im(memory);
  input.segment_accesses = segment_accesses;
  input.parameters = {ParameterFamily::kFast, std::nullopt, HashSuite::kBlake3};
  return input;
}

Profile profile_of(StatementInput&& input) {
  KeyCache keys;
  Result<Profile> profile = profile_input(Context{}, keys, input, "input");
  EXPECT_TRUE(profile.ok()) << profile.error().message;
  return *std::move(profile);
}

Plan plan_of(const StatementInput& input) {
  KeyCache keys;
  std::vector<std::string> notes;
  return input.plan(Context{}, keys, WorkFolder::in_memory(), notes).value();
}

Costs sum_of_samples(const Profile& profile) {
  Costs sum;
  for (const ProfileSample& sample : profile.samples) sum += sample.costs;
  return sum;
}

TEST(Report, CountsAProgramOfKnownCalls) {
  for (const MachineMemory memory : kMemories) {
    const Assembler words = calls();
    const Profile profile = profile_of(input_of(testing::elf_of(words), {}, memory, std::nullopt));
    const uint32_t base = rv32im::load_program(testing::elf_of(words)).value().pc_start;
    const std::string main = fmt::format("{:#x}", base);
    const std::string f = fmt::format("{:#x}", base + 24);
    const std::string g = fmt::format("{:#x}", base + 36);
    EXPECT_EQ(profile.exit_code, 3u);
    EXPECT_EQ(to_folded(profile, &Costs::instructions),
              fmt::format("{0} 5\n{0};{1} 6\n{0};{1};{2} 6\n", main, f, g));
    EXPECT_EQ(to_folded(profile, &Costs::memory_accesses), fmt::format("{};{};{} 2\n", main, f, g));
    EXPECT_EQ(profile.totals.instructions, 17u);
    // lui 1, addi 2, jal 1 · 2; addi 2, jal 1, jalr 1; sw 3, addi 2, jalr 1
    EXPECT_EQ(profile.totals.accesses, 5u + 2 * 4 + 2 * 6);
    // Two words of memory; x1, x3, x5 and x10 are in leaves of their own.
    EXPECT_EQ(profile.totals.leaves, 6u);
    ASSERT_EQ(profile.spaces.size(), 2u);
    EXPECT_EQ(profile.spaces[0].leaves, 4u);
    EXPECT_EQ(profile.spaces[1].writes, 2u);
    ASSERT_EQ(profile.pages.size(), 2u);
    EXPECT_EQ(profile.pages[1].page, 0x100000u / 4096);
    const auto rows = costs_by_function(profile);
    const auto of = [&](const std::string& name) {
      return *std::ranges::find(rows, name,
                                [&](const FunctionCosts& row) { return profile.names[row.function]; });
    };
    EXPECT_EQ(of(main).total.instructions, 17u);
    EXPECT_EQ(of(f).total.instructions, 12u);
    EXPECT_EQ(of(f).self.instructions, 6u);
    EXPECT_EQ(of(g).total.leaves, of(g).self.leaves);
    EXPECT_GE(of(g).self.leaves, 2u);
    EXPECT_EQ(profile.unfollowed_calls, 0u);
  }
}

struct Counted {
  uint64_t instructions = 0;
  uint64_t accesses = 0;
  uint64_t leaves = 0;
};

// The same, from the log of a run of its own and a set.
std::vector<Counted> counted_again(const ExecutionInput& input, const Plan& plan) {
  rv32im::MachineOptions options;
  options.record = true;
  options.inputs = input.items;
  auto machine =
      rv32im::Machine::create(
          std::make_shared<const Program>(rv32im::load_program(input.program_file).value()), options)
          .value();
  std::vector<Counted> counted;
  for (const PlannedSegment& segment : plan.segments) {
    if (segment.length == 0) continue;
    if (!counted.empty()) machine.next_segment();
    machine.run({}, segment.length);
    std::set<std::pair<uint32_t, uint32_t>> leaves;
    Counted one{machine.record()->size(), 0, 0};
    for (const AccessView& view : machine.memory()->log()) {
      if (!view.is_access()) continue;
      ++one.accesses;
      leaves.emplace(view.address_space, view.pointer / kLeafCells);
    }
    one.leaves = leaves.size();
    counted.push_back(one);
  }
  return counted;
}

void expect_adds_up(const std::string& elf, const std::string& given, std::optional<uint64_t> accesses) {
  for (const MachineMemory memory : kMemories) {
    SCOPED_TRACE(elf + (memory == MachineMemory::kRoots ? " roots" : " global"));
    const std::string guests = ZKMEM_SOURCE_DIR "/examples/guests/";
    const ExecutionInput input = input_of(read_file(guests + "elf/" + elf + ".elf").value(),
                                          {read_file(guests + "inputs/" + given).value()}, memory, accesses);
    const Plan plan = plan_of(input);
    const Profile profile = profile_of(ExecutionInput(input));
    ASSERT_EQ(profile.segments.size(), plan.segments.size());
    const std::vector<Counted> counted = counted_again(input, plan);
    Costs sum = sum_of_samples(profile);
    sum.cells += profile.shared_cells;
    EXPECT_EQ(sum, profile.totals);
    uint64_t cells = 0;
    for (size_t k = 0; k < plan.segments.size(); ++k) {
      const SegmentCosts& segment = profile.segments[k];
      EXPECT_EQ(segment.cells, plan.segments[k].cells) << k;
      EXPECT_EQ(segment.length, plan.segments[k].length) << k;
      EXPECT_EQ(segment.memory_bytes, plan.segments[k].memory_bytes) << k;
      EXPECT_GT(segment.nanoseconds.value(), 0u);
      EXPECT_GT(segment.proof_bytes, 0u);
      EXPECT_EQ(segment.leaves, k < counted.size() ? counted[k].leaves : 0) << k;
      EXPECT_EQ(segment.accesses, k < counted.size() ? counted[k].accesses : 0) << k;
      cells += segment.cells;
    }
    EXPECT_EQ(profile.totals.cells, cells);
    EXPECT_EQ(std::accumulate(profile.chips.begin(), profile.chips.end(), uint64_t{0},
                              [](uint64_t all, const ChipCosts& chip) { return all + chip.cells; }),
              cells);
    uint64_t on_map = 0;
    uint64_t firsts = 0;
    for (const MapSheet& sheet : profile.map.sheets)
      for (const MapBin& bin : sheet.bins) on_map += bin.reads + bin.writes, firsts += bin.firsts;
    EXPECT_EQ(on_map, profile.totals.accesses);
    EXPECT_EQ(firsts, profile.totals.leaves);
    EXPECT_EQ(profile.map.length, profile.totals.instructions);
    if (memory == MachineMemory::kRoots) {
      EXPECT_EQ(profile.sharing.nodes[0], profile.totals.leaves);
      // The tree's chip has two rows for each node.
      const auto merkle = std::ranges::find(profile.chips, "MemoryMerkleAir", &ChipCosts::name);
      ASSERT_NE(merkle, profile.chips.end());
      if (profile.segments.size() == 1) {
        EXPECT_EQ(merkle->rows, std::bit_ceil(2 * profile.sharing.inner()));
      }
      EXPECT_GE(merkle->rows, 2 * profile.sharing.inner());
    } else {
      EXPECT_TRUE(profile.sharing.nodes.empty());
    }
    const auto functions = costs_by_function(profile);
    Costs self;
    Costs most;
    for (const FunctionCosts& row : functions) {
      self += row.self;
      most = row.total.cells > most.cells ? row.total : most;
    }
    EXPECT_EQ(self, sum_of_samples(profile));
    EXPECT_EQ(most, sum_of_samples(profile));  // of _start, which calls all else
  }
}

TEST(Report, AddsUpToThePlan) {
  expect_adds_up("sort", "capitals.txt", std::nullopt);
  expect_adds_up("fib", "fib.txt", uint64_t{1} << 13);
}

TEST(Report, SaysWhatOtherCutsWouldTake) {
  const std::string guests = ZKMEM_SOURCE_DIR "/examples/guests/";
  for (const std::optional<uint64_t> accesses : {std::optional<uint64_t>(), std::optional(uint64_t{20000})}) {
    ExecutionInput input = input_of(read_file(guests + "elf/fib.elf").value(),
                                    {FileBytes{'3', '0', '0', '0', '\n'}}, MachineMemory::kRoots, accesses);
    KeyCache keys;
    const Profile profile = profile_input(Context{}, keys, input, "input", {.other_cuts = true}).value();
    EXPECT_EQ(input.segment_accesses, accesses);
    ASSERT_EQ(profile.other_cuts.size(), accesses ? 2u : 1u);
    Context one_thread;
    one_thread.threads = 1;
    EXPECT_EQ(to_json(profile),
              to_json(profile_input(one_thread, keys, input, "input", {.other_cuts = true}).value()));
    for (const OtherCut& cut : profile.other_cuts) {
      EXPECT_EQ(cut.refusal, "");
      ExecutionInput again = input;
      again.segment_accesses = cut.segment_accesses;
      const Profile other = profile_of(std::move(again));
      EXPECT_EQ(cut.segments, other.segments.size());
      EXPECT_EQ(cut.cells, other.totals.cells);
      uint64_t nanoseconds = 0;
      uint64_t bytes = 0;
      for (const SegmentCosts& segment : other.segments)
        nanoseconds += segment.nanoseconds.value(), bytes += segment.proof_bytes;
      EXPECT_EQ(cut.nanoseconds, nanoseconds);
      EXPECT_EQ(cut.proof_bytes, bytes);
    }
    EXPECT_GT(profile.other_cuts[0].segments, profile.segments.size());
  }
}

// A stack of a megabyte below the program, and a heap behind it.
TEST(Report, FindsHeapAndStack) {
  const std::string guests = ZKMEM_SOURCE_DIR "/examples/guests/";
  const Profile profile = profile_of(input_of(read_file(guests + "elf/sort.elf").value(),
                                              {read_file(guests + "inputs/capitals.txt").value()},
                                              MachineMemory::kRoots, std::nullopt));
  const auto of = [&](MemoryRegion::Kind kind) {
    return *std::ranges::find(profile.regions, kind, &MemoryRegion::kind);
  };
  EXPECT_EQ(of(MemoryRegion::Kind::kHeap).pointer, 0x203330u);
  EXPECT_LT(of(MemoryRegion::Kind::kStack).pointer, 0x200800u);
}

TEST(Report, HasTheSameStacksHoweverTheRunIsCut) {
  const std::string guests = ZKMEM_SOURCE_DIR "/examples/guests/";
  std::vector<std::string> folded;
  for (const uint64_t accesses : {uint64_t{5000}, uint64_t{1} << 20})
    folded.push_back(to_folded(
        profile_of(input_of(read_file(guests + "elf/fib.elf").value(),
                            {read_file(guests + "inputs/fib.txt").value()}, MachineMemory::kRoots, accesses)),
        &Costs::accesses));
  EXPECT_EQ(folded[0], folded[1]);
}

TEST(Report, IsTheSameForAnyNumberOfThreads) {
  std::vector<std::string> json;
  for (const unsigned threads : {1u, 4u}) {
    Context context;
    context.threads = threads;
    KeyCache keys;
    ExecutionInput input = input_of(testing::elf_of(calls()), {}, MachineMemory::kGlobal, std::nullopt);
    json.push_back(to_json(profile_input(context, keys, input, "input").value()));
  }
  EXPECT_EQ(json[0], json[1]);
}

std::unique_ptr<MemoryInput> log_input(const std::string& text) {
  const FileBytes bytes(text.begin(), text.end());
  auto input = memory_input(bytes, parse_log(bytes, {}).value());
  input->parameters = {ParameterFamily::kFast, std::nullopt, HashSuite::kBlake3};
  return input;
}

TEST(Report, CountsALogByPage) {
  auto input = log_input(R"({"op":"write","as":2,"ptr":8188,"size":4,"values":[1,2,3,4]}
{"op":"read","as":2,"ptr":8188,"size":4,"values":[1,2,3,4]}
{"op":"segment"}
{"op":"read","as":2,"ptr":8184,"size":4,"values":[0,0,0,0]}
{"op":"read","as":2,"ptr":8192,"size":4,"values":[0,0,0,0]}
)");
  const Plan plan = plan_of(*input);
  KeyCache keys;
  const Profile profile = profile_input(Context{}, keys, *input, "log").value();
  EXPECT_FALSE(profile.violation);
  EXPECT_EQ(profile.totals.accesses, 4u);
  EXPECT_EQ(profile.totals.leaves, 3u);  // the second segment touches the first one's leaf again
  EXPECT_EQ(to_csv(profile), "space,pointer,reads,writes,leaves\n2,4096,2,1,2\n2,8192,1,0,1\n");
  ASSERT_EQ(profile.segments.size(), plan.segments.size());
  ASSERT_EQ(plan.segments.size(), 2u);
  for (size_t k = 0; k < 2; ++k) {
    EXPECT_EQ(profile.segments[k].cells, plan.segments[k].cells);
    EXPECT_EQ(profile.segments[k].accesses, 2u);
    EXPECT_EQ(profile.segments[k].leaves, k + 1);
  }
}

// Segments in which time passes and nothing is accessed.
TEST(Report, CountsALogWithEmptySegments) {
  auto input = log_input(R"({"op":"write","as":2,"ptr":0,"size":4,"values":[1,2,3,4]}
{"op":"segment"}
{"op":"inc","amount":5}
{"op":"segment"}
{"op":"read","as":2,"ptr":0,"size":4,"values":[1,2,3,4]}
)");
  KeyCache keys;
  const Profile profile = profile_input(Context{}, keys, *input, "log").value();
  ASSERT_EQ(profile.segments.size(), 3u);
  for (size_t k = 0; k < 3; ++k) {
    EXPECT_EQ(profile.segments[k].accesses, k == 1 ? 0u : 1u) << k;
    EXPECT_EQ(profile.segments[k].leaves, k == 1 ? 0u : 1u) << k;
  }
}

TEST(Report, ShowsWhatIsAroundTheFirstViolation) {
  std::string text;
  for (int k = 0; k < 20; ++k)
    text +=
        fmt::format("{{\"op\":\"write\",\"as\":2,\"ptr\":{},\"size\":4,\"values\":[{},0,0,0]}}\n", 4 * k, k);
  text += "{\"op\":\"read\",\"as\":2,\"ptr\":4,\"size\":4,\"values\":[9,0,0,0]}\n";
  for (int k = 0; k < 20; ++k) text += "{\"op\":\"inc\",\"amount\":3}\n";
  auto input = log_input(text);
  KeyCache keys;
  const Profile profile = profile_input(Context{}, keys, *input, "log").value();
  ASSERT_TRUE(profile.violation);
  const Violation& violation = *profile.violation;
  EXPECT_EQ(violation.entry, 20u);
  EXPECT_NE(violation.message.find("line 21: read of 4 cells at 2:4"), std::string::npos)
      << violation.message;
  ASSERT_EQ(violation.around.size(), 1u + 8 + 1 + 8);
  EXPECT_TRUE(violation.around[0].is_last_write);
  EXPECT_EQ(violation.around[0].place, "line 2");
  EXPECT_EQ(violation.around[0].access, "write of 4 cells at 2:4: 1 0 0 0");
  EXPECT_EQ(violation.around[0].time, 1u);
  EXPECT_EQ(violation.around[0].pointer, 4u);
  EXPECT_TRUE(violation.around[0].is_write);
  EXPECT_EQ(violation.around[1].place, "line 13");
  EXPECT_EQ(violation.around[1].time, 12u);
  EXPECT_EQ(violation.around[9].time, 20u);
  EXPECT_FALSE(violation.around[9].is_write);
  EXPECT_EQ(violation.around[9].cells, 4u);
  EXPECT_FALSE(violation.around[10].is_access);
  EXPECT_TRUE(violation.around[9].is_here);
  EXPECT_EQ(violation.around[10].access, "the clock moves by 3");
  EXPECT_TRUE(profile.segments.empty());
  EXPECT_EQ(profile.totals.accesses, 21u);
}

TEST(Report, RefusesAProgramThatTraps) {
  Assembler words;
  words << lw(a0, 2, zero);
  KeyCache keys;
  ExecutionInput input = input_of(testing::elf_of(words), {}, MachineMemory::kRoots, std::nullopt);
  const Result<Profile> profile = profile_input(Context{}, keys, input, "bad.elf");
  ASSERT_FALSE(profile.ok());
  EXPECT_EQ(profile.error().kind, ErrorKind::kTrap);
  EXPECT_NE(profile.error().message.find("bad.elf: "), std::string::npos);
}

// Names come from the file: they may hold what a format uses for itself.
TEST(Report, EscapesNamesInEveryFormat) {
  Profile profile;
  profile.statement = "execution";
  profile.names = {"", "a;b \"c\", \n\xff", "main"};
  profile.calls = {{2, UINT32_MAX}};
  profile.samples = {{0, 16, {{1, 0, 0}}, {1, 2, 3, 4, 5}}, {UINT32_MAX, 20, {{2, 0, 7}}, {1, 0, 0, 0, 1}}};
  profile.totals = {2, 2, 3, 4, 10};
  profile.shared_cells = 4;
  EXPECT_EQ(to_folded(profile, &Costs::cells), "(tables and padding) 4\nmain 1\nmain;a:b \"c\",  \xff 5\n");
  EXPECT_EQ(to_csv(profile),
            "function,file,line,instructions,accesses,memory_accesses,leaves,cells\n"
            "\"a;b \"\"c\"\", \n\xff\",,,1,2,3,4,5\nmain,,7,1,0,0,0,1\n(tables and padding),,,0,0,0,0,4\n");
  EXPECT_EQ(nlohmann::json::parse(to_json(profile))["functions"].size(), 2u);
  EXPECT_EQ(nlohmann::json::parse(to_speedscope(profile))["profiles"][4]["weights"].size(), 3u);
}

}  // namespace
}  // namespace zkmem
