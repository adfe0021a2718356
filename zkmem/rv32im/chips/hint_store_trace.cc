#include "zkmem/rv32im/chips/hint_store.h"
#include "zkmem/rv32im/chips/step.h"

namespace zkmem::rv32im {

// A single has the pointer's read and one write; a buffer also the count's read.
size_t hint_store_rows(uint32_t opcode, size_t accesses) { return opcode == kHintStoreW ? 1 : accesses - 2; }
size_t hint_store_rows(const Step& step) { return hint_store_rows(step.opcode(), step.accesses.size()); }

void fill_hint_store(const Step& step, size_t word, HintStoreColumns<BabyBear>& row, LookupCounts& counts) {
  const bool is_single = step.opcode() == kHintStoreW;
  const bool is_start = word == 0;
  const uint32_t words = is_single ? 1 : step.accesses[1].value;
  const uint32_t index = static_cast<uint32_t>(word);
  const uint32_t pointer = step.accesses[0].value;
  const uint32_t now = step.timestamp + 3 * index;
  const StepAccess& write = step.accesses[is_single ? 1 : 2 + word];
  const WordBytes data = bytes_of(write.value);

  row.is_single = cell_of_bool(is_single);
  row.is_buffer = cell_of_bool(!is_single);
  row.rem_words_limbs = cells_of(words - index);
  row.from_state = {cell(step.pc), cell(now)};
  row.mem_ptr_ptr = cell(step.instruction->b());
  row.mem_ptr_limbs = cells_of(pointer + 4 * index);
  fill_write_aux(write, now + 2, row.write_aux, counts);
  row.data = cells_of(data);
  counts.bytes(data[0], data[1]);
  counts.bytes(data[2], data[3]);
  if (is_start) {
    fill_aux(step.accesses[0], now, row.mem_ptr_aux_cols.base, counts);
    counts.bytes((pointer >> 24) << (32 - kPointerMaxBits), (words >> 8 & 255) << 6);
  }
  if (is_start && !is_single) {
    row.is_buffer_start = BabyBear::one();
    row.num_words_ptr = cell(step.instruction->a());
    fill_aux(step.accesses[1], now + 1, row.num_words_aux_cols.base, counts);
  }
}

}  // namespace zkmem::rv32im
