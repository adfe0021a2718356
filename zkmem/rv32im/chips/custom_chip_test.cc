// How many custom chips a machine takes, and which it refuses. examples/custom_chip proves with one.
#include "zkmem/rv32im/chips/custom_chip.h"

#include <memory>

#include <gtest/gtest.h>

#include "zkmem/air/air_builder.h"
#include "zkmem/rv32im/testing/assembler.h"
#include "zkmem/rv32im/testing/proven_segment.h"

namespace zkmem::rv32im {
namespace {

class EmptyAir final : public Air {
 public:
  std::string name() const override { return "EmptyAir"; }
  AirWidths widths() const override { return {.preprocessed = 0, .cached_mains = {}, .common_main = 1}; }
  std::vector<std::string> column_names() const override { return {"cell"}; }
  void eval(AirBuilder& builder) const override { builder.assert_zero(builder.row(0, 0)[0]); }
};

// A chip for one opcode that no program here has.
class IdleChip final : public CustomChip {
 public:
  explicit IdleChip(uint32_t opcode) : opcode_(opcode) {}
  const Air& air() const override { return air_; }
  std::vector<uint32_t> opcodes() const override { return {opcode_}; }
  void fill(std::span<const Step>, size_t, TraceView, LookupCounts&) const override {}

 private:
  EmptyAir air_;
  uint32_t opcode_;
};

// What planning the traces of a small run with these chips gives.
Result<size_t> planned_airs(const std::vector<uint32_t>& opcodes) {
  testing::Assembler words;
  words << testing::addi(8, 0, 1) << testing::terminate(0);
  const auto program = words.program();
  testing::ProvenRun run(program, {});
  ZKMEM_CHECK(run.run() == StopReason::kTerminated);
  std::vector<std::unique_ptr<IdleChip>> chips;
  std::vector<const CustomChip*> list;
  for (const uint32_t opcode : opcodes) {
    chips.push_back(std::make_unique<IdleChip>(opcode));
    list.push_back(chips.back().get());
  }
  ZKMEM_ASSIGN_OR_RETURN(const InstructionTraces traces,
                         InstructionTraces::plan(Context{}, *program, *run.machine().record(), list));
  ZKMEM_CHECK(traces.height(kAirBaseAlu) == 1);
  return traces.num_airs();
}

std::vector<uint32_t> opcodes_from(uint32_t first, size_t count) {
  std::vector<uint32_t> opcodes;
  for (uint32_t k = 0; k < count; ++k) opcodes.push_back(first + k);
  return opcodes;
}

TEST(CustomChips, AsManyAsThereIsRoomFor) {
  EXPECT_EQ(kMaxCustomChips, 232U);
  EXPECT_EQ(planned_airs(opcodes_from(0x1000, kMaxCustomChips)).value(), 255U);
  const auto one_more = planned_airs(opcodes_from(0x1000, kMaxCustomChips + 1));
  ASSERT_FALSE(one_more.ok());
  EXPECT_EQ(one_more.error().kind, ErrorKind::kLimit);
  EXPECT_EQ(one_more.error().message, "233 custom chips, a machine has room for 232");
}

TEST(CustomChips, EachOpcodeBelongsToOneChip) {
  const auto twice = planned_airs({0x1000, 0x1001, 0x1000});
  ASSERT_FALSE(twice.ok());
  EXPECT_EQ(twice.error().kind, ErrorKind::kBadInput);
  EXPECT_EQ(twice.error().message, "custom chips 0 and 2 both have opcode 0x1000");
  const auto built_in = planned_airs({kAdd});
  ASSERT_FALSE(built_in.ok());
  EXPECT_EQ(built_in.error().message, "custom chip 0: opcode 0x200 is the machine's");
}

}  // namespace
}  // namespace zkmem::rv32im
