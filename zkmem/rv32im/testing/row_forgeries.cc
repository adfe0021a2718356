// Attacks on single rows: padding that talks, operations of several rows cut up, accesses of nobody,
// addresses and limbs that are not what they stand for, x0.
#include "zkmem/rv32im/testing/forgeries.h"

namespace zkmem::rv32im::testing {
namespace {

bool has_column(size_t air, std::string_view name) {
  const auto& names = machine_under_test()[air].columns;
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Wraps an edit of the honest traces; the lookup tables follow it.
std::function<Forger()> edited(std::function<void(Forger&)> edit) {
  return [edit = std::move(edit)] {
    Forger forger = honest_sample();
    edit(forger);
    forger.rebalance_lookups();
    return forger;
  };
}

// A buffer's next row: one word fewer, the next address, three ticks later.
constexpr const char* kNextWord =
    "Rv32HintStoreAir: …* 256 + rem_words_limbs__0 - (((next.rem_words_limbs__3…";
constexpr const char* kNextAddress =
    "Rv32HintStoreAir: …* 256 + next.mem_ptr_limbs__0 - (((mem_ptr_limbs__3…";
constexpr const char* kNextTime =
    "Rv32HintStoreAir: (1 - (1 - next.is_buffer + next.is_buffer_start)) * "
    "(from_state__timestamp + 3 - next.from_state__timestamp)";
constexpr const char* kLastRowHasOneWord =
    "Rv32HintStoreAir: (is_single + is_buffer) * (1 - next.is_buffer + next.is_buffer_start) * "
    "(((rem_words_limbs__3 * 256 + rem_words_limbs__2) * 256 + rem_words_limbs__1) * 256 + "
    "rem_words_limbs__0 - 1)";

// A trace of twice the height: room for one more row.
void double_height(Forger& f, size_t air) {
  const size_t height = f.height(air);
  Trace padded(2 * height, f.trace(air).width());
  for (size_t row = 0; row < height; ++row) {
    for (size_t c = 0; c < padded.width(); ++c) padded.at(row, c) = f.trace(air).at(row, c);
  }
  f.trace(air) = std::move(padded);
}

// #5: a padding row that is another of the chip's rows: all its constraints hold, it talks on every bus.
void add_padding(std::vector<Forgery>& list) {
  const Refusal instruction = {"bus execution", "bus memory"};
  const struct {
    size_t air;
    Refusal refusal;
  } kChips[] = {
      {kAirBoundary, {"bus memory", "bus memory merkle"}},
      {kAirMerkle, {"bus memory merkle"}},
      {kAirDivRem, instruction},
      {kAirMulH, instruction},
      {kAirMul, instruction},
      {kAirHintStore, instruction},
      {kAirAuipc, instruction},
      {kAirJalr, instruction},
      {kAirJalLui, instruction},
      {kAirBranchLessThan, instruction},
      {kAirBranchEqual, instruction},
      {kAirLoadSignExtend, instruction},
      {kAirLoadStore, instruction},
      {kAirShift, instruction},
      {kAirLessThan, instruction},
      {kAirBaseAlu, instruction},
      {kAirPhantom, {"bus execution"}},
  };
  for (const auto& [air, refusal] : kChips) {
    list.push_back({5, "padding of " + chip_name(air) + " that talks", edited([chip = air](Forger& f) {
                      size_t padding = f.height(chip);
                      while (padding != 0 && is_padding(f, chip, padding - 1)) --padding;
                      const size_t last = padding - 1;
                      if (padding == f.height(chip)) double_height(f, chip);
                      f.copy_row(chip, last, padding);
                    }),
                    refusal});
  }
}

// #6: an operation of several rows without its first row, without its last, and two operations spliced.
void add_multi_row(std::vector<Forgery>& list) {
  list.push_back({6,
                  "hint buffer without its first row",
                  edited([](Forger& f) {
                    f.copy_row(kAirHintStore, 1, 0);
                    f.copy_row(kAirHintStore, 2, 1);
                    for (size_t row = 3; row + 1 < f.height(kAirHintStore); ++row)
                      f.copy_row(kAirHintStore, row, row - 1);
                  }),
                  {"Rv32HintStoreAir: is_first_row * (1 - is_buffer + is_buffer_start - 1)", kNextWord,
                   kNextAddress, kNextTime, "bus execution", "bus memory"}});
  list.push_back({6,
                  "hint buffer without its last row",
                  edited([](Forger& f) {
                    for (size_t row = 2; row + 1 < f.height(kAirHintStore); ++row)
                      f.copy_row(kAirHintStore, row + 1, row);
                  }),
                  {kLastRowHasOneWord, "bus memory"}});
  // The tails of the two operations change places: the same messages on every bus.
  list.push_back({6,
                  "hint buffers spliced",
                  edited([](Forger& f) {
                    ZKMEM_CHECK(f.value(kAirHintStore, 3, "is_buffer_start") == 1);
                    const size_t spare = f.height(kAirHintStore) - 1;
                    ZKMEM_CHECK(is_padding(f, kAirHintStore, spare));
                    for (const size_t row : {size_t{1}, size_t{2}}) {
                      f.copy_row(kAirHintStore, row, spare);
                      f.copy_row(kAirHintStore, row + 3, row);
                      f.copy_row(kAirHintStore, spare, row + 3);
                    }
                    f.clear_row(kAirHintStore, spare);
                  }),
                  {kNextAddress, kNextTime}});
}

// #20: rows that access memory without an instruction: an access of a block of register x0 that was last
// touched at time 0, with limbs that say so.
void add_orphans(std::vector<Forgery>& list) {
  const struct {
    size_t air;
    const char* column;
    const char* limb;  // of the access's time; empty: it is 0
    Refusal refusal;
  } kSwitches[] = {
      {kAirBaseAlu,
       "rs2_as",
       "",
       {"BaseAluCoreAir: rs2_as * (opcode_add_flag + opcode_sub_flag + opcode_xor_flag + opcode_or_flag + "
        "opcode_and_flag - 1)",
        "bus memory"}},
      {kAirLessThan,
       "rs2_as",
       "",
       {"LessThanCoreAir: rs2_as * (opcode_slt_flag + opcode_sltu_flag - 1)", "bus memory"}},
      {kAirShift,
       "rs2_as",
       "",
       {"ShiftCoreAir: rs2_as * (opcode_sll_flag + opcode_srl_flag + opcode_sra_flag - 1)", "bus memory"}},
      {kAirJalLui,
       "needs_write",
       "inner__from_state__timestamp",
       {"Rv32JalLuiCoreAir: (1 - (is_lui + is_jal)) * needs_write", "bus memory"}},
      {kAirJalr, "needs_write", "", {"Rv32JalrCoreAir: (1 - is_valid) * needs_write", "bus memory"}},
      {kAirLoadStore,
       "needs_write",
       "write_base_aux__timestamp_lt_aux__lower_decomp__0",
       {"LoadStoreCoreAir: needs_write * (is_valid - 1)",
        "LoadStoreCoreAir: (is_valid - needs_write) * (is_load - 1)", "bus memory"}},
      {kAirLoadSignExtend,
       "needs_write",
       "write_base_aux__timestamp_lt_aux__lower_decomp__0",
       {"LoadSignExtendCoreAir: needs_write * (opcode_loadb_flag0 + opcode_loadb_flag1 + opcode_loadh_flag - "
        "1)",
        "LoadSignExtendCoreAir: (opcode_loadb_flag0 + opcode_loadb_flag1 + opcode_loadh_flag - needs_write) "
        "* …",
        "bus memory"}},
      {kAirHintStore,
       "is_buffer_start",
       "",
       {"Rv32HintStoreAir: is_buffer_start * (is_buffer - 1)",
        "Rv32HintStoreAir: …mem_ptr_aux_cols__base__prev_timestamp…", kNextWord, kNextAddress, kNextTime,
        "bus execution", "bus memory", "bus program"}},
  };
  for (const auto& [air, column, limb, refusal] : kSwitches) {
    list.push_back({20, "an access of no instruction in " + chip_name(air),
                    edited([chip = air, flag = column, other = std::string_view(limb)](Forger& f) {
                      const size_t row = f.height(chip);
                      double_height(f, chip);
                      f.set(chip, row, flag, 1);
                      if (!other.empty()) f.set(chip, row, other, 1);
                    }),
                    refusal});
  }
}

// #24: an access that is its own predecessor may hold any value; the time check forbids it.
void read_at_its_own_time(Forger& f) {
  const size_t row = row_with(f, kAirLessThan, "rd_ptr", 40);
  ZKMEM_CHECK(f.value(kAirLessThan, row, "rs2") == 36);
  const uint32_t now = f.value(kAirLessThan, row, "from_state__timestamp") + 1;
  const uint32_t before = f.value(kAirLessThan, row, "reads_aux__1__base__prev_timestamp");
  // x9 is read with another low byte; the comparison's outcome stays.
  f.set(kAirLessThan, row, "c__0", 2);
  f.set(kAirLessThan, row, "reads_aux__1__base__prev_timestamp", now);
  f.set(kAirLessThan, row, "reads_aux__1__base__timestamp_lt_aux__lower_decomp__0", -1);
  f.set(kAirLessThan, row, "reads_aux__1__base__timestamp_lt_aux__lower_decomp__1", 0);
  // The next access of x9 goes on from the one before.
  const size_t next = row_with(f, kAirBaseAlu, "reads_aux__1__base__prev_timestamp", now);
  const uint32_t difference = f.value(kAirBaseAlu, next, "from_state__timestamp") + 1 - before - 1;
  f.set(kAirBaseAlu, next, "reads_aux__1__base__prev_timestamp", before);
  f.set(kAirBaseAlu, next, "reads_aux__1__base__timestamp_lt_aux__lower_decomp__0", difference & 0x1ffff);
  f.set(kAirBaseAlu, next, "reads_aux__1__base__timestamp_lt_aux__lower_decomp__1", difference >> 17);
}

// #25: x0 written by every opcode that writes a register; stores outside memory.
void add_x0(std::vector<Forgery>& list) {
  for (size_t air = 0; air < kNumMachineAirs; ++air) {
    for (const char* name : {"rd_ptr", "inner__rd_ptr", "rd_rs2_ptr"}) {
      if (!has_column(air, name)) continue;
      list.push_back({25,
                      "x0 written by " + chip_name(air),
                      edited([air, name](Forger& f) { f.set(air, 0, name, 0); }),
                      {"bus memory", "bus program"}});
    }
  }
  list.push_back({25,
                  "a load to x0 that writes",
                  edited([](Forger& f) {
                    const size_t row = row_with(f, kAirLoadStore, "needs_write", 0);
                    f.set(kAirLoadStore, row, "needs_write", 1);
                    f.set(kAirLoadStore, row, "write_base_aux__timestamp_lt_aux__lower_decomp__0",
                          f.value(kAirLoadStore, row, "from_state__timestamp") + 1);
                  }),
                  {"bus memory", "bus program"}});
  // The committed program asks for it.
  for (const uint32_t space : {0U, 1U}) {
    list.push_back({25,
                    "a store into space " + std::to_string(space),
                    edited([space](Forger& f) {
                      const size_t row = row_with(f, kAirLoadStore, "is_load", 0);
                      f.set(kAirLoadStore, row, "mem_as", space);
                      Trace& table = f.owned(kAirProgram).cached_mains[0];
                      size_t instruction = 0;
                      while (table.at(instruction, 0) != f.cell(kAirLoadStore, row, "from_state__pc"))
                        ++instruction;
                      table.at(instruction, 2 + 4) = BabyBear::from_canonical(space);  // operand e
                    }),
                    {"LoadStoreCoreAir: (mem_as - (is_valid - is_load) * 2) * (mem_as - (is_valid - is_load) "
                     "* 2 - 1) * (mem_as - (is_valid - is_load) * 2 - 2)",
                     "bus memory"}});
  }
}

// #28: limbs that are valid but not the value's, and the value's but not valid.
void add_limbs(std::vector<Forgery>& list) {
  Forger honest = honest_sample();
  for (size_t air = 0; air < kNumMachineAirs; ++air) {
    const auto& names = machine_under_test()[air].columns;
    for (size_t c = 0; c < names.size(); ++c) {
      if (!names[c].ends_with("lower_decomp__0")) continue;
      // The gadget in use: the first row whose previous timestamp is set.
      size_t row = 0;
      while (row < honest.height(air) && honest.trace(air).at(row, c - 1).is_zero()) ++row;
      if (row == honest.height(air)) continue;
      list.push_back({28,
                      "another time in the limbs of " + chip_name(air) + " " + names[c],
                      edited([=](Forger& f) { f.trace(air).at(row, c) += BabyBear::one(); }),
                      {chip_name(air) + ": …" + names[c] + "…"}});
      list.push_back({28,
                      "limbs too large in " + chip_name(air) + " " + names[c],
                      edited([=](Forger& f) {
                        f.trace(air).at(row, c) += BabyBear::from_canonical(1 << 17);
                        f.trace(air).at(row, c + 1) -= BabyBear::one();
                      }),
                      {"bus range checker"}});
    }
  }
  list.push_back({28,
                  "the connector's time above its bound",
                  edited([](Forger& f) {
                    f.set(kAirConnector, 1, "timestamp_low_limb",
                          int64_t{f.value(kAirConnector, 1, "timestamp_low_limb")} + (1 << 17));
                  }),
                  {"bus range checker"}});
  list.push_back({28,
                  "pointer limbs that carry",
                  edited([](Forger& f) {
                    f.set(kAirLoadStore, 0, "mem_ptr_limbs__0",
                          int64_t{f.value(kAirLoadStore, 0, "mem_ptr_limbs__0")} + (1 << 16));
                    f.set(kAirLoadStore, 0, "mem_ptr_limbs__1",
                          int64_t{f.value(kAirLoadStore, 0, "mem_ptr_limbs__1")} - 1);
                  }),
                  {"LoadStoreCoreAir: is_valid * (rs1_data__0 + rs1_data__1 * 256 + imm - mem_ptr_limbs__0) "
                   "* -30720 * ((…",
                   "bus range checker"}});
}

}  // namespace

void add_row_forgeries(std::vector<Forgery>& list) {
  add_padding(list);
  add_multi_row(list);
  add_orphans(list);
  list.push_back({24, "a read at its own time", edited(read_at_its_own_time), {"bus range checker"}});
  add_x0(list);
  add_limbs(list);
  // #35: a child digest that is nobody's.
  list.push_back({35,
                  "a child digest of nobody",
                  edited([](Forger& f) { f.set(kAirMerkle, 2, "left_child_hash__0", 5); }),
                  {"bus memory merkle", "bus poseidon2"}});
}

}  // namespace zkmem::rv32im::testing
