// Attacks on the instruction chips, numbered as in the attack catalogue: each forges a whole set of traces,
// lookup tables included, and is refused by exactly the constraint or bus that is there for it.
#include <set>

#include <gtest/gtest.h>

#include "zkmem/rv32im/testing/assembler.h"
#include "zkmem/rv32im/testing/forger.h"
#include "zkmem/rv32im/testing/random_program.h"

namespace zkmem::rv32im {
namespace {

using testing::Assembler;
using testing::Forger;
using testing::ProvenRun;
using testing::RandomProgram;

// Which AIRs' constraints fail, which buses do not balance.
struct Verdict {
  std::set<size_t> airs;
  std::set<uint16_t> buses;
  friend bool operator==(const Verdict&, const Verdict&) = default;
};
void PrintTo(const Verdict& verdict, std::ostream* out) {
  *out << "constraints of";
  for (const size_t air : verdict.airs) *out << ' ' << testing::machine_under_test()[air].name;
  *out << ", buses";
  for (const uint16_t bus : verdict.buses) *out << ' ' << bus;
}
Verdict refused_by(std::set<size_t> airs) { return {std::move(airs), {}}; }
Verdict unbalanced(std::set<uint16_t> buses) { return {{}, std::move(buses)}; }

Verdict verdict(const Forger& forger) {
  const CheckReport report = forger.check();
  EXPECT_TRUE(report.shape.empty());
  Verdict verdict;
  for (const ConstraintFailure& failure : report.constraints) verdict.airs.insert(failure.air);
  verdict.buses.insert(report.unbalanced_buses.begin(), report.unbalanced_buses.end());
  return verdict;
}
// After a cheater's last touch.
Verdict verdict_rebalanced(Forger& forger) {
  forger.rebalance_lookups();
  return verdict(forger);
}

// One instruction of each kind; rows named below.
Assembler sample_words() {
  using namespace testing;
  Assembler a;
  a.load_immediate(3, RandomProgram::kWindow);
  a << hint_input() << addi(6, 0, 3) << addi(5, 3, 64) << hint_buffer(5, 6) << addi(5, 3, 96)
    << hint_buffer(5, 6) << hint_store_word(5);
  a.load_immediate(8, 0x12345678).load_immediate(9, 0x80000001);
  a << s_type(0, 9, 3, 2) << load(2, 11, 3, 0) << load(2, 0, 3, 0) << s_type(4, 8, 3, 2)
    << s_type(5, 9, 3, 0);
  a << load(0, 12, 3, 1) << load(1, 12, 3, 2);
  a << r_type(0, 9, 8, 3, 10);                              // sltu x10, x8, x9
  a << r_type(0, 9, 8, 0, 13) << r_type(0, 11, 12, 0, 14);  // two independent additions
  a << r_type(0, 9, 8, 1, 15) << r_type(32, 9, 8, 5, 15);
  a << r_type(1, 9, 8, 0, 16) << r_type(1, 9, 8, 1, 16) << r_type(1, 9, 8, 4, 17) << r_type(1, 8, 9, 6, 17);
  a << b_type(8, 9, 8, 0) << b_type(8, 9, 8, 4) << addi(0, 0, 0);
  a << jal(1, 4) << lui(18, 5) << auipc(19, 0) << jalr(1, 19, 8);
  return a;
}

std::vector<std::vector<uint8_t>> sample_inputs() { return {std::vector<uint8_t>(60, 0x61)}; }

std::shared_ptr<const Program> sample_program() {
  using namespace testing;
  Assembler a = sample_words();
  return (a << terminate(0)).program();
}

class Attack : public ::testing::Test {
 protected:
  static Forger forger() {
    static const ProvingInput kInput = [] {
      static ProvenRun run(sample_program(), sample_inputs());
      ZKMEM_CHECK(run.run() == StopReason::kTerminated);
      static const SegmentTraces kTraces = run.traces();
      return kTraces.input();
    }();
    return Forger(kInput);
  }

