// #40 (and #22, alignment): a program that traps, and a run that claims that it did not: a near relative of
// the program that does not trap is run, and its traces are presented as the program's, the offending row
// changed to fit.
#include "zkmem/rv32im/testing/assembler.h"
#include "zkmem/rv32im/testing/forgeries.h"
#include "zkmem/rv32im/testing/random_program.h"

namespace zkmem::rv32im::testing {
namespace {

using Edit = std::function<void(Forger&)>;

// Each instruction of `traps` has its row, found at the same place of `runs`.
Forgery claim(int number, std::string name, const Assembler& traps, const Assembler& runs, Edit edit,
              Refusal refusal) {
  return {number, std::move(name),
          [=] {
            const Program program = *traps.program();
            const Program relative = *runs.program();
            Forger forger = presented_as(program, relative, own_pcs(relative));
            if (edit) edit(forger);
            forger.rebalance_lookups();
            return forger;
          },
          std::move(refusal)};
}

// x3 points to memory, x8 to its last word; then the instruction in question, then the end.
Assembler around(std::initializer_list<uint32_t> words) {
  Assembler a;
  a.load_immediate(3, RandomProgram::kWindow).load_immediate(8, 0x1ffffffc);
  for (const uint32_t word : words) a << word;
  return a << addi(9, 9, 1) << terminate(0);
}

// rs1 + immediate, in two limbs of 16 bits.
constexpr const char* kLowCarry =
    "LoadStoreCoreAir: is_valid * (rs1_data__0 + rs1_data__1 * 256 + imm - mem_ptr_limbs__0) * -30720 * ((…";
constexpr const char* kHighCarry =
    "LoadStoreCoreAir: is_valid * (rs1_data__2 + rs1_data__3 * 256 + imm_sign * 65535 + …";

Edit on_load_store(std::vector<std::pair<const char*, int64_t>> cells) {
  return [cells = std::move(cells)](Forger& f) {
    for (const auto& [column, value] : cells) f.set(kAirLoadStore, 0, column, value);
  };
}

}  // namespace

void add_trap_forgeries(std::vector<Forgery>& list) {
  constexpr int64_t kLow = RandomProgram::kWindow & 0xffff;
  const Assembler word = around({load(2, 9, 0, 3)});
  list.push_back(claim(22, "a misaligned word is read where it is", around({load(2, 9, 1, 3)}), word,
                       on_load_store({{"imm", 1}, {"mem_ptr_limbs__0", kLow + 1}}),
                       {"bus memory", "bus range checker"}));
  list.push_back(claim(22, "a misaligned word is read where it is not", around({load(2, 9, 1, 3)}), word,
                       on_load_store({{"imm", 1}}), {kLowCarry, kHighCarry}));
  list.push_back(claim(
      22, "a misaligned half word is stored", around({s_type(1, 3, 9, 3)}), around({s_type(1, 3, 9, 2)}),
      on_load_store({{"imm", 3}, {"mem_ptr_limbs__0", kLow + 3}}), {"bus memory", "bus range checker"}));
  list.push_back(claim(22, "a misaligned half word is loaded", around({load(1, 9, 1, 3)}),
                       around({load(1, 9, 0, 3)}),
                       [](Forger& f) {
                         f.set(kAirLoadSignExtend, 0, "imm", 1);
                         f.set(kAirLoadSignExtend, 0, "mem_ptr_limbs__0", kLow + 1);
                       },
                       {"bus memory", "bus range checker"}));
  const Assembler last = around({load(2, 9, 0, 8)});
  list.push_back(claim(40, "a word beyond memory is read", around({load(2, 9, 4, 8)}), last,
                       on_load_store({{"imm", 4}, {"mem_ptr_limbs__0", 0}, {"mem_ptr_limbs__1", 0x2000}}),
                       {"bus memory", "bus range checker"}));
  list.push_back(claim(40, "an address beyond memory wraps", around({load(2, 9, 4, 8)}), last,
                       on_load_store({{"imm", 4}, {"mem_ptr_limbs__0", 0}, {"mem_ptr_limbs__1", 0}}),
                       {kHighCarry, "bus memory"}));
  list.push_back(claim(40, "a branch to nowhere falls through", around({b_type(0, 0, 0, 2000)}),
                       around({b_type(0, 0, 0, 4)}),
                       [](Forger& f) { f.set(kAirBranchEqual, 0, "imm", 2000); }, {"bus execution"}));
  const auto jumps = [](int32_t offset) {
    Assembler a;
    a.load_immediate(3, Assembler::kBase + 16);
    return a << jalr(1, offset, 3) << addi(9, 9, 1) << terminate(0);
  };
  list.push_back(
      claim(40, "a jump to nowhere goes on", jumps(800), jumps(0),
            [](Forger& f) { f.set(kAirJalr, 0, "imm", 800); },
            {"Rv32JalrCoreAir: is_valid * (rs1_data__0 + rs1_data__1 * 256 + imm - to_pc_limbs__0 * 2 - "
             "to_pc_least_sig_bit) * -30720 * ((…",
             "Rv32JalrCoreAir: is_valid * (rs1_data__2 + rs1_data__3 * 256 + imm_sign * 65535 + …"}));
  // The instruction before is the last that ran.
  Assembler ends;
  ends.load_immediate(3, RandomProgram::kWindow).load_immediate(8, 0x1ffffffc);
  list.push_back(claim(40, "the run terminates at the trap", around({load(2, 9, 1, 3)}), ends << terminate(0),
                       nullptr, {"bus program"}));
  list.push_back(claim(40, "a trapping instruction does nothing", around({load(2, 9, 1, 3)}),
                       around({addi(0, 0, 0)}), nullptr, {"bus program"}));
  list.push_back({40,
                  "a trapping instruction is skipped",
                  [] {
                    const Program program = *around({load(2, 9, 1, 3)}).program();
                    const Program without = *around({}).program();
                    std::vector<uint32_t> pcs = own_pcs(without);
                    for (size_t i = 4; i < pcs.size(); ++i) pcs[i] += kPcStep;
                    Forger forger = presented_as(program, without, pcs);
                    forger.rebalance_lookups();
                    return forger;
                  },
                  {"bus execution"}});
  list.push_back(
      claim(40, "a hint buffer of no words", around({addi(6, 0, 0), hint_input(), hint_buffer(3, 6)}),
            around({addi(6, 0, 1), hint_input(), hint_buffer(3, 6)}),
            [](Forger& f) {
              const size_t row = row_with(f, kAirBaseAlu, "rd_ptr", 24);
              for (const char* column : {"a__0", "c__0", "rs2"}) f.set(kAirBaseAlu, row, column, 0);
              f.set(kAirHintStore, 0, "rem_words_limbs__0", 0);
            },
            {"Rv32HintStoreAir: (is_single + is_buffer) * (1 - next.is_buffer + next.is_buffer_start) * …",
             "bus execution", "bus memory"}));
}

}  // namespace zkmem::rv32im::testing
