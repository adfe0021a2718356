// An instruction extension from outside: custom-1 words that sum the n words at a pointer, and misbehave on
// request.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "zkmem/rv32im/machine.h"
#include "zkmem/rv32im/opcode.h"
#include "zkmem/rv32im/testing/assembler.h"
#include "zkmem/vm/machine_port.h"

namespace zkmem::rv32im {
namespace {

using namespace testing;
using ::testing::HasSubstr;

constexpr uint32_t kMajorCustom1 = 0x2b;
constexpr uint32_t kSum = 0x400, kBadly = 0x401;

// funct3 0: sum rd, (rs1), rs2 words. funct3 1: writes memory, then does what the immediate says it must not.
enum Badly : uint32_t {
  kWriteX0,
  kTooManyAccesses,
  kTooManyTicks,
  kOutOfRange,
  kOtherSpace,
  kOwnTrap,
  kJumpAway
};

class SumExtension final : public InstructionExtension {
 public:
  std::string name() const override { return "sum"; }
  std::vector<uint32_t> opcodes() const override { return {kSum, kBadly}; }
  std::optional<Instruction> decode(uint32_t word) const override {
    if ((word & 0x7f) != kMajorCustom1) return std::nullopt;
    if ((word >> 12 & 7) == 0)
      return Instruction{kSum, {4 * (word >> 7 & 31), 4 * (word >> 15 & 31), 4 * (word >> 20 & 31)}};
    return Instruction{kBadly, {word >> 20}};
  }
  std::string disassemble(uint32_t, uint32_t) const override { return "sum"; }
  InstructionNeeds needs(const Instruction& in) const override {
    return in.opcode == kSum ? InstructionNeeds{3 + 8, 3 + 8} : InstructionNeeds{3, 4};
  }
  void execute(const Instruction& in, MachinePort& port) const override {
    if (in.opcode == kBadly) return misbehave(in.a(), port);
    const auto pointer = port.read(kRegisterSpace, in.b());
    const auto count = port.read(kRegisterSpace, in.c());
    if (!pointer || !count) return;
    uint32_t sum = 0;
    for (uint32_t i = 0; i < *count; ++i) {
      const auto word = port.read(kMemorySpace, *pointer + 4 * i);
      if (!word) return;
      sum += *word;
    }
    port.write(kRegisterSpace, in.a(), sum);
  }

 private:
  static void misbehave(uint32_t how, MachinePort& port) {
    port.write(kMemorySpace, 512, 1);
    port.streams().next_word();
    switch (how) {
      case kWriteX0:
        port.write(kRegisterSpace, 0, 1);
        break;
      case kTooManyAccesses:
        for (int i = 0; i < 3; ++i) port.read(kRegisterSpace, 0);
        break;
      case kTooManyTicks:
        port.skip(10);
        break;
      case kOutOfRange:
        port.read(kMemorySpace, 1u << 29);
        break;
      case kOtherSpace:
        port.read(4, 0);
        break;
      case kOwnTrap:
        port.trap("not today");
        break;
      case kJumpAway:
        port.set_next_pc(8);
        break;
      default:
        break;
    }
    port.write(kMemorySpace, 516, 1);
  }
};

uint32_t sum_word(uint32_t rd, uint32_t rs1, uint32_t rs2) {
  return r_type(kMajorCustom1, 0, 0, rd, rs1, rs2);
}
uint32_t badly_word(int32_t how) { return i_type(kMajorCustom1, 1, 0, 0, how); }

class Extension : public ::testing::TestWithParam<bool> {
 protected:
  Machine machine(const std::vector<uint32_t>& text, uint64_t segment_accesses = kDefaultSegmentAccesses) {
    MachineOptions options;
    options.record = GetParam();
    options.extensions = {&extension_};
    options.segment_accesses = segment_accesses;
    options.inputs = {{1, 2, 3, 4}};
    const std::vector<const InstructionExtension*> extensions = {&extension_};
    return Machine::create(program_of(text, words({10, 20, 30, 40}), extensions), options).value();
  }
  SumExtension extension_;
};

TEST_P(Extension, ExecutesThroughTheController) {
  const std::vector<uint32_t> text = {lui(a0, kDataAddress >> 12), addi(a1, zero, 4), sum_word(a2, a0, a1),
                                      sw(a2, 16, a0), terminate(0)};
  for (const uint64_t limit : {uint64_t{3}, uint64_t{12}, kDefaultSegmentAccesses}) {
    Machine m = machine(text, limit);
    ASSERT_EQ(m.run_through({}), StopReason::kTerminated);
    EXPECT_EQ(m.image().get({kMemorySpace, kDataAddress + 16}), 100u);
    EXPECT_EQ(m.accesses(), (AccessCounts{0, 1 + 2 + 3 + 2, 5, 0}));
    EXPECT_GE(m.segment_ends().size(), limit == 3 ? 3u : limit == 12 ? 2u : 1u);
  }
}

TEST_P(Extension, MisbehaviourTrapsAndIsUndone) {
  for (int32_t how = 0; how <= int32_t{kJumpAway}; ++how) {
    Machine m = machine({hint_input(), addi(a0, zero, 1), badly_word(how), terminate(0)});
    Machine before = machine({hint_input(), addi(a0, zero, 1), badly_word(how), terminate(0)});
    before.run({}, 2);
    ASSERT_EQ(m.run({}), StopReason::kTrapped) << how;
    EXPECT_EQ(m.trap()->pc, kTextAddress + 8);
    EXPECT_EQ(m.instructions(), 2u);
    EXPECT_EQ(m.clock(), before.clock()) << how;
    EXPECT_EQ(m.accesses(), before.accesses());
    EXPECT_TRUE(m.image() == before.image());
    EXPECT_EQ(m.save().streams.hint_position(), 0u);
  }
}

TEST_P(Extension, ItsWordsAreNoInstructionsWithoutIt) {
  ElfFile file;
  file.entry = kTextAddress;
  file.segments.push_back({.address = kTextAddress, .bytes = words({sum_word(a0, a0, a0)})});
  EXPECT_THAT(load_elf(file.build()).error().message, HasSubstr("is no instruction"));
  const std::vector<const InstructionExtension*> twice = {&extension_, &extension_};
  EXPECT_THAT(load_elf(file.build(), twice).error().message, HasSubstr("claimed by two extensions"));
}

INSTANTIATE_TEST_SUITE_P(WithAndWithoutRecord, Extension, ::testing::Bool());

}  // namespace
}  // namespace zkmem::rv32im
