// The machine on global memory: its segments have no roots, and the ledger's sums tie them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "zkmem/memory/chips/ledger/ledger.h"
#include "zkmem/rv32im/testing/operand_programs.h"
#include "zkmem/rv32im/testing/proven_segment.h"
#include "zkmem/rv32im/testing/random_program.h"

namespace zkmem::rv32im {
namespace {

using testing::Assembler;
using testing::GlobalRun;
using testing::RandomProgram;
using testing::terminate;

constexpr MachineMemory kGlobal = MachineMemory::kGlobal;

// Nothing but an example of one.
LedgerChallenge some_challenge() {
  const auto element = [](uint32_t first) {
    return Ext4({BabyBear::from_canonical(first), BabyBear::from_canonical(first + 1),
                 BabyBear::from_canonical(first + 2), BabyBear::from_canonical(first + 3)});
  };
  return {element(123456), element(987654)};
}

Ext4 sum_of(const ProvingInput& input) {
  Ext4 total = Ext4::zero();
  for (const AirTraces& air : input) {
    if (air.air != kAirSegmentBoundary && air.air != kAirLedgerEnds && air.air != kAirStartImage) continue;
    LedgerChallenge challenge;
    Ext4 sum;
    EXPECT_TRUE(read_ledger_public_values(air.public_values, challenge, sum));
    EXPECT_EQ(challenge, some_challenge());
    total += sum;
  }
  return total;
}

// Every row and every bus of every segment and of the ends; the sum of all of the ledger.
void expect_proven(GlobalRun& run, size_t at_least) {
  Ext4 total = Ext4::zero();
  size_t segments = 0;
  for (bool done = false; !done; ++segments) {
    const StopReason reason = run.run();
    done = reason == StopReason::kTerminated;
    ASSERT_TRUE(done || reason == StopReason::kSegmentFull);
    const SegmentTraces traces = run.traces();
    const ProvingInput input = traces.input();
    ASSERT_EQ(testing::check(input, kGlobal), "") << "segment " << segments;
    total += sum_of(input);
    if (!done) run.machine().next_segment();
  }
  EXPECT_GE(segments, at_least);
  EXPECT_FALSE(total.is_zero()) << "the ends have no part in it";
  const BufferedTraces ends = run.ends();
  EXPECT_EQ(testing::check(ends.traces, kGlobal), "");
  EXPECT_TRUE((total + sum_of(ends.traces)).is_zero());
}

TEST(GlobalMachine, ProvesEveryClassOfOperands) {
  GlobalRun run(testing::operand_program().program(), testing::io_items(), kDefaultSegmentAccesses,
                some_challenge());
  expect_proven(run, 1);
}

TEST(GlobalMachine, ProvesRandomProgramsInManySegments) {
  for (uint64_t seed = 20; seed < 23; ++seed) {
    SCOPED_TRACE(seed);
    GlobalRun run(RandomProgram(seed).make(3000).program(),
                  {std::vector<uint8_t>(64, 1), std::vector<uint8_t>(80, 2)}, 1500, some_challenge());
    expect_proven(run, 4);
  }
}

TEST(GlobalMachine, ProvesAProgramThatTouchesNothing) {
  GlobalRun run((Assembler() << terminate(3)).program(), {}, kDefaultSegmentAccesses, some_challenge());
  ASSERT_EQ(run.run(), StopReason::kTerminated);
  const SegmentTraces traces = run.traces();
  EXPECT_EQ(testing::check(traces.input(), kGlobal), "");
  EXPECT_TRUE(traces.touched().empty());
  EXPECT_TRUE((sum_of(traces.input()) + sum_of(run.ends().traces)).is_zero());
}

// The instruction chips are OpenVM's; what is about memory between segments is not, and ends with roots are
// behind.
TEST(GlobalMachine, HasOtherChipsInThreePlacesAndThreeMore) {
  const auto roots = machine_airs();
  const auto global = machine_airs({}, kGlobal);
  ASSERT_EQ(roots.size(), num_machine_airs(MachineMemory::kRoots));
  ASSERT_EQ(global.size(), num_machine_airs(kGlobal));
  ASSERT_EQ(global.size(), roots.size() + 3);
  for (size_t air = 0; air < roots.size(); ++air) {
    const bool differs = air == kAirSegmentBoundary || air == kAirLedgerEnds || air == kAirStartImage;
    EXPECT_EQ(global[air]->name() != roots[air]->name(), differs) << air;
    EXPECT_FALSE(MachineDefinition::rv32im(kGlobal).is_required(air));
  }
  EXPECT_EQ(global[kAirSegmentBoundary]->name(), "SegmentBoundaryAir_4");
  EXPECT_EQ(global[kAirLedgerEnds]->name(), "LedgerEndsAir");
  EXPECT_EQ(global[kAirStartImage]->name(), "StartImageAir");
  EXPECT_EQ(global[kAirRootedEnds]->name(), "RootedEndsAir");
  EXPECT_EQ(global[kAirEndsMerkle]->name(), roots[kAirMerkle]->name());
  EXPECT_EQ(global[kAirEndsHash]->name(), "Poseidon2PeripheryAir_r0");
}

}  // namespace
}  // namespace zkmem::rv32im
