// The machine against OpenVM 2.0.2's own execution of the golden program: every access of every instruction.
#include <sstream>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "zkmem/base/file.h"
#include "zkmem/rv32im/elf_loader.h"
#include "zkmem/rv32im/machine.h"
#include "zkmem/rv32im/opcode.h"

namespace zkmem::rv32im {
namespace {

using Json = nlohmann::json;

std::string golden(const std::string& name) {
  return std::string(ZKMEM_TESTDATA) + "/openvm-v2/rv32im_run/" + name;
}
Json golden_json(const std::string& name) { return Json::parse(read_file(golden(name)).value()); }

MachineOptions golden_options(bool record) {
  MachineOptions options;
  options.record = record;
  options.keep_output = true;
  const Json execution = golden_json("execution.json");
  for (const Json& item : execution["input_stream(items as bytes)"])
    options.inputs.push_back(item.get<Bytes>());
  return options;
}

Machine golden_machine(MachineOptions options) {
  const auto file = read_file(golden("guest/vm_a.elf")).value();
  return Machine::create(std::make_shared<const Program>(load_elf(file).value()), std::move(options)).value();
}

std::string why(const Machine& machine) {
  return machine.trap() ? fmt::format("pc {:#x}: {}", machine.pc(), machine.trap()->message()) : "no trap";
}

Json bytes_of(uint32_t word) { return {word & 0xff, word >> 8 & 0xff, word >> 16 & 0xff, word >> 24}; }

// When instruction `in`'s k-th access happens, after the instruction's own timestamp.
uint32_t access_offset(const Instruction& in, size_t k) {
  const bool immediate = in.opcode <= kSltu && in.opcode >= kAdd && in.e() == 0;
  if (immediate || in.opcode == kHintStoreW) return k == 0 ? 0 : 2;
  if (in.opcode == kHintBuffer && k >= 2) return static_cast<uint32_t>(3 * (k - 2) + 2);
  return static_cast<uint32_t>(k);
}

Json log_line(const Program& program, const ExecutionRecord& record, size_t i) {
  const Instruction& in = program.instructions[record.pc_index(i)];
  Json accesses = Json::array();
  const auto entries = record.accesses_of(i);
  for (size_t k = 0; k < entries.size(); ++k) {
    const LogEntry& entry = entries[k];
    Json access = {{"op", entry.is_write() ? "write" : "read"},
                   {"as", entry.space()},
                   {"ptr", 4 * entry.block()},
                   {"size", 4},
                   {"values", bytes_of(entry.value)},
                   {"timestamp", record.timestamp(i) + access_offset(in, k)},
                   {"prev_timestamp", entry.prev_timestamp()}};
    if (entry.is_write()) access["prev_values"] = bytes_of(entry.prev_value);
    accesses.push_back(std::move(access));
  }
  const bool last = i + 1 == record.size();
  return {{"i", i},
          {"pc", program.pc_of(record.pc_index(i))},
          {"opcode", in.opcode},
          {"name", std::string(opcode_name(in.opcode))},
          {"timestamp", record.timestamp(i)},
          {"next_pc", last ? record.end().pc : program.pc_of(record.pc_index(i + 1))},
          {"next_timestamp", last ? record.end().timestamp : record.timestamp(i + 1)},
          {"accesses", std::move(accesses)}};
}

TEST(MachineGolden, ExecutionLogLineByLine) {
  Machine machine = golden_machine(golden_options(true));
  ASSERT_EQ(machine.run({}), StopReason::kTerminated) << why(machine);
  EXPECT_EQ(machine.exit_code(), 0u);
  const ExecutionRecord& record = *machine.record();
  const auto text = read_file(golden("exec_log.jsonl")).value();
  std::istringstream lines(std::string(text.begin(), text.end()));
  size_t i = 0;
  for (std::string line; std::getline(lines, line); ++i) {
    ASSERT_LT(i, record.size());
    Json expected = Json::parse(line);
    expected.erase("air");
    expected.erase("row");
    ASSERT_EQ(log_line(machine.program(), record, i), expected) << "line " << i + 1;
  }
  EXPECT_EQ(i, record.size());
  EXPECT_EQ(i, 820u);
  EXPECT_EQ(machine.instructions(), 820u);
}

TEST(MachineGolden, FinalTouchedBlocks) {
  Machine machine = golden_machine(golden_options(true));
  ASSERT_EQ(machine.run({}), StopReason::kTerminated) << why(machine);
  Json blocks = Json::array();
  for (PageId page : machine.memory()->touched_pages()) {
    const WordSlot* slots = machine.memory()->word_slots(page);
    for (uint32_t i = 0; i < kPageCells / 4; ++i)
      if (slots[i].timestamp != 0)
        blocks.push_back(
            {page.space, page.page * kPageCells + 4 * i, slots[i].timestamp, bytes_of(slots[i].word)});
  }
  std::sort(blocks.begin(), blocks.end());
  EXPECT_EQ(blocks, golden_json("final_touched_blocks.json"));
}

TEST(MachineGolden, OutputAndPublicValuesWithAndWithoutRecord) {
  const Json expected = golden_json("execution.json");
  for (const bool record : {true, false}) {
    Machine machine = golden_machine(golden_options(record));
    ASSERT_EQ(machine.run({}), StopReason::kTerminated) << why(machine);
    EXPECT_EQ(Json(machine.public_values()), expected["user_public_values"]["public_values"]);
    EXPECT_EQ(machine.pc(), expected["segments"][0]["to_state"]["pc"].get<uint32_t>());
    EXPECT_EQ(machine.clock(), expected["segments"][0]["to_state"]["timestamp"].get<uint32_t>());
    EXPECT_EQ(machine.instructions(), expected["num_instructions_executed(incl TERMINATE)"].get<uint64_t>());
  }
}

TEST(MachineGolden, PlainRunCountsLikeARecordedOne) {
  for (const uint64_t limit :
       {uint64_t{1}, uint64_t{7}, uint64_t{100}, uint64_t{1000}, kDefaultSegmentAccesses}) {
    MachineOptions recorded_options = golden_options(true), plain_options = golden_options(false);
    recorded_options.segment_accesses = plain_options.segment_accesses = limit;
    Machine recorded = golden_machine(recorded_options), plain = golden_machine(plain_options);
    ASSERT_EQ(recorded.run_through({}), StopReason::kTerminated);
    ASSERT_EQ(plain.run_through({}), StopReason::kTerminated);
    EXPECT_EQ(recorded.accesses(), plain.accesses());
    EXPECT_EQ(recorded.segment_ends(), plain.segment_ends()) << limit;
    EXPECT_EQ(recorded.touched_pages(), plain.touched_pages());
    EXPECT_EQ(recorded.output(), plain.output());
    EXPECT_TRUE(recorded.image() == plain.image());
  }
}

}  // namespace
}  // namespace zkmem::rv32im
