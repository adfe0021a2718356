// Every cell of a real row is changed to something else: the row's constraints fail, a message on a
// permutation bus changes, or a lookup has no answer. Cells that survive are listed, each with the reason.
#include <set>

#include <gtest/gtest.h>

#include "zkmem/rv32im/testing/forger.h"
#include "zkmem/rv32im/testing/random_program.h"

namespace zkmem::rv32im {
namespace {

using testing::Forger;
using testing::ProvenRun;
using testing::RandomProgram;

bool is_lookup_bus(uint16_t bus) {
  return bus == testing::kRangeBus || bus == testing::kBitwiseBus || bus == testing::kTupleBus ||
         bus == testing::kProgramBus;
}

// Cells that a row does not use and may hold anything; the reference's padding convention is 0.
bool is_unused(Forger& f, size_t air, size_t row, const std::string& name) {
  const auto is_zero = [&](std::string_view column) { return f.cell(air, row, column).is_zero(); };
  switch (air) {
    case kAirConnector:  // the first row's claims are about nothing
      return row == 0 && (name == "exit_code" || name == "is_terminate");
    case kAirHintStore:  // a buffer's later words
      if (name.starts_with("num_words")) return is_zero("is_buffer_start");
      return is_zero("is_single") && is_zero("is_buffer_start") &&
             (name == "from_state__pc" || name == "mem_ptr_ptr" || name.starts_with("mem_ptr_aux"));
    case kAirBaseAlu:
    case kAirLessThan:
    case kAirShift:
      if (name.starts_with("reads_aux__1")) return is_zero("rs2_as");
      if (name == "diff_val") {
        return is_zero("diff_marker__0") && is_zero("diff_marker__1") && is_zero("diff_marker__2") &&
               is_zero("diff_marker__3");
      }
      if (name.starts_with("bit_shift_carry")) {  // of a limb that leaves the word
        const size_t limb = static_cast<size_t>(name.back() - '0');
        size_t shift = 0;
        while (is_zero("limb_shift_marker__" + std::to_string(shift))) ++shift;
        return is_zero("opcode_sll_flag") ? limb < shift : limb > 3 - shift;
      }
      return false;
    case kAirBranchLessThan:
      return name == "diff_val" && f.value(air, row, "a__0") == f.value(air, row, "b__0") &&
             is_zero("diff_marker__1") && is_zero("diff_marker__2") && is_zero("diff_marker__3");
    case kAirBranchEqual: {
      if (!name.starts_with("diff_inv_marker")) return false;
      const std::string limb = name.substr(name.size() - 1);
      return f.value(air, row, "a__" + limb) == f.value(air, row, "b__" + limb);
    }
    case kAirJalLui:
      return name.starts_with("inner__rd_aux") && is_zero("needs_write");
    case kAirJalr:
      return name.starts_with("rd_aux") && is_zero("needs_write");
    case kAirLoadStore:
    case kAirLoadSignExtend:
      return (name.starts_with("prev_data") || name.starts_with("write_base_aux")) && is_zero("needs_write");
    case kAirDivRem:
      if (name == "c_sum_inv" || name == "q_sign") return !is_zero("zero_divisor");
      if (name == "r_sum_inv" || name == "lt_diff") return !is_zero("zero_divisor") || !is_zero("r_zero");
      return name.starts_with("r_inv") && is_zero("sign_xor");
    default:
      return false;
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
      if (!is_lookup_bus(key.first) || f.multiplicity(key.first, key.second) == nullptr) return true;
    }
    // A message that is no longer sent is missed, except by a lookup table.
    for (const auto& [key, count] : honest[k].messages) {
      if (!is_lookup_bus(key.first) && !facts.messages.contains(key)) return true;
    }
  }
  return false;
}

TEST(Mutation, EveryCellThatMattersIsHeld) {
  ProvenRun run(RandomProgram(11).make(1500).program(),
                {std::vector<uint8_t>(64, 0x17), std::vector<uint8_t>(64, 0x2a)});
  ASSERT_EQ(run.run(), StopReason::kTerminated);
  const SegmentTraces traces = run.traces();
  Forger f(traces.input());
  std::mt19937_64 random(5);

  std::map<std::string, size_t> survivors;
  size_t mutations = 0;
  for (size_t air = 0; air < kNumMachineAirs; ++air) {
    if (!f.has(air) || testing::is_lookup_table(air) || air == kAirPoseidon2 || air == kAirBoundary ||
        air == kAirMerkle) {
      continue;
    }
    const size_t used = air == kAirConnector ? 2 : traces.instructions().used_rows(air);
    for (size_t row = 0; row < std::min<size_t>(used, 48); ++row) {
      const size_t before = (row + f.height(air) - 1) % f.height(air);
      const std::array<Forger::RowFacts, 2> honest = {f.row_facts(air, before), f.row_facts(air, row)};
      for (size_t c = 0; c < f.trace(air).width(); ++c) {
        const std::string& name = testing::machine_under_test()[air].columns[c];
        if (is_unused(f, air, row, name)) continue;
        BabyBear& cell = f.trace(air).at(row, c);
        const BabyBear value = cell;
        for (const BabyBear other :
             {value + BabyBear::one(), value - BabyBear::one(), BabyBear::from_u64(random())}) {
          if (other == value) continue;
          cell = other;
          ++mutations;
          if (!is_refused(f, air, row, honest)) {
            ++survivors[testing::machine_under_test()[air].name + " " +
                        testing::machine_under_test()[air].columns[c]];
          }
        }
        cell = value;
      }
    }
  }
  EXPECT_GT(mutations, 40000U);
  for (const auto& [column, count] : survivors) ADD_FAILURE() << column << " " << count;
}

}  // namespace
}  // namespace zkmem::rv32im
