// HINT_STOREW and HINT_BUFFER: words that the prover is free to choose, written to memory as bytes. One row a
// word; a buffer's rows follow each other. README.md has the statement. Source: openvm-rv32im-circuit 2.0.2,
// hintstore.
#pragma once

#include "zkmem/air/columns_air.h"
#include "zkmem/memory/chips/offline_checker/columns.h"
#include "zkmem/rv32im/chips/instruction_core.h"
#include "zkmem/rv32im/chips/machine_buses.h"

namespace zkmem::rv32im {

class LookupCounts;
struct Step;

template <class T>
struct HintStoreColumns {
  T is_single;
  T is_buffer;
  Word<T> rem_words_limbs;  // words still to write, this one included; 1 for a single
  ExecutionState<T> from_state;
  T mem_ptr_ptr;
  Word<T> mem_ptr_limbs;
  MemoryReadAuxColumns<T> mem_ptr_aux_cols;
  MemoryWriteAuxColumns<T, kWordLimbs> write_aux;
  Word<T> data;
  T is_buffer_start;
  T num_words_ptr;  // on a buffer's first row
  MemoryReadAuxColumns<T> num_words_aux_cols;
};

class HintStoreAir final : public ColumnsAir<HintStoreColumns> {
 public:
  explicit HintStoreAir(const MachineBuses& buses) : buses_(buses) {}
  std::string name() const override { return "Rv32HintStoreAir"; }
  void eval(AirBuilder& builder) const override;

 private:
  MachineBuses buses_;
};

// One row a word.
size_t hint_store_rows(const Step& step);
size_t hint_store_rows(uint32_t opcode, size_t accesses);
// Row `word` of the instruction.
void fill_hint_store(const Step& step, size_t word, HintStoreColumns<BabyBear>& row, LookupCounts& counts);

}  // namespace zkmem::rv32im
