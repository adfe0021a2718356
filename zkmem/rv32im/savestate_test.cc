#include "zkmem/rv32im/savestate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "zkmem/base/file.h"
#include "zkmem/rv32im/elf_loader.h"
#include "zkmem/rv32im/machine.h"

namespace zkmem::rv32im {
namespace {

using ::testing::HasSubstr;

Bytes golden_file(const std::string& name) {
  return read_file(std::string(ZKMEM_TESTDATA) + "/openvm-v2/rv32im_run/" + name).value();
}

MachineOptions options() {
  MachineOptions result;
  const auto execution = nlohmann::json::parse(golden_file("execution.json"));
  for (const auto& item : execution["input_stream(items as bytes)"])
    result.inputs.push_back(item.get<Bytes>());
  result.segment_accesses = 300;
  result.keep_output = true;
  return result;
}

std::shared_ptr<const Program> program() {
  return std::make_shared<const Program>(load_elf(golden_file("guest/vm_a.elf")).value());
}

Bytes saved_after(uint64_t instructions) {
  Machine machine = Machine::create(program(), options()).value();
  EXPECT_EQ(machine.run_through({}, instructions), StopReason::kInstructionLimit);
  SavedRun run(machine.save());
  run.program_file = golden_file("guest/vm_a.elf");
  run.config = machine.config();
  run.segment_accesses = 300;
  return encode_saved_run(run);
}

Machine resumed(const SavedRun& run) {
  MachineOptions opts;
  opts.config = run.config;
  opts.segment_accesses = run.segment_accesses;
  opts.keep_output = true;
  return Machine::resume(std::make_shared<const Program>(load_elf(run.program_file).value()), opts, run.state)
      .value();
}

TEST(SavedRun, ResumesToTheSameResultFromEveryInstruction) {
  Machine whole = Machine::create(program(), options()).value();
  ASSERT_EQ(whole.run_through({}), StopReason::kTerminated);
  for (uint64_t n = 0; n < whole.instructions(); ++n) {
    const auto run = decode_saved_run(saved_after(n));
    ASSERT_TRUE(run.ok()) << n << ": " << run.error().message;
    Machine machine = resumed(*run);
    ASSERT_EQ(machine.run_through({}), StopReason::kTerminated) << n;
    ASSERT_EQ(machine.exit_code(), whole.exit_code());
    ASSERT_EQ(machine.instructions(), whole.instructions());
    ASSERT_EQ(machine.accesses(), whole.accesses()) << n;
    ASSERT_EQ(machine.segment_ends(), whole.segment_ends()) << n;
    ASSERT_EQ(machine.touched_pages(), whole.touched_pages()) << n;
    ASSERT_EQ(machine.output(), whole.output());
    ASSERT_TRUE(machine.image() == whole.image()) << n;
  }
}

TEST(SavedRun, EncodingIsCanonical) {
  const Bytes file = saved_after(700);
  EXPECT_EQ(encode_saved_run(decode_saved_run(file).value()), file);
}

TEST(SavedRun, EveryChangedByteIsRefusedWithItsPlace) {
  const Bytes file = saved_after(700);
  for (size_t i = 0; i < file.size(); i += i < 200 || i > file.size() - 200 ? 1u : 37u) {
    Bytes damaged = file;
    damaged[i] ^= 0x10;
    const auto run = decode_saved_run(damaged);
    ASSERT_FALSE(run.ok()) << i;
    EXPECT_THAT(run.error().message, HasSubstr("byte "));
  }
}

TEST(SavedRun, EveryTruncationAndExtensionIsRefused) {
  const Bytes file = saved_after(700);
  for (size_t size = 0; size < file.size(); size += size < 100 ? 1 : 997) {
    const auto run = decode_saved_run(std::span(file).first(size));
    ASSERT_FALSE(run.ok()) << size;
    EXPECT_THAT(run.error().message, HasSubstr("byte "));
  }
  Bytes longer = file;
  longer.push_back(0);
  EXPECT_THAT(decode_saved_run(longer).error().message, HasSubstr("1 bytes too many"));
}

TEST(SavedRun, ARecordOnlyBeginsWithASegment) {
  const auto run = decode_saved_run(saved_after(700)).value();
  MachineOptions opts;
  opts.record = true;
  const auto machine = Machine::resume(program(), opts, run.state);
  ASSERT_FALSE(machine.ok());
  EXPECT_THAT(machine.error().message, HasSubstr("a record can only begin with a segment"));
}

}  // namespace
}  // namespace zkmem::rv32im
