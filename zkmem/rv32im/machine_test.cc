#include "zkmem/rv32im/machine.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <map>
#include <string>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "zkmem/rv32im/opcode.h"
#include "zkmem/rv32im/report.h"
#include "zkmem/rv32im/testing/assembler.h"

namespace zkmem::rv32im {
namespace {

using namespace testing;
using ::testing::HasSubstr;

Machine machine_of(const std::vector<uint32_t>& text, MachineOptions options = {},
                   const std::vector<uint8_t>& data = {}) {
  return Machine::create(program_of(text, data), std::move(options)).value();
}

MachineOptions recorded() {
  MachineOptions options;
  options.record = true;
  return options;
}

// Runs to the trap, and checks that the trapping instruction left nothing behind.
Trap trap_of(const std::vector<uint32_t>& text, const MachineOptions& base = {},
             const std::vector<uint8_t>& data = {}) {
  std::optional<Trap> first;
  for (const bool record : {true, false}) {
    MachineOptions options = base;
    options.record = record;
    Machine machine = machine_of(text, options, data);
    EXPECT_EQ(machine.run({}), StopReason::kTrapped);
    if (!machine.trap()) return {};
    Machine before = machine_of(text, options, data);
    EXPECT_EQ(before.run({}, machine.instructions()), StopReason::kInstructionLimit);
    EXPECT_EQ(machine.pc(), before.pc());
    EXPECT_EQ(machine.clock(), before.clock());
    EXPECT_EQ(machine.accesses(), before.accesses());
    EXPECT_TRUE(machine.image() == before.image());
    if (record) {
      EXPECT_EQ(machine.record()->size(), before.record()->size());
      EXPECT_EQ(machine.memory()->log().size(), before.memory()->log().size());
    }
    EXPECT_EQ(machine.run({}), StopReason::kTrapped);  // and stays there
    EXPECT_EQ(first.value_or(*machine.trap()).message(), machine.trap()->message());
    first = machine.trap();
  }
  return *first;
}

TEST(Traps, MisalignedAccess) {
  const uint32_t accesses[] = {lw(a1, 2, a0),   load(1, a1, 1, a0), load(5, a1, 3, a0),
                               lw(zero, 1, a0), sw(a1, 2, a0),      s_type(1, a0, a1, 1)};
  for (const uint32_t word : accesses) {
    const Trap trap = trap_of({addi(a0, zero, 256), word, terminate(0)});
    EXPECT_EQ(trap.cause, TrapCause::kMisaligned);
    EXPECT_EQ(trap.pc, kTextAddress + 4);
    EXPECT_EQ(trap.address & ~3u, 256u);
  }
}

TEST(Traps, AccessOutOfRange) {
  const uint32_t accesses[] = {lw(a1, 0, a0), load(0, a1, 0, a0),   load(4, zero, 0, a0),
                               sw(a1, 0, a0), s_type(0, a0, a1, 0), s_type(1, a0, a1, 0)};
  for (const uint32_t word : accesses) {
    EXPECT_EQ(trap_of({lui(a0, 0x20000), word}).cause, TrapCause::kOutOfRange);
    const Trap far = trap_of({addi(a0, zero, -4), word});
    EXPECT_EQ(far.cause, TrapCause::kOutOfRange);
    EXPECT_EQ(far.address, 0xfffffffcu);
    EXPECT_EQ(far.limit, 1u << 29);
  }
  // The last word is in range.
  Machine machine = machine_of({lui(a0, 0x20000), sw(a0, -4, a0), lw(a1, -4, a0), terminate(0)}, recorded());
  EXPECT_EQ(machine.run({}), StopReason::kTerminated);
}

TEST(Traps, JumpOutsideTheProgram) {
  for (const uint32_t word :
       {jal(ra, 64), jal(zero, -64), jal(ra, 6), b_type(0, a0, a0, 128), b_type(5, a0, a0, -128),
        b_type(0, a0, a0, 2), jalr(ra, 0, a0), jalr(zero, 7, a0)}) {
    const Trap trap = trap_of({addi(a0, zero, 0), word, terminate(0)});
    EXPECT_EQ(trap.cause, TrapCause::kJumpOutside);
    EXPECT_EQ(trap.pc, kTextAddress + 4);
  }
  // A branch that is not taken may point anywhere.
  Machine machine = machine_of({b_type(1, a0, a0, 128), terminate(3)});
  EXPECT_EQ(machine.run({}), StopReason::kTerminated);
  EXPECT_EQ(machine.exit_code(), 3u);
}

TEST(Traps, RunningPastTheEnd) {
  const Trap trap = trap_of({addi(a0, zero, 1)});
  EXPECT_EQ(trap.cause, TrapCause::kRanPastEnd);
  EXPECT_EQ(trap.pc, kTextAddress + 4);
}

TEST(Traps, HintsAndInputs) {
  EXPECT_EQ(trap_of({hint_input()}).cause, TrapCause::kInputExhausted);
  EXPECT_EQ(trap_of({addi(a0, zero, 256), hint_storew(a0)}).cause, TrapCause::kHintExhausted);
  MachineOptions options;
  options.inputs = {{1, 2, 3}};
  const std::vector<uint32_t> start = {hint_input(), addi(a0, zero, 256), addi(a1, zero, 3)};
  const auto then = [&](std::vector<uint32_t> more) {
    std::vector<uint32_t> text = start;
    text.insert(text.end(), more.begin(), more.end());
    return trap_of(text, options);
  };
  const Trap exhausted = then({hint_buffer(a0, a1)});
  EXPECT_EQ(exhausted.cause, TrapCause::kHintExhausted);
  EXPECT_EQ(exhausted.address, 12u);  // wanted
  EXPECT_EQ(exhausted.limit, 8u);     // length and three bytes, padded
  EXPECT_EQ(then({hint_buffer(a0, zero)}).cause, TrapCause::kHintBufferSize);
  EXPECT_EQ(then({addi(a1, zero, 1024), hint_buffer(a0, a1)}).cause, TrapCause::kHintBufferSize);
  EXPECT_EQ(then({addi(a0, zero, 258), hint_storew(a0)}).cause, TrapCause::kMisaligned);
  EXPECT_EQ(then({lui(a0, 0x20000), hint_storew(a0)}).cause, TrapCause::kOutOfRange);
  EXPECT_EQ(then({lui(a0, 0x20000), addi(a0, a0, -4), addi(a1, zero, 2), hint_buffer(a0, a1)}).cause,
            TrapCause::kOutOfRange);
  EXPECT_EQ(then({addi(a0, zero, -4), addi(a1, zero, 2), hint_buffer(a0, a1)}).cause, TrapCause::kOutOfRange);
  EXPECT_EQ(then({addi(a0, zero, -1), hint_random(a0)}).cause, TrapCause::kHintRandomSize);
}

TEST(Traps, RevealOutsideThePublicValues) {
  EXPECT_EQ(trap_of({addi(a0, zero, 32), reveal(a1, 0, a0)}).cause, TrapCause::kOutOfRange);
  EXPECT_EQ(trap_of({reveal(a1, -4, zero)}).cause, TrapCause::kOutOfRange);
  EXPECT_EQ(trap_of({reveal(a1, 2, zero)}).cause, TrapCause::kMisaligned);
  EXPECT_EQ(trap_of({reveal(a1, 2, zero)}).address_space, kPublicValueSpace);
}

TEST(Traps, PrintedTextMustBeUtf8) {
  const std::vector<uint8_t> data = {'o',  'k',  0xc3, 0xa9, 0xff, 'x',  0xed, 0xa0, 0x80,
                                     0xc0, 0x80, 0xf4, 0x90, 0x80, 0x80, 0xe2, 0x82};
  const auto print = [&](int32_t offset, int32_t length) {
    return std::vector<uint32_t>{lui(a0, kDataAddress >> 12), addi(a0, a0, offset), addi(a1, zero, length),
                                 print_str(a0, a1), terminate(0)};
  };
  const Trap trap = trap_of(print(0, 6), {}, data);
  EXPECT_EQ(trap.cause, TrapCause::kPrintNotUtf8);
  EXPECT_EQ(trap.address, 4u);
  EXPECT_EQ(trap_of(print(6, 3), {}, data).cause, TrapCause::kPrintNotUtf8);   // a surrogate
  EXPECT_EQ(trap_of(print(9, 2), {}, data).cause, TrapCause::kPrintNotUtf8);   // overlong
  EXPECT_EQ(trap_of(print(11, 4), {}, data).cause, TrapCause::kPrintNotUtf8);  // above U+10FFFF
  EXPECT_EQ(trap_of(print(15, 2), {}, data).cause, TrapCause::kPrintNotUtf8);  // cut short
  EXPECT_EQ(trap_of({addi(a0, zero, -8), addi(a1, zero, 100), print_str(a0, a1)}).cause,
            TrapCause::kOutOfRange);
  MachineOptions options;
  options.keep_output = true;
  Machine machine = machine_of(print(0, 4), options, data);
  EXPECT_EQ(machine.run({}), StopReason::kTerminated);
  EXPECT_EQ(machine.output(), (Bytes{'o', 'k', 0xc3, 0xa9}));
}

TEST(Traps, ReportNamesCauseAddressPcInstruction) {
  Machine machine = machine_of({addi(a0, zero, 258), lw(a1, 0, a0)});
  ASSERT_EQ(machine.run({}), StopReason::kTrapped);
  EXPECT_EQ(trap_report(machine.program(), SourceMap({}), *machine.trap()),
            "trap: misaligned access: 4 bytes at address 0x102 of space 2, must be a multiple of 4, at "
            "0x1004: lw a1, 0(a0)");
}

TEST(Traps, SystemInstructionsTerminateWithCode2AndAReport) {
  for (const auto& [word, text] : {std::pair(0x00000073u, "ecall"), std::pair(0x00100073u, "ebreak"),
                                   std::pair(0xc0002573u, "csrrs a0, 0xc00, zero")}) {
    Machine machine = machine_of({addi(a0, zero, 1), word, terminate(0)});
    EXPECT_EQ(machine.run({}), StopReason::kTerminated);
    EXPECT_EQ(machine.exit_code(), 2u);
    EXPECT_THAT(unimp_report(machine.program(), SourceMap({}), machine.pc()),
                HasSubstr(std::string("by a system instruction, at 0x1004: ") + text));
  }
  Machine machine = machine_of({terminate(2)});
  EXPECT_EQ(machine.run({}), StopReason::kTerminated);
  EXPECT_EQ(unimp_report(machine.program(), SourceMap({}), machine.pc()), "");
}

// Every access of a record: when it happened follows from the ticks; each must find the one before it.
void check_chains(const Machine& machine, const ExecutionRecord& record) {
  std::map<std::pair<uint32_t, uint32_t>, std::pair<uint32_t, uint32_t>> last;  // place -> time, value
  for (size_t i = 0; i < record.size(); ++i) {
    const Instruction& in = machine.program().instructions[record.pc_index(i)];
    const auto accesses = record.accesses_of(i);
    for (size_t k = 0; k < accesses.size(); ++k) {
      const LogEntry& entry = accesses[k];
      const bool immediate = in.opcode >= kAdd && in.opcode <= kSltu && in.e() == 0;
      uint32_t time = record.timestamp(i) + static_cast<uint32_t>(k);
      if (k == 1 && (immediate || in.opcode == kHintStoreW)) ++time;
      if (k >= 2 && in.opcode == kHintBuffer)
        time = record.timestamp(i) + static_cast<uint32_t>(3 * (k - 2) + 2);
      const uint32_t end = i + 1 < record.size() ? record.timestamp(i + 1) : record.end().timestamp;
      ASSERT_LT(time, end);
      auto& [last_time, last_value] = last[{entry.space(), entry.block()}];
      ASSERT_EQ(entry.prev_timestamp(), last_time);
      ASSERT_LT(last_time, time) << "two accesses of one address at one time";
      ASSERT_TRUE(last_time == 0 || entry.prev_value == last_value);
      ASSERT_TRUE(entry.is_write() || entry.value == entry.prev_value);
      last_time = time;
      last_value = entry.value;
    }
  }
}

// attacks.md #24
TEST(Attack24, OneAddressTwiceInOneInstruction) {
  const std::vector<uint32_t> text = {
      addi(a0, zero, 256),  add(a0, a0, a0), sw(a0, 0, a0),   lw(a0, 0, a0),       b_type(0, a0, a0, 4),
      op(0, 1, a0, a0, a0), auipc(ra, 0),    jalr(ra, 8, ra), addi(zero, zero, 0), terminate(0)};
  Machine machine = machine_of(text, recorded());
  ASSERT_EQ(machine.run({}), StopReason::kTerminated);
  check_chains(machine, *machine.record());
  const auto add_accesses = machine.record()->accesses_of(1);  // add a0, a0, a0 at t = 4
  ASSERT_EQ(add_accesses.size(), 3u);
  EXPECT_EQ(add_accesses[0].prev_timestamp(), 3u);
  EXPECT_EQ(add_accesses[1].prev_timestamp(), 4u);
  EXPECT_EQ(add_accesses[2].prev_timestamp(), 5u);
  EXPECT_EQ(add_accesses[2].value, 512u);
}

// attacks.md #24: the pointer register of a hint, and a hint written over the words a later one reads.
TEST(Attack24, HintBufferOverItself) {
  MachineOptions options = recorded();
  options.inputs = {Bytes(40, 7)};
  Machine machine = machine_of({hint_input(), addi(a0, zero, 256), addi(a1, zero, 5), hint_buffer(a0, a1),
                                hint_buffer(a0, a1), hint_storew(a0), terminate(0)},
                               options);
  ASSERT_EQ(machine.run({}), StopReason::kTerminated);
  check_chains(machine, *machine.record());
}

// attacks.md #25
TEST(Attack25, NoOpcodeWritesX0) {
  std::vector<uint32_t> text = {lui(a0, 8), addi(a1, zero, -1), sw(a1, 0, a0)};
  for (uint32_t f3 = 0; f3 < 8; ++f3) {
    text.push_back(op(f3, 0, zero, a1, a0));
    text.push_back(op(f3, 1, zero, a1, a0));
    if (f3 == 0 || f3 == 5) text.push_back(op(f3, 0x20, zero, a1, a0));
    text.push_back(i_type(0x13, f3, zero, a1, 5));
    if (f3 < 6 && f3 != 3) text.push_back(load(f3, zero, 0, a0));
  }
  text.push_back(lui(zero, 0xfffff));
  text.push_back(auipc(zero, 0xfffff));
  text.push_back(jal(zero, 4));
  text.push_back(auipc(a2, 0));
  text.push_back(jalr(zero, 8, a2));
  text.push_back(add(a3, zero, zero));
  text.push_back(terminate(0));
  Machine machine = machine_of(text, recorded());
  ASSERT_EQ(machine.run({}), StopReason::kTerminated);
  for (const LogEntry& entry : machine.record()->entries()) {
    if (entry.is_word() && entry.space() == kRegisterSpace && entry.block() == 0) {
      EXPECT_FALSE(entry.is_write());
      EXPECT_EQ(entry.value, 0u);
    }
  }
  EXPECT_EQ(machine.memory()->word_slots({kRegisterSpace, 0})[a3].word, 0u);
  check_chains(machine, *machine.record());
}

// attacks.md #25: programs that no RISC-V word gives are refused before they run.
TEST(Attack25, InstructionsThatReachTheRegistersOtherwiseAreRefused) {
  const Instruction forged[] = {
      {kAdd, {0, 40, 44, 1, 1, 0, 0}},        // writes x0
      {kAdd, {42, 40, 44, 1, 1, 0, 0}},       // writes between two registers
      {kAdd, {128, 40, 44, 1, 1, 0, 0}},      // writes register 32
      {kLui, {0, 0, 1, 1, 0, 1, 0}},          // writes x0
      {kLoadW, {0, 40, 0, 1, 2, 1, 0}},       // loads into x0
      {kJal, {0, 0, 4, 1, 0, 1, 0}},          // links into x0
      {kStoreW, {40, 44, 0, 1, 1, 1, 0}},     // stores into the register space
      {kStoreB, {40, 44, 0, 1, 3, 1, 0}},     // reveals a byte
      {kStoreW, {40, 44, 0, 1, 0, 1, 0}},     // stores an immediate
      {kHintStoreW, {0, 40, 0, 1, 1, 0, 0}},  // hints into the register space
      {kOpTerminate, {0, 0, 256, 0, 0, 0, 0}}, {0x999, {}},
  };
  for (const Instruction& in : forged) {
    Program program = *program_of({terminate(0)});
    program.instructions[0] = in;
    const auto machine = Machine::create(std::make_shared<const Program>(program), {});
    ASSERT_FALSE(machine.ok()) << in.opcode;
    EXPECT_THAT(machine.error().message, HasSubstr("0x1000"));
  }
}

TEST(Attack25, StoresToLowAddressesAreNotRegisters) {
  std::vector<uint32_t> text = {addi(a1, zero, -1)};
  for (int32_t pointer = 0; pointer < 128; pointer += 4) text.push_back(sw(a1, pointer, zero));
  text.push_back(terminate(0));
  Machine machine = machine_of(text, recorded());
  ASSERT_EQ(machine.run({}), StopReason::kTerminated);
  const WordSlot* registers = machine.memory()->word_slots({kRegisterSpace, 0});
  for (uint32_t r = 0; r < 32; ++r) EXPECT_EQ(registers[r].word, r == a1 ? 0xffffffffu : 0u);
}

// attacks.md #38: no stop, whatever its reason, finds a hint buffer half written.
TEST(Attack38, HintBufferIsNeverInterrupted) {
  constexpr uint32_t kWords = 20;
  MachineOptions options;
  options.inputs = {Bytes(4 * kWords, 0xab)};
  const std::vector<uint32_t> text = {hint_input(),    addi(a0, zero, 256), addi(a1, zero, kWords),
                                      hint_storew(a0), hint_buffer(a0, a1), addi(a2, a2, 1),
                                      terminate(0)};
  for (const bool record : {false, true}) {
    options.record = record;
    for (uint64_t limit = 1; limit <= 60; ++limit) {
      options.segment_accesses = limit;
      for (uint64_t stop = 0; stop <= 7; ++stop) {
        Machine machine = machine_of(text, options);
        machine.run_through({}, stop);
        const CellImage image = machine.image();
        size_t written = 0;
        for (uint32_t k = 0; k < kWords; ++k)
          written += image.get({kMemorySpace, 256 + 4 * k}) == 0xab ? 1u : 0u;
        EXPECT_EQ(written, stop >= 5 ? kWords : 0) << limit << " " << stop;
        if (stop >= 5) {
          // The instruction's 22 accesses lie in one segment: no segment is shorter than it and holds a part.
          const auto counts = machine.accesses();
          EXPECT_EQ(counts[kMemorySpace], kWords + 1);
          const auto ends = machine.segment_ends();
          EXPECT_GE(*std::max_element(ends.begin(), ends.end()), 3 * kWords);
        }
      }
    }
  }
}

// attacks.md #38: stopping at every instruction in turn, by the limit and by a cancelled context.
TEST(Attack38, EveryStopIsBetweenTwoInstructions) {
  MachineOptions options = recorded();
  options.inputs = {Bytes(16, 1)};
  const std::vector<uint32_t> text = {hint_input(),        addi(a0, zero, 256), addi(a1, zero, 5),
                                      hint_buffer(a0, a1), add(a2, a1, a0),     terminate(0)};
  Machine whole = machine_of(text, options);
  ASSERT_EQ(whole.run({}), StopReason::kTerminated);
  Machine stepped = machine_of(text, options);
  std::atomic<bool> cancel = true;
  Context cancelled;
  cancelled.cancel = &cancel;
  for (size_t i = 0; i < whole.record()->size(); ++i) {
    EXPECT_EQ(stepped.run(cancelled), StopReason::kCancelled);
    EXPECT_EQ(stepped.clock(), whole.record()->timestamp(i));
    stepped.run({}, 1);
    EXPECT_EQ(stepped.instructions(), i + 1);
  }
  EXPECT_EQ(stepped.run(cancelled), StopReason::kTerminated);
  EXPECT_TRUE(std::ranges::equal(
      stepped.memory()->log().entries(), whole.memory()->log().entries(),
      [](const LogEntry& x, const LogEntry& y) { return std::memcmp(&x, &y, sizeof(x)) == 0; }));
}

TEST(Machine, LongTimeWithoutAccessesKeepsTheRecordInStep) {
  std::vector<uint32_t> text;
  for (int i = 0; i < 50; ++i) {
    text.insert(text.end(), static_cast<size_t>(i), addi(zero, zero, 0));
    text.push_back(i % 3 == 0 ? add(a0, a0, a1) : i % 3 == 1 ? sw(a0, 512, zero) : jal(ra, 4));
  }
  text.push_back(terminate(0));
  Machine machine = machine_of(text, recorded());
  ASSERT_EQ(machine.run({}), StopReason::kTerminated);
  const ExecutionRecord& record = *machine.record();
  for (size_t i = 0; i < record.size(); ++i) {
    const uint32_t opcode = machine.program().instructions[record.pc_index(i)].opcode;
    const size_t expected = opcode == kAdd || opcode == kStoreW ? 3 : opcode == kJal ? 1 : 0;
    ASSERT_EQ(record.accesses_of(i).size(), expected) << i;
    ASSERT_TRUE(expected == 0 || record.entries()[record.first_access(i)].is_word());
  }
  check_chains(machine, record);
  const auto counts = machine.accesses();
  EXPECT_EQ(counts[1] + counts[2], 17u * 3 + 17u * 3 + 16u);
}

TEST(Machine, EndlessLoopWithoutAccessesIsCutIntoSegments) {
  MachineOptions options = recorded();
  options.segment_accesses = 100;
  Machine machine = machine_of({jal(zero, 0)}, options);
  EXPECT_EQ(machine.run_through({}, 1050), StopReason::kInstructionLimit);
  EXPECT_EQ(machine.segment_ends().size(), 11u);
  EXPECT_EQ(machine.record()->size(), 50u);
}

// Writes a word of each of `pages` pages from 2^24 on.
std::vector<uint32_t> touching(int32_t pages) {
  return {lui(t0, 0x1000),  addi(t1, zero, pages), lui(t2, 1),  sw(t0, 0, t0), add(t0, t0, t2),
          addi(t1, t1, -1), b_type(1, t1, 0, -12), terminate(0)};
}

TEST(Machine, StopsBeforeItsPagesCostMoreThanTheLimit) {
  for (const bool record : {false, true}) {
    MachineOptions options;
    options.record = record;
    options.memory.page = 10'000;
    options.memory.most = 10'000 * 500;
    Machine machine = machine_of(touching(1000), options);
    EXPECT_EQ(machine.run({}), StopReason::kMemoryLimit);
    EXPECT_EQ(machine.run({}), StopReason::kMemoryLimit);  // and stays there
    EXPECT_GT(machine.memory_needed(), options.memory.most);
    EXPECT_LE(machine.touched_pages(), 500u);
    EXPECT_GT(machine.touched_pages(), 400u);
    // A stop like others: with more memory it goes on as if it had not been.
    machine.set_memory_limit(UINT64_MAX);
    EXPECT_EQ(machine.run({}), StopReason::kTerminated);
    Machine whole = machine_of(touching(1000));
    EXPECT_EQ(whole.run({}), StopReason::kTerminated);
    EXPECT_EQ(machine.instructions(), whole.instructions());
    EXPECT_EQ(machine.accesses(), whole.accesses());
    EXPECT_TRUE(machine.image() == whole.image());
  }
}

TEST(Machine, RunsWhereTheLimitIsJustEnough) {
  MachineOptions options;
  options.memory.page = 10'000;
  options.memory.most = 10'000 * (1002 + 64);
  EXPECT_EQ(machine_of(touching(1000), options).run({}), StopReason::kTerminated);
}

TEST(Machine, LogRecordOutputAndHintsCountTowardsTheLimit) {
  MachineOptions options;
  options.memory = {.most = 20'000, .page = 0, .access = 10, .instruction = 0, .output = 0};
  Machine logged = machine_of({jal(zero, 0)}, options);
  EXPECT_EQ(logged.run({}, 50'000),
            StopReason::kInstructionLimit);  // a jump that links nothing has no access
  logged = machine_of({addi(t0, t0, 1), jal(zero, -4)}, options);
  EXPECT_EQ(logged.run({}, 50'000), StopReason::kMemoryLimit);
  EXPECT_LE(logged.accesses()[1], 2000u);
  options.memory = {.most = 20'000, .page = 0, .access = 0, .instruction = 10, .output = 0};
  EXPECT_EQ(machine_of({jal(zero, 0)}, options).run({}, 50'000), StopReason::kMemoryLimit);

  options.memory = {.most = 20'000, .page = 0, .access = 0, .instruction = 0, .output = 10};
  options.keep_output = true;
  const std::vector<uint32_t> prints = {lui(a0, kDataAddress >> 12), addi(a1, zero, 100), print_str(a0, a1),
                                        jal(zero, -4)};
  Machine printing = machine_of(prints, options, std::vector<uint8_t>(100, 'x'));
  EXPECT_EQ(printing.run({}, 50'000), StopReason::kMemoryLimit);
  EXPECT_LE(printing.output().size(), 2000u);

  options.memory = {.most = 1'000'000, .page = 1, .access = 0, .instruction = 0, .output = 0};
  Machine random = machine_of({lui(a0, 0x1000), hint_random(a0), terminate(0)}, options);  // 64 MiB
  EXPECT_EQ(random.run({}), StopReason::kMemoryLimit);
  EXPECT_GT(random.memory_needed(), uint64_t{64} << 20);
  EXPECT_EQ(random.instructions(), 1u);
  EXPECT_THAT(
      memory_limit_error(random, 5, 1'000'000).message,
      HasSubstr(fmt::format("after 1 instructions, with 1 pages of 4096 cells touched, the run needs {} "
                            "bytes of memory, the budget is 1000000",
                            random.memory_needed() + 5)));
}

TEST(Machine, ConfigurationsWithoutTheSpacesOfAProgramAreRefused) {
  for (const uint32_t space : {1u, 2u, 3u}) {
    MachineOptions options;
    options.config.spaces[space].cell_type = CellType::kField;
    EXPECT_FALSE(Machine::create(program_of({terminate(0)}), options).ok());
  }
  MachineOptions options;
  options.config.spaces[2].permissions = Permissions::kRead;
  EXPECT_FALSE(Machine::create(program_of({terminate(0)}), options).ok());
  options = {};
  options.segment_accesses = 0;
  EXPECT_THAT(Machine::create(program_of({terminate(0)}), options).error().message,
              HasSubstr("segments of 0 accesses"));
}

}  // namespace
}  // namespace zkmem::rv32im
