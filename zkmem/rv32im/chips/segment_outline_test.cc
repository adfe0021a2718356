// Counting against recording, segment by segment on random programs: the same stops, the same memory, the
// same heights and the same trees and tokens, for both memories.
#include "zkmem/rv32im/chips/segment_outline.h"

#include <algorithm>
#include <optional>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "zkmem/hash/simd.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/rv32im/machine.h"
#include "zkmem/rv32im/testing/random_program.h"
#include "zkmem/vm/chips/system_chips.h"

namespace zkmem::rv32im {
namespace {

using testing::Assembler;
using testing::RandomProgram;

// A counting and a recording machine at the start of the same segment.
class Pair {
 public:
  Pair(const Assembler& words, std::vector<Bytes> items, uint64_t segment_accesses, MachineMemory memory)
      : program_(words.program()),
        table_(program_table(*program_)),
        definition_(MachineDefinition::rv32im(memory)),
        counting_(make(items, segment_accesses, true)),
        recording_(make(items, segment_accesses, false)) {
    tree_.emplace(
        tree_of_image(Context{}, simd_poseidon2_batch(), counting_.config(), counting_.initial_image())
            .value());
  }

  // Runs a segment on both; false: it was the last.
  bool step() {
    const StopReason reason = counting_.run({});
    RC_ASSERT(reason == recording_.run({}));
    RC_ASSERT(counting_.pc() == recording_.pc());
    RC_ASSERT(counting_.clock() == recording_.clock());
    RC_ASSERT(counting_.instructions() == recording_.instructions());
    RC_ASSERT(counting_.accesses() == recording_.accesses());
    RC_ASSERT(counting_.exit_code() == recording_.exit_code());
    RC_ASSERT(counting_.trap().has_value() == recording_.trap().has_value());
    if (counting_.trap()) {
      RC_ASSERT(counting_.trap()->message() == recording_.trap()->message());
      RC_ASSERT(counting_.trap()->pc == recording_.trap()->pc);
      return false;
    }
    RC_ASSERT(counting_.image() == recording_.image());
    RC_ASSERT(counting_.counts()->runs == recording_.record()->frequencies(program_->instructions.size()));
    if (definition_.memory() == MachineMemory::kRoots) {
      compare_rooted();
    } else {
      compare_global();
    }
    ++segments_;
    if (reason != StopReason::kSegmentFull) return false;
    counting_.next_segment();
    recording_.next_segment();
    return true;
  }
  uint32_t segments() const { return segments_; }
  const Machine& counting() const { return counting_; }

 private:
  Machine make(const std::vector<Bytes>& items, uint64_t segment_accesses, bool count) {
    MachineOptions options;
    options.inputs = items;
    options.segment_accesses = segment_accesses;
    options.count = count;
    options.record = !count;
    return Machine::create(program_, options).value();
  }
  void compare_rooted() {
    const SegmentOutline outline =
        SegmentOutline::count(Context{}, simd_poseidon2_batch(), counting_.config(), *program_,
                              *counting_.counts(), *counting_.marked_memory(), *tree_, definition_)
            .value();
    const SegmentTraces traces =
        SegmentTraces::plan(Context{}, simd_poseidon2_batch(), *program_, table_, *recording_.record(),
                            *recording_.memory(), *tree_, definition_)
            .value();
    RC_ASSERT(outline.heights() == traces.heights());
    RC_ASSERT(outline.cells() == traces.cells());
    RC_ASSERT(outline.final_tree().root() == traces.final_tree().root());
    tree_ = outline.final_tree();
  }
  void compare_global() {
    SegmentOutline outline = SegmentOutline::count(Context{}, *program_, *counting_.counts(),
                                                   *counting_.marked_memory(), marks_, definition_)
                                 .value();
    const SegmentTraces traces =
        SegmentTraces::plan(Context{}, *program_, table_, *recording_.record(), *recording_.memory(),
                            {marks_}, segments_ + 1, definition_)
            .value();
    RC_ASSERT(outline.heights() == traces.heights());
    RC_ASSERT(outline.cells() == traces.cells());
    TouchedMemory touched = traces.touched();
    for (TouchedLeaf& leaf : touched) leaf.timestamps = {};  // counts know no times
    RC_ASSERT(outline.touched() == touched);
    const ConstTraceView ours = outline.tokens();
    const ConstTraceView theirs = traces.tokens();
    RC_ASSERT(ours.height() == theirs.height());
    for (size_t c = 0; c < ours.width(); ++c) RC_ASSERT(std::ranges::equal(ours.column(c), theirs.column(c)));
    marks_.touch(outline.touched(), segments_ + 1);
  }

  std::shared_ptr<const Program> program_;
  Trace table_;
  const MachineDefinition& definition_;
  Machine counting_;
  Machine recording_;
  std::optional<MerkleTree> tree_;
  LeafMarks marks_;
  uint32_t segments_ = 0;
};

std::vector<Bytes> two_items() { return {Bytes(64, 1), Bytes(80, 2)}; }

TEST(SegmentOutline, IsThatOfTheRecordOnRandomPrograms) {
  const bool held = rc::check([] {
    const auto seed = *rc::gen::arbitrary<uint64_t>();
    const auto length = *rc::gen::inRange<size_t>(1, 1500);
    const auto accesses = *rc::gen::inRange<uint64_t>(1, 6000);
    const auto memory = *rc::gen::element(MachineMemory::kRoots, MachineMemory::kGlobal);
    Pair pair(RandomProgram(seed).make(length), two_items(), accesses, memory);
    // Each segment between roots hashes its paths: not all of hundreds.
    for (size_t k = 0; k < 12 && pair.step(); ++k) {
    }
  });
  EXPECT_TRUE(held);
}

// A run that traps does so at the same place and with the same words, whatever the machine keeps.
TEST(SegmentOutline, TrapsAreTheRecordsOwn) {
  using namespace testing;
  const std::vector<Assembler> programs = {
      Assembler() << lw(a0, 2, zero) << terminate(0),                       // misaligned
      Assembler() << lui(a1, 0x20000) << lw(a0, 0, a1) << terminate(0),     // past the memory
      Assembler() << addi(a0, zero, 1) << hint_storew(a0) << terminate(0),  // no hint
      Assembler() << addi(a0, zero, 1),                                     // past the end
      Assembler() << jal(0, 4000) << terminate(0)};
  for (const Assembler& program : programs) {
    for (const MachineMemory memory : {MachineMemory::kRoots, MachineMemory::kGlobal}) {
      Pair pair(program, {}, 100, memory);
      EXPECT_FALSE(pair.step());
      EXPECT_TRUE(pair.counting().trap().has_value());
    }
  }
}

// What planning cannot count, it records: a chip with several rows an instruction says so by itself.
TEST(SegmentOutline, IsOfMachinesWhoseRowsAreCounted) {
  class Many final : public Chip {
   public:
    std::vector<uint32_t> opcodes() const override { return {}; }
    bool has_one_row_each() const override { return false; }
    void fill(const StepRange&, size_t, TraceView, LookupCounts&) const override {}
  };
  EXPECT_FALSE(Many().rows_are_counted());
  EXPECT_TRUE(MachineDefinition::rv32im().rows_are_counted());
}

}  // namespace
}  // namespace zkmem::rv32im
