// Every cell of every used row is changed to something else: the row's constraints fail, a message on a
// permutation bus changes, or a lookup has no answer. Cells that may hold anything are listed, each with the
// reason, and it is tested that they may.
#include <map>
#include <random>
#include <set>

#include <gtest/gtest.h>

#include "zkmem/rv32im/testing/forger.h"
#include "zkmem/rv32im/testing/random_program.h"

namespace zkmem::rv32im {
namespace {

using testing::Forger;
using testing::ProvenRun;
using testing::RandomProgram;

// A bus whose other side a cheater can adapt: a table's multiplicities.
bool is_lookup_bus(uint16_t bus) {
  return bus == testing::kRangeBus || bus == testing::kBitwiseBus || bus == testing::kTupleBus ||
         bus == testing::kProgramBus || bus == kPoseidon2BusIndex;
}
bool is_table(size_t air) { return testing::is_lookup_table(air) || air == kAirPoseidon2; }

// Why a cell may hold anything: the row does not use it (the reference's convention is 0). Null: it may not.
const char* reason_of(Forger& f, size_t air, size_t row, const std::string& name) {
  const auto is_zero = [&](std::string_view column) { return f.cell(air, row, column).is_zero(); };
  const auto when = [](bool unused, const char* reason) { return unused ? reason : nullptr; };
  switch (air) {
    case kAirConnector:
      return when(row == 0 && (name == "exit_code" || name == "is_terminate"),
                  "the first row claims nothing about an end");
    case kAirHintStore:
      if (name.starts_with("num_words"))
        return when(is_zero("is_buffer_start"), "read on the first row only");
      if (name == "from_state__pc" || name == "mem_ptr_ptr" || name.starts_with("mem_ptr_aux"))
        return when(is_zero("is_single") && is_zero("is_buffer_start"), "used on the first row only");
      return nullptr;
    case kAirBaseAlu:
    case kAirLessThan:
    case kAirShift:
      if (name.starts_with("reads_aux__1")) return when(is_zero("rs2_as"), "an immediate is not read");
      if (name == "diff_val") {
        return when(is_zero("diff_marker__0") && is_zero("diff_marker__1") && is_zero("diff_marker__2") &&
                        is_zero("diff_marker__3"),
                    "equal operands differ in no limb");
      }
      if (name.starts_with("bit_shift_carry")) {
        const size_t limb = static_cast<size_t>(name.back() - '0');
        size_t shift = 0;
        while (is_zero("limb_shift_marker__" + std::to_string(shift))) ++shift;
        const bool leaves = is_zero("opcode_sll_flag") ? limb < shift : limb > 3 - shift;
        return when(leaves && is_zero("bit_shift_marker__0"), "the carry of a limb that leaves the word");
      }
      return nullptr;
    case kAirBranchLessThan:
      return when(name == "diff_val" && f.value(air, row, "a__0") == f.value(air, row, "b__0") &&
                      is_zero("diff_marker__1") && is_zero("diff_marker__2") && is_zero("diff_marker__3"),
                  "equal operands differ in no limb");
    case kAirBranchEqual: {
      if (!name.starts_with("diff_inv_marker")) return nullptr;
      const std::string limb = name.substr(name.size() - 1);
      return when(f.value(air, row, "a__" + limb) == f.value(air, row, "b__" + limb),
                  "the inverse of no difference");
    }
    case kAirJalLui:
      return when(name.starts_with("inner__rd_aux") && is_zero("needs_write"), "nothing is written");
    case kAirJalr:
      return when(name.starts_with("rd_aux") && is_zero("needs_write"), "nothing is written");
    case kAirLoadStore:
    case kAirLoadSignExtend:
      return when(
          (name.starts_with("prev_data") || name.starts_with("write_base_aux")) && is_zero("needs_write"),
          "nothing is written");
    case kAirDivRem:
      if (name == "c_sum_inv" || name == "q_sign") return when(!is_zero("zero_divisor"), "the divisor is 0");
      if (name == "r_sum_inv" || name == "lt_diff")
        return when(!is_zero("zero_divisor") || !is_zero("r_zero"), "divisor or remainder is 0");
      return when(name.starts_with("r_inv") && is_zero("sign_xor"), "the remainder keeps its sign");
    case kAirPoseidon2:
      return when(name == "exported", "a column of the permutation that this machine does not use");
    default:
      return nullptr;
  }
}

// What a checker that knows all other rows would say of rows `row` - 1 and `row` after a change.
bool is_refused(Forger& f, size_t air, size_t row, const std::array<Forger::RowFacts, 2>& honest) {
  const size_t before = (row + f.height(air) - 1) % f.height(air);
  const size_t rows[2] = {before, row};
  for (size_t k = 0; k < 2; ++k) {
    const Forger::RowFacts facts = f.row_facts(air, rows[k]);
    if (!facts.constraints_hold) return true;
    for (const auto& [key, count] : facts.messages) {
      const auto same = honest[k].messages.find(key);
      if (same != honest[k].messages.end() && same->second == count) continue;
      if (is_table(air) || !is_lookup_bus(key.first)) return true;
      if (f.multiplicity(key.first, key.second) == nullptr) return true;
    }
    // A message that is no longer sent is missed, except by a table that adapts.
    for (const auto& [key, count] : honest[k].messages) {
      if ((is_table(air) || !is_lookup_bus(key.first)) && !facts.messages.contains(key)) return true;
    }
  }
  return false;
}

// Rows that are no padding; of the tables, whose rows are alike, the first, the last and some between.
std::vector<size_t> rows_of(Forger& f, size_t air, const InstructionTraces& instructions) {
  std::vector<size_t> rows;
  const size_t height = f.height(air);
  if (testing::is_lookup_table(air)) {
    for (size_t k = 0; k < std::min<size_t>(height, 48); ++k)
      rows.push_back(height <= 48 ? k : k < 16 ? k : k < 32 ? height - 1 - (k - 16) : height / 17 * (k - 31));
    return rows;
  }
  for (size_t row = 0; row < height; ++row) {
    switch (air) {
      case kAirConnector:
        rows.push_back(row);
        break;
      case kAirBoundary:
      case kAirMerkle:
        if (!f.cell(air, row, "expand_direction").is_zero()) rows.push_back(row);
        break;
      case kAirPoseidon2:  // 300 columns: the memory's tests go through more
        if (!f.cell(air, row, "mult").is_zero() && rows.size() < 4) rows.push_back(row);
        break;
      default:
        if (row < instructions.used_rows(air)) rows.push_back(row);
    }
  }
  return rows;
}

TEST(Mutation, EveryCellThatMattersIsHeld) {
  ProvenRun run(RandomProgram(11).make(300).program(),
                {std::vector<uint8_t>(64, 0x17), std::vector<uint8_t>(64, 0x2a)});
  ASSERT_EQ(run.run(), StopReason::kTerminated);
  const SegmentTraces traces = run.traces();
  Forger f(traces.input());
  std::mt19937_64 random(5);

  std::map<std::string, size_t> unexplained;  // by column
  std::map<std::string, size_t> held;         // columns that are said to hold anything, and do not
  std::map<std::string, size_t> explained;
  size_t mutations = 0;
  std::set<size_t> airs;
  for (size_t air = 0; air < kNumMachineAirs; ++air) {
    if (!f.has(air)) continue;
    airs.insert(air);
    for (const size_t row : rows_of(f, air, traces.instructions())) {
      const size_t before = (row + f.height(air) - 1) % f.height(air);
      const std::array<Forger::RowFacts, 2> honest = {f.row_facts(air, before), f.row_facts(air, row)};
      for (size_t c = 0; c < f.trace(air).width(); ++c) {
        const std::string& name =
            testing::machine_under_test()[air].columns[c + (air == kAirProgram ? 9 : 0)];
        const char* reason = reason_of(f, air, row, name);
        BabyBear& cell = f.trace(air).at(row, c);
        const BabyBear value = cell;
        size_t survived = 0;
        for (const BabyBear other :
             {value + BabyBear::one(), value - BabyBear::one(), BabyBear::from_u64(random())}) {
          if (other == value) continue;
          cell = other;
          ++mutations;
          if (!is_refused(f, air, row, honest)) ++survived;
        }
        cell = value;
        const std::string column = testing::machine_under_test()[air].name + " " + name;
        if (survived != 0 && reason == nullptr) ++unexplained[column];
        if (survived == 0 && reason != nullptr) ++held[column + " (" + reason + ")"];
        if (survived != 0 && reason != nullptr) ++explained[std::string(reason)];
      }
    }
  }
  EXPECT_EQ(airs.size(), size_t{kNumMachineAirs});
  EXPECT_GT(mutations, 100000U);
  EXPECT_EQ(unexplained, (std::map<std::string, size_t>{}));
  EXPECT_EQ(held, (std::map<std::string, size_t>{}));
  EXPECT_EQ(explained.size(), 12U);  // every reason occurs
}

}  // namespace
}  // namespace zkmem::rv32im
