// What the instruction chips compute, over byte limbs: columns and constraints of each core. The README has,
// for each core, its statement and why the constraints give it; fill sets every cell, whatever it held.
// Source: openvm-rv32im-circuit 2.0.2, */core.rs.
#pragma once

#include "zkmem/air/air.h"
#include "zkmem/rv32im/chips/instruction_core.h"
#include "zkmem/rv32im/chips/machine_buses.h"

namespace zkmem::rv32im {

class LookupCounts;
struct Step;

// a = b op c for ADD, SUB, XOR, OR, AND.
struct BaseAluCore {
  template <class T>
  struct Columns {
    Word<T> a;
    Word<T> b;
    Word<T> c;
    T opcode_add_flag;
    T opcode_sub_flag;
    T opcode_xor_flag;
    T opcode_or_flag;
    T opcode_and_flag;
  };
  static CoreOutput eval(AirBuilder& builder, const MachineBuses& buses, const Columns<Expr>& row,
                         Expr from_pc);
  static void fill(const Step& step, Columns<BabyBear>& row, LookupCounts& counts);
};

// a = b shifted by the low five bits of c, for SLL, SRL, SRA.
struct ShiftCore {
  template <class T>
  struct Columns {
    Word<T> a;
    Word<T> b;
    Word<T> c;
    T opcode_sll_flag;
    T opcode_srl_flag;
    T opcode_sra_flag;
    T bit_multiplier_left;                        // 2^(shift mod 8) for SLL, else 0
    T bit_multiplier_right;                       // the same for SRL and SRA
    T b_sign;                                     // SRA only
    std::array<T, 8> bit_shift_marker;            // 1 at shift mod 8
    std::array<T, kWordLimbs> limb_shift_marker;  // 1 at shift div 8
    Word<T> bit_shift_carry;                      // what each limb of b gives to its neighbour
  };
  static CoreOutput eval(AirBuilder& builder, const MachineBuses& buses, const Columns<Expr>& row,
                         Expr from_pc);
  static void fill(const Step& step, Columns<BabyBear>& row, LookupCounts& counts);
};

// cmp_result = b < c for SLT, SLTU.
struct LessThanCore {
  template <class T>
  struct Columns {
    Word<T> b;
    Word<T> c;
    T cmp_result;
    T opcode_slt_flag;
    T opcode_sltu_flag;
    T b_msb_f;  // the top limb, read as signed for SLT
    T c_msb_f;
    Word<T> diff_marker;  // 1 at the most significant limb that differs
    T diff_val;           // the difference there, positive
  };
  static CoreOutput eval(AirBuilder& builder, const MachineBuses& buses, const Columns<Expr>& row,
                         Expr from_pc);
  static void fill(const Step& step, Columns<BabyBear>& row, LookupCounts& counts);
};

// Branch if a = b (BEQ), if not (BNE).
struct BranchEqualCore {
  template <class T>
  struct Columns {
    Word<T> a;
    Word<T> b;
    T cmp_result;  // the branch is taken
    T imm;
    T opcode_beq_flag;
    T opcode_bne_flag;
    Word<T> diff_inv_marker;  // at one limb that differs, the inverse of the difference
  };
  static CoreOutput eval(AirBuilder& builder, const MachineBuses& buses, const Columns<Expr>& row,
                         Expr from_pc);
  static void fill(const Step& step, Columns<BabyBear>& row, LookupCounts& counts);
};

// Branch if a < b (BLT, BLTU), if not (BGE, BGEU).
struct BranchLessThanCore {
  template <class T>
  struct Columns {
    Word<T> a;
    Word<T> b;
    T cmp_result;  // the branch is taken
    T imm;
    T opcode_blt_flag;
    T opcode_bltu_flag;
    T opcode_bge_flag;
    T opcode_bgeu_flag;
    T a_msb_f;
    T b_msb_f;
    T cmp_lt;  // a < b
    Word<T> diff_marker;
    T diff_val;
  };
  static CoreOutput eval(AirBuilder& builder, const MachineBuses& buses, const Columns<Expr>& row,
                         Expr from_pc);
  static void fill(const Step& step, Columns<BabyBear>& row, LookupCounts& counts);
};

// JAL: rd = pc + 4, pc += imm. LUI: rd = imm << 12.
struct JalLuiCore {
  template <class T>
  struct Columns {
    T imm;
    Word<T> rd_data;
    T is_jal;
    T is_lui;
  };
  static CoreOutput eval(AirBuilder& builder, const MachineBuses& buses, const Columns<Expr>& row,
                         Expr from_pc);
  static void fill(const Step& step, Columns<BabyBear>& row, LookupCounts& counts);
};

// rd = pc + 4, pc = (rs1 + imm) with bit 0 cleared.
struct JalrCore {
  template <class T>
  struct Columns {
    T imm;
    Word<T> rs1_data;
    std::array<T, 3> rd_data;  // limbs 1 … 3; limb 0 follows from pc
    T is_valid;
    T to_pc_least_sig_bit;
    std::array<T, 2> to_pc_limbs;  // of to_pc / 2: 15 and 14 bits
    T imm_sign;
  };
  static CoreOutput eval(AirBuilder& builder, const MachineBuses& buses, const Columns<Expr>& row,
                         Expr from_pc);
  static void fill(const Step& step, Columns<BabyBear>& row, LookupCounts& counts);
};

// rd = pc + (imm << 12).
struct AuipcCore {
  template <class T>
  struct Columns {
    T is_valid;
    std::array<T, 3> imm_limbs;  // limbs 1 … 3 of the shifted immediate
    std::array<T, 2> pc_limbs;   // limbs 1 and 2 of pc
    Word<T> rd_data;
  };
  static CoreOutput eval(AirBuilder& builder, const MachineBuses& buses, const Columns<Expr>& row,
                         Expr from_pc);
  static void fill(const Step& step, Columns<BabyBear>& row, LookupCounts& counts);
};

// The low word of b · c.
struct MulCore {
  template <class T>
  struct Columns {
    Word<T> a;
    Word<T> b;
    Word<T> c;
    T is_valid;
  };
  static CoreOutput eval(AirBuilder& builder, const MachineBuses& buses, const Columns<Expr>& row,
                         Expr from_pc);
  static void fill(const Step& step, Columns<BabyBear>& row, LookupCounts& counts);
};

// The high word of b · c for MULH, MULHSU, MULHU.
struct MulHCore {
  template <class T>
  struct Columns {
    Word<T> a;
    Word<T> b;
    Word<T> c;
    Word<T> a_mul;  // the low word
    T b_ext;        // 255 if b is negative
    T c_ext;
    T opcode_mulh_flag;
    T opcode_mulhsu_flag;
    T opcode_mulhu_flag;
  };
  static CoreOutput eval(AirBuilder& builder, const MachineBuses& buses, const Columns<Expr>& row,
                         Expr from_pc);
  static void fill(const Step& step, Columns<BabyBear>& row, LookupCounts& counts);
};

// b = c q + r with |r| < |c| and r of b's sign, for DIV, DIVU (q) and REM, REMU (r).
struct DivRemCore {
  template <class T>
  struct Columns {
    Word<T> b;
    Word<T> c;
    Word<T> q;
    Word<T> r;
    T zero_divisor;
    T r_zero;  // r = 0 and the divisor is not
    T b_sign;
    T c_sign;
    T q_sign;    // sign_xor if q is not 0
    T sign_xor;  // b_sign xor c_sign
    T c_sum_inv;
    T r_sum_inv;
    Word<T> r_prime;    // -r if sign_xor, else r
    Word<T> r_inv;      // inverses of r_prime[i] - 256
    Word<T> lt_marker;  // the most significant limb in which r_prime and c differ
    T lt_diff;
    T opcode_div_flag;
    T opcode_divu_flag;
    T opcode_rem_flag;
    T opcode_remu_flag;
  };
  static CoreOutput eval(AirBuilder& builder, const MachineBuses& buses, const Columns<Expr>& row,
                         Expr from_pc);
  static void fill(const Step& step, Columns<BabyBear>& row, LookupCounts& counts);
};

// LOADW, LOADHU, LOADBU, STOREW, STOREH, STOREB: write_data from read_data and prev_data at a byte shift.
struct LoadStoreCore {
  template <class T>
  struct Columns {
    std::array<T, 4> flags;  // each 0, 1 or 2 with sum 1 or 2: 14 combinations, one for each opcode and shift
    T is_valid;
    T is_load;
    Word<T> read_data;
    Word<T> prev_data;
    Word<T> write_data;
  };
  static CoreOutput eval(AirBuilder& builder, const MachineBuses& buses, const Columns<Expr>& row,
                         Expr from_pc);
  static void fill(const Step& step, Columns<BabyBear>& row, LookupCounts& counts);
};

// LOADB, LOADH.
struct LoadSignExtendCore {
  template <class T>
  struct Columns {
    T opcode_loadb_flag0;  // LOADB at an even address
    T opcode_loadb_flag1;  // LOADB at an odd address
    T opcode_loadh_flag;
    T shift_most_sig_bit;
    T data_most_sig_bit;
    Word<T> shifted_read_data;  // the word rotated by two bytes if shift_most_sig_bit
    Word<T> prev_data;
  };
  static CoreOutput eval(AirBuilder& builder, const MachineBuses& buses, const Columns<Expr>& row,
                         Expr from_pc);
  static void fill(const Step& step, Columns<BabyBear>& row, LookupCounts& counts);
};

}  // namespace zkmem::rv32im
