// What may be added to a machine, and what is refused. examples/custom_chip proves with an extension.
#include "zkmem/rv32im/chips/machine_definition.h"

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "zkmem/air/air_builder.h"
#include "zkmem/rv32im/chips/instruction_traces.h"
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

// Instructions that no program here has.
class IdleInstructions final : public InstructionExtension {
 public:
  explicit IdleInstructions(std::vector<uint32_t> opcodes) : opcodes_(std::move(opcodes)) {}
  std::string name() const override { return "idle"; }
  std::vector<uint32_t> opcodes() const override { return opcodes_; }
  std::optional<Instruction> decode(uint32_t) const override { return std::nullopt; }
  std::string disassemble(uint32_t, uint32_t) const override { return ""; }
  InstructionNeeds needs(const Instruction&) const override { return {}; }
  void execute(const Instruction&, MachinePort&) const override {}

 private:
  std::vector<uint32_t> opcodes_;
};

class IdleChip final : public Chip {
 public:
  explicit IdleChip(uint32_t opcode) : opcode_(opcode) {}
  std::vector<uint32_t> opcodes() const override { return {opcode_}; }
  void fill(const StepRange&, size_t, TraceView, LookupCounts&) const override {}

 private:
  uint32_t opcode_;
};

// A chip for each of `chips`, instructions with the opcodes `instructions`.
MachineExtension extension(const std::vector<uint32_t>& instructions, const std::vector<uint32_t>& chips) {
  MachineExtension made{std::make_shared<IdleInstructions>(instructions), {}};
  for (const uint32_t opcode : chips)
    made.chips.push_back({std::make_shared<EmptyAir>(), std::make_shared<IdleChip>(opcode)});
  return made;
}
MachineExtension extension(const std::vector<uint32_t>& opcodes) { return extension(opcodes, opcodes); }

std::vector<uint32_t> opcodes_from(uint32_t first, size_t count) {
  std::vector<uint32_t> opcodes;
  for (uint32_t k = 0; k < count; ++k) opcodes.push_back(first + k);
  return opcodes;
}

std::string error_of(std::vector<MachineExtension> extensions) {
  const auto machine = MachineDefinition::with(std::move(extensions));
  return machine.ok() ? "" : machine.error().message;
}

TEST(MachineDefinition, TakesAsManyChipsAsThereIsRoomFor) {
  for (const auto& [memory, most] :
       {std::pair{MachineMemory::kRoots, size_t{232}}, {MachineMemory::kGlobal, size_t{229}}}) {
    EXPECT_EQ(max_extension_chips(memory), most);
    const auto machine = MachineDefinition::with({extension(opcodes_from(0x1000, most))}, memory).value();
    EXPECT_EQ(machine.num_airs(), 255U);
    const auto one_more =
        MachineDefinition::with({extension(opcodes_from(0x1000, most)), extension({0x2000})}, memory);
    ASSERT_FALSE(one_more.ok());
    EXPECT_EQ(one_more.error().kind, ErrorKind::kLimit);
    EXPECT_EQ(one_more.error().message, "extension idle: " + std::to_string(most + 1) +
                                            " chips beside the machine's own, there is room for " +
                                            std::to_string(most));
  }
}

TEST(MachineDefinition, ProgramsWithoutTheExtensionLeaveItsChipsAbsent) {
  const auto machine = MachineDefinition::with({extension({0x1000})}).value();
  testing::Assembler words;
  words << testing::addi(8, 0, 1) << testing::terminate(0);
  const auto program = words.program();
  testing::ProvenRun run(program, {});
  ASSERT_EQ(run.run(), StopReason::kTerminated);
  const auto traces = InstructionTraces::plan(Context{}, *program, *run.machine().record(), machine).value();
  EXPECT_EQ(traces.num_airs(), kNumMachineAirs + 1);
  EXPECT_EQ(traces.height(kAirBaseAlu), 1U);
  EXPECT_EQ(traces.height(kNumMachineAirs), 0U);
}

TEST(MachineDefinition, EveryOpcodeHasOneChip) {
  EXPECT_EQ(error_of({extension({0x1000, 0x1001}), extension({0x1000})}),
            "extension idle: opcode 0x1000 of EmptyAir belongs to EmptyAir already");
  EXPECT_EQ(error_of({extension({kAdd})}),
            "extension idle: opcode 0x200 of EmptyAir belongs to "
            "VmAirWrapper<Rv32BaseAluAdapterAir,BaseAluCoreAir<4,8>> already");
  EXPECT_EQ(error_of({extension({kOpTerminate})}),
            "extension idle: opcode 0x0 of EmptyAir belongs to VmConnectorAir already");
  EXPECT_EQ(error_of({extension({0x1000, 0x1001}, {0x1000})}),
            "extension idle: opcode 0x1001 has no chip of the extension");
  EXPECT_EQ(error_of({extension({0x1000}, {0x1000, 0x1001})}),
            "extension idle: opcode 0x1001 has a chip and no instruction");
}

}  // namespace
}  // namespace zkmem::rv32im