  // The first row of the AIR whose cell is `value`.
  static size_t find(Forger& f, size_t air, std::string_view name, uint32_t value) {
    for (size_t row = 0; row < f.height(air); ++row) {
      if (f.value(air, row, name) == value) return row;
    }
    ADD_FAILURE() << "no row with " << name << " = " << value;
    return 0;
  }
  static bool is_padding(Forger& f, size_t air, size_t row) {
    for (size_t c = 0; c < f.trace(air).width(); ++c) {
      if (!f.trace(air).at(row, c).is_zero()) return false;
    }
    return true;
  }
};

TEST_F(Attack, TheHonestTracesPass) {
  Forger f = forger();
  EXPECT_EQ(verdict(f), Verdict{});
  f.rebalance_lookups();  // and the forger's tables are what honest ones are
  EXPECT_EQ(verdict(f), Verdict{});
}

// #5: a padding row that talks on a bus. Every AIR, every column that gives some interaction of a padding row
// a count.
TEST_F(Attack, No5PaddingRowsThatTalk) {
  ProvenRun run(RandomProgram(5).make(700).program(),
                {std::vector<uint8_t>(64, 0x61), std::vector<uint8_t>(64, 0x62)});
  ASSERT_EQ(run.run(), StopReason::kTerminated);
  const SegmentTraces traces = run.traces();
  Forger f(traces.input());
  std::set<size_t> airs;
  for (size_t air = 0; air < kNumMachineAirs; ++air) {
    if (!f.has(air) || testing::is_lookup_table(air) || air == kAirPoseidon2) continue;
    const size_t row = f.height(air) - 1;
    if (!is_padding(f, air, row)) continue;
    for (size_t c = 0; c < f.trace(air).width(); ++c) {
      f.trace(air).at(row, c) = BabyBear::one();
      const Forger::RowFacts facts = f.row_facts(air, row);
      if (!facts.messages.empty()) {
        airs.insert(air);
        if (facts.constraints_hold) {  // then a bus must refuse it
          f.rebalance_lookups();
          EXPECT_FALSE(verdict(f).buses.empty()) << testing::machine_under_test()[air].columns[c];
        }
      }
      f.trace(air).at(row, c) = BabyBear::zero();
    }
  }
  EXPECT_GE(airs.size(), 14U);
}

// #6: an operation of several rows without its first row, without its last, and two operations spliced.
TEST_F(Attack, No6HintBufferWithoutItsFirstRow) {
  Forger f = forger();
  f.copy_row(kAirHintStore, 1, 0);
  f.copy_row(kAirHintStore, 2, 1);
  for (size_t row = 3; row + 1 < f.height(kAirHintStore); ++row) f.copy_row(kAirHintStore, row, row - 1);
  EXPECT_TRUE(verdict_rebalanced(f).airs.contains(kAirHintStore));
}

TEST_F(Attack, No6HintBufferWithoutItsLastRow) {
  Forger f = forger();
  for (size_t row = 2; row + 1 < f.height(kAirHintStore); ++row) f.copy_row(kAirHintStore, row + 1, row);
  EXPECT_TRUE(verdict_rebalanced(f).airs.contains(kAirHintStore));
}

TEST_F(Attack, No6HintBuffersSpliced) {
  Forger f = forger();
  ASSERT_EQ(f.value(kAirHintStore, 3, "is_buffer_start"), 1U);
  const size_t spare = f.height(kAirHintStore) - 1;
  ASSERT_TRUE(is_padding(f, kAirHintStore, spare));
  for (const size_t row :
       {1U, 2U}) {  // the tails of the two operations change places: the same messages on every bus
    f.copy_row(kAirHintStore, row, spare);
    f.copy_row(kAirHintStore, row + 3, row);
    f.copy_row(kAirHintStore, spare, row + 3);
  }
  f.clear_row(kAirHintStore, spare);
  EXPECT_EQ(verdict(f), refused_by({kAirHintStore}));
}

// A run of `other` presented as one of `program`: the cached program table is swapped, pcs are translated.
Forger presented_as(const Program& program, const Program& other, std::vector<uint32_t> pc_of_index) {
  auto shared = std::make_shared<const Program>(other);
  static std::vector<std::unique_ptr<ProvenRun>> runs;  // the traces keep references into them
  runs.push_back(std::make_unique<ProvenRun>(shared, sample_inputs()));
  ProvenRun& run = *runs.back();
  EXPECT_EQ(run.run(), StopReason::kTerminated);
  const SegmentTraces traces = run.traces();
  Forger f(traces.input());
  f.owned(kAirProgram).cached_mains[0] = program_table(program);
  if (f.owned(kAirProgram).cached_mains[0].height() != f.height(kAirProgram)) {
    f.trace(kAirProgram) = Trace(f.owned(kAirProgram).cached_mains[0].height(), 1);
  }
  const auto translate = [&](BabyBear& pc) {
    const uint32_t index = (pc.as_canonical() - other.pc_base) / kPcStep;
    if (pc.as_canonical() >= other.pc_base && index < pc_of_index.size())
      pc = BabyBear::from_canonical(pc_of_index[index]);
  };
  for (size_t air = 0; air < kNumMachineAirs; ++air) {
    if (!f.has(air)) continue;
    for (const char* name : {"from_state__pc", "inner__from_state__pc", "pc"}) {
      const auto& names = testing::machine_under_test()[air].columns;
      if (std::find(names.begin(), names.end(), name) == names.end()) continue;
      for (BabyBear& pc : f.trace(air).view().column(Forger::column(air, name))) translate(pc);
    }
  }
  for (const ConnectorPublicValue i : {kInitialPc, kFinalPc})
    translate(f.owned(kAirConnector).public_values[i]);
  return f;
}

// Straight-line code whose rows say nothing of pc but from_state.
std::shared_ptr<Program> straight_program() {
  using namespace testing;
  Assembler a;
  a.load_immediate(8, 7).load_immediate(9, 11);
  a << r_type(0, 9, 8, 0, 13) << r_type(0, 8, 8, 4, 14) << addi(0, 0, 0) << addi(15, 8, 3) << terminate(0);
  return std::make_shared<Program>(*a.program());
}
std::vector<uint32_t> identity(const Program& program) {
  std::vector<uint32_t> pcs;
  for (size_t i = 0; i < program.instructions.size(); ++i) pcs.push_back(program.pc_of(i));
  return pcs;
}

// #18: time relabelled, every address still monotonic: an idle tick is slipped in. Only the execution bus
// knows.
TEST_F(Attack, No18TimestampsRelabelled) {
  const auto program = straight_program();
  Program with_pause = *program;
  const Instruction nop = program->instructions[6];
  ASSERT_EQ(nop.opcode, uint32_t{kOpPhantom});
  with_pause.instructions.insert(with_pause.instructions.begin() + 5, nop);
  std::vector<uint32_t> pcs = identity(with_pause);
  for (size_t i = 6; i < pcs.size(); ++i) pcs[i] -= kPcStep;
  Forger f = presented_as(*program, with_pause, pcs);
  // The pause's own row disappears.
  f.copy_row(kAirPhantom, 1, 0);
  f.clear_row(kAirPhantom, 1);
  EXPECT_EQ(verdict_rebalanced(f), unbalanced({testing::kExecutionBus}));
}

// #20: rows that access memory without an instruction.
TEST_F(Attack, No20OrphanAccesses) {
  const std::pair<size_t, const char*> switches[] = {{kAirBaseAlu, "rs2_as"},
                                                     {kAirLessThan, "rs2_as"},
                                                     {kAirShift, "rs2_as"},
                                                     {kAirJalLui, "needs_write"},
                                                     {kAirJalr, "needs_write"},
                                                     {kAirLoadStore, "needs_write"},
                                                     {kAirLoadSignExtend, "needs_write"},
                                                     {kAirHintStore, "is_buffer_start"}};
  for (const auto& [air, name] : switches) {
    Forger f = forger();
    const size_t height = f.height(air);
    Trace padded(2 * height, f.trace(air).width());  // room for one more row
    for (size_t row = 0; row < height; ++row) {
      for (size_t c = 0; c < padded.width(); ++c) padded.at(row, c) = f.trace(air).at(row, c);
    }
    f.trace(air) = std::move(padded);
    // A read at time 1 of a block that was last touched at time 0: it takes nothing from the bus that is not
    // there.
    f.set(air, height, name, 1);
    const Verdict found = verdict_rebalanced(f);
    EXPECT_TRUE(found.airs.contains(air)) << name;
  }
}

// #22: the executor's alignment is not the circuit's: a word load at an address that is no multiple of four.
TEST_F(Attack, No22UnalignedPointers) {
  for (const size_t air : {kAirLoadStore, kAirLoadSignExtend}) {
    Forger f = forger();
    f.set(air, 0, "mem_ptr_limbs__0", f.value(air, 0, "mem_ptr_limbs__0") + 1);
    f.set(air, 0, "imm", f.value(air, 0, "imm") + 1);
    EXPECT_TRUE(verdict_rebalanced(f).buses.contains(testing::kRangeBus));
  }
}

// #23: two instructions in the other order, and one left out: everything consistent but the chain of (pc,
// time).
TEST_F(Attack, No23InstructionsReordered) {
  const auto program = straight_program();
  Program swapped = *program;
  std::swap(swapped.instructions[4], swapped.instructions[5]);
  std::vector<uint32_t> pcs = identity(swapped);
  std::swap(pcs[4], pcs[5]);
  Forger f = presented_as(*program, swapped, pcs);
  EXPECT_EQ(verdict_rebalanced(f), unbalanced({testing::kExecutionBus}));
}

TEST_F(Attack, No23InstructionSkipped) {
  const auto program = straight_program();
  Program shorter = *program;
  shorter.instructions.erase(shorter.instructions.begin() + 5);
  std::vector<uint32_t> pcs = identity(shorter);
  for (size_t i = 5; i < pcs.size(); ++i) pcs[i] += kPcStep;
  Forger f = presented_as(*program, shorter, pcs);
  EXPECT_EQ(verdict_rebalanced(f), unbalanced({testing::kExecutionBus}));
}

// #24: an access that is its own predecessor may hold any value; the time check forbids it.
TEST_F(Attack, No24AccessAtItsOwnTime) {
  Forger f = forger();
  const size_t row = find(f, kAirLessThan, "rd_ptr", 40);
  ASSERT_EQ(f.value(kAirLessThan, row, "rs2"), 36U);
  const uint32_t now = f.value(kAirLessThan, row, "from_state__timestamp") + 1;
  const uint32_t before = f.value(kAirLessThan, row, "reads_aux__1__base__prev_timestamp");
  // x9 is read with another low byte; the comparison's outcome stays.
  f.set(kAirLessThan, row, "c__0", 2);
  f.set(kAirLessThan, row, "reads_aux__1__base__prev_timestamp", now);
  f.set(kAirLessThan, row, "reads_aux__1__base__timestamp_lt_aux__lower_decomp__0", -1);
  f.set(kAirLessThan, row, "reads_aux__1__base__timestamp_lt_aux__lower_decomp__1", 0);
  // The next access of x9 goes on from the one before.
  const size_t next = find(f, kAirBaseAlu, "reads_aux__1__base__prev_timestamp", now);
  const uint32_t difference = f.value(kAirBaseAlu, next, "from_state__timestamp") + 1 - before - 1;
  f.set(kAirBaseAlu, next, "reads_aux__1__base__prev_timestamp", before);
  f.set(kAirBaseAlu, next, "reads_aux__1__base__timestamp_lt_aux__lower_decomp__0", difference & 0x1ffff);
  f.set(kAirBaseAlu, next, "reads_aux__1__base__timestamp_lt_aux__lower_decomp__1", difference >> 17);
  EXPECT_EQ(verdict_rebalanced(f), unbalanced({testing::kRangeBus}));
}

// #25: x0 written by every opcode that writes a register.
TEST_F(Attack, No25X0Written) {
  for (size_t air = 0; air < kNumMachineAirs; ++air) {
    Forger f = forger();
    if (!f.has(air)) continue;
    const auto& names = testing::machine_under_test()[air].columns;
    for (const char* name : {"rd_ptr", "inner__rd_ptr", "rd_rs2_ptr"}) {
      if (std::find(names.begin(), names.end(), name) == names.end()) continue;
      f.set(air, 0, name, 0);
      EXPECT_TRUE(verdict_rebalanced(f).buses.contains(testing::kProgramBus))
          << testing::machine_under_test()[air].name;
    }
  }
  // A load to x0 that does write: operand f says it must not.
  Forger f = forger();
  const size_t row = find(f, kAirLoadStore, "needs_write", 0);
  f.set(kAirLoadStore, row, "needs_write", 1);
  EXPECT_TRUE(verdict_rebalanced(f).buses.contains(testing::kProgramBus));
}

TEST_F(Attack, No25StoresOutsideMemory) {
  for (const uint32_t space : {0U, 1U}) {
    Forger f = forger();
    const size_t row = find(f, kAirLoadStore, "is_load", 0);
    f.set(kAirLoadStore, row, "mem_as", space);
    EXPECT_TRUE(verdict_rebalanced(f).airs.contains(kAirLoadStore)) << "space " << space;
  }
}

// #28: limbs that are valid but not the value's, and the value's but not valid.
TEST_F(Attack, No28TimeLimbsThatAreAnotherNumber) {
  size_t gadgets = 0;
  for (size_t air = 0; air < kNumMachineAirs; ++air) {
    const auto& names = testing::machine_under_test()[air].columns;
    for (size_t c = 0; c < names.size(); ++c) {
      if (!names[c].ends_with("lower_decomp__0")) continue;
      Forger f = forger();
      if (!f.has(air)) continue;
      // The gadget in use: the first row whose previous timestamp is set.
      size_t row = 0;
      while (row < f.height(air) && f.trace(air).at(row, c - 1).is_zero()) ++row;
      if (row == f.height(air)) continue;
      ++gadgets;
      BabyBear& low = f.trace(air).at(row, c);
      BabyBear& high = f.trace(air).at(row, c + 1);
      low += BabyBear::one();
      EXPECT_EQ(verdict_rebalanced(f), refused_by({air})) << names[c];
      low += BabyBear::from_canonical((1 << 17) - 1);
      high -= BabyBear::one();
      EXPECT_EQ(verdict_rebalanced(f), unbalanced({testing::kRangeBus})) << names[c];
    }
  }
  EXPECT_GT(gadgets, 25U);
}

TEST_F(Attack, No28ConnectorTimeAboveItsBound) {
  Forger f = forger();
  f.set(kAirConnector, 1, "timestamp_low_limb", f.value(kAirConnector, 1, "timestamp_low_limb") + (1 << 17));
  EXPECT_EQ(verdict_rebalanced(f), unbalanced({testing::kRangeBus}));
}

TEST_F(Attack, No28PointerLimbsThatCarry) {
  Forger f = forger();
  const uint32_t low = f.value(kAirLoadStore, 0, "mem_ptr_limbs__0");
  f.set(kAirLoadStore, 0, "mem_ptr_limbs__0", int64_t{low} + (1 << 16));
  f.set(kAirLoadStore, 0, "mem_ptr_limbs__1", int64_t{f.value(kAirLoadStore, 0, "mem_ptr_limbs__1")} - 1);
  const Verdict found = verdict_rebalanced(f);
  EXPECT_TRUE(found.airs.contains(kAirLoadStore) || found.buses.contains(testing::kRangeBus));
}

// #35: a child digest that is nobody's, and a Merkle row from the padding.
TEST_F(Attack, No35ChildDigests) {
  Forger f = forger();
  f.set(kAirMerkle, 2, "left_child_hash__0", 5);
  EXPECT_TRUE(verdict(f).buses.contains(kPoseidon2BusIndex));
  Forger padding = forger();
  const size_t last = padding.height(kAirMerkle) - 1;
  ASSERT_TRUE(is_padding(padding, kAirMerkle, last));
  padding.set(kAirMerkle, last, "expand_direction", 1);
  EXPECT_NE(verdict(padding), Verdict{});
}

// #39, inside a segment: the claims of the connector are the execution's.
TEST_F(Attack, No39ConnectorClaims) {
  for (const ConnectorPublicValue i : {kInitialPc, kFinalPc, kExitCode, kIsTerminate}) {
    Forger f = forger();
    f.owned(kAirConnector).public_values[i] += BabyBear::one();
    EXPECT_EQ(verdict(f), refused_by({kAirConnector})) << i;
  }
  // Termination claimed where the program does not terminate.
  Forger f = forger();
  f.set(kAirConnector, 1, "exit_code", 1);
  f.owned(kAirConnector).public_values[kExitCode] = BabyBear::one();
  EXPECT_EQ(verdict_rebalanced(f), unbalanced({testing::kProgramBus}));
}

}  // namespace
}  // namespace zkmem::rv32im
