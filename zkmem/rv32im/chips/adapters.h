// The six ways in which RV32IM instructions meet memory and the program. Each adapter's eval reads and writes
// the operands that the core names, in the order and at the ticks of OpenVM 2, looks the instruction up and
// moves pc and time; fill sets every cell, whatever it held. Source: openvm-rv32im-circuit 2.0.2, adapters/.
#pragma once

#include "zkmem/memory/chips/offline_checker/columns.h"
#include "zkmem/rv32im/chips/instruction_core.h"
#include "zkmem/rv32im/chips/machine_buses.h"

namespace zkmem::rv32im {

class LookupCounts;
struct Step;

template <class T>
using WordWriteAux = MemoryWriteAuxColumns<T, kWordLimbs>;

// rd = rs1 op (rs2 | immediate). 3 ticks.
struct AluAdapter {
  template <class T>
  struct Columns {
    ExecutionState<T> from_state;
    T rd_ptr;
    T rs1_ptr;
    T rs2;     // register pointer, or the immediate
    T rs2_as;  // 1: a register, 0: an immediate
    std::array<MemoryReadAuxColumns<T>, 2> reads_aux;
    WordWriteAux<T> writes_aux;
  };
  static void eval(AirBuilder& builder, const MachineBuses& buses, const Columns<Expr>& row,
                   const CoreOutput& core);
  static void fill(const Step& step, Columns<BabyBear>& row, LookupCounts& counts);
};

// rd = rs1 op rs2. 3 ticks.
struct MulAdapter {
  template <class T>
  struct Columns {
    ExecutionState<T> from_state;
    T rd_ptr;
    T rs1_ptr;
    T rs2_ptr;
    std::array<MemoryReadAuxColumns<T>, 2> reads_aux;
    WordWriteAux<T> writes_aux;
  };
  static void eval(AirBuilder& builder, const MachineBuses& buses, const Columns<Expr>& row,
                   const CoreOutput& core);
  static void fill(const Step& step, Columns<BabyBear>& row, LookupCounts& counts);
};

// if (rs1 op rs2) pc += immediate. 2 ticks.
struct BranchAdapter {
  template <class T>
  struct Columns {
    ExecutionState<T> from_state;
    T rs1_ptr;
    T rs2_ptr;
    std::array<MemoryReadAuxColumns<T>, 2> reads_aux;
  };
  static void eval(AirBuilder& builder, const MachineBuses& buses, const Columns<Expr>& row,
                   const CoreOutput& core);
  static void fill(const Step& step, Columns<BabyBear>& row, LookupCounts& counts);
};

// rd = something of pc and the immediate. 1 tick.
struct RdWriteAdapter {
  template <class T>
  struct Columns {
    ExecutionState<T> from_state;
    T rd_ptr;
    WordWriteAux<T> rd_aux_cols;
  };
  static void eval(AirBuilder& builder, const MachineBuses& buses, const Columns<Expr>& row,
                   const CoreOutput& core);
  static void fill(const Step& step, Columns<BabyBear>& row, LookupCounts& counts);
};

// The same, but nothing is written where operand f is 0 (rd = x0).
struct ConditionalRdWriteAdapter {
  template <class T>
  struct Columns {
    RdWriteAdapter::Columns<T> inner;
    T needs_write;
  };
  static void eval(AirBuilder& builder, const MachineBuses& buses, const Columns<Expr>& row,
                   const CoreOutput& core);
  static void fill(const Step& step, Columns<BabyBear>& row, LookupCounts& counts);
};

// rd = pc + 4 (if needs_write), pc = f(rs1, immediate). 2 ticks.
struct JalrAdapter {
  template <class T>
  struct Columns {
    ExecutionState<T> from_state;
    T rs1_ptr;
    MemoryReadAuxColumns<T> rs1_aux_cols;
    T rd_ptr;
    WordWriteAux<T> rd_aux_cols;
    T needs_write;
  };
  static void eval(AirBuilder& builder, const MachineBuses& buses, const Columns<Expr>& row,
                   const CoreOutput& core);
  static void fill(const Step& step, Columns<BabyBear>& row, LookupCounts& counts);
};

// A load reads the aligned word at rs1 + immediate and writes rd (if needs_write); a store reads rs2 and
// writes the aligned word. 3 ticks. core.reads[0] is the written block's content before, core.reads[1] the
// word read.
struct LoadStoreAdapter {
  template <class T>
  struct Columns {
    ExecutionState<T> from_state;
    T rs1_ptr;
    Word<T> rs1_data;
    MemoryReadAuxColumns<T> rs1_aux_cols;
    T rd_rs2_ptr;
    MemoryReadAuxColumns<T> read_data_aux;
    T imm;                           // 16 low bits
    T imm_sign;                      // the 16 high bits are all this
    std::array<T, 2> mem_ptr_limbs;  // of rs1 + immediate, 16 bits each
    T mem_as;
    MemoryBaseAuxColumns<T> write_base_aux;
    T needs_write;
  };
  static void eval(AirBuilder& builder, const MachineBuses& buses, const Columns<Expr>& row,
                   const CoreOutput& core);
  static void fill(const Step& step, Columns<BabyBear>& row, LookupCounts& counts);
};

}  // namespace zkmem::rv32im
