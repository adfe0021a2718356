#include "zkmem/rv32im/chips/cores.h"
#include "zkmem/rv32im/chips/step.h"

namespace zkmem::rv32im {
namespace {

// The flags of an opcode at a byte shift, in the order in which the constraints number them.
std::array<uint8_t, 4> flags_of(uint32_t opcode, unsigned shift) {
  switch (opcode) {
    case kLoadW:
      return {2, 0, 0, 0};
    case kLoadHu:
      return shift == 0 ? std::array<uint8_t, 4>{0, 2, 0, 0} : std::array<uint8_t, 4>{0, 0, 2, 0};
    case kLoadBu: {
      constexpr std::array<std::array<uint8_t, 4>, 4> kFlags = {
          {{0, 0, 0, 2}, {1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}}};
      return kFlags[shift];
    }
    case kStoreW:
      return {0, 0, 0, 1};
    case kStoreH:
      return shift == 0 ? std::array<uint8_t, 4>{1, 1, 0, 0} : std::array<uint8_t, 4>{1, 0, 1, 0};
    default: {
      constexpr std::array<std::array<uint8_t, 4>, 4> kFlags = {
          {{1, 0, 0, 1}, {0, 1, 1, 0}, {0, 1, 0, 1}, {0, 0, 1, 1}}};
      return kFlags[shift];
    }
  }
}

uint32_t loaded_value(uint32_t opcode, uint32_t word, unsigned shift) {
  const uint32_t value = word >> (8 * shift);
  if (opcode == kLoadW) return value;
  return value & (opcode == kLoadHu ? 0xffffU : 0xffU);
}

unsigned shift_of(const Step& step) {
  return add_signed_immediate(step.accesses[0].value, *step.instruction) & 3;
}

}  // namespace

void LoadStoreCore::fill(const Step& step, Columns<BabyBear>& row, LookupCounts&) {
  const uint32_t opcode = step.opcode();
  const bool is_load = opcode <= kLoadHu;
  const unsigned shift = shift_of(step);
  const std::array<uint8_t, 4> flags = flags_of(opcode, shift);
  for (size_t i = 0; i < flags.size(); ++i) row.flags[i] = cell_of_byte(flags[i]);
  row.is_valid = BabyBear::one();
  row.is_load = cell_of_bool(is_load);
  const uint32_t read = step.accesses[1].value;
  row.read_data = cells_of(read);
  if (step.accesses.size() == 3) {
    row.prev_data = cells_of(previous_value(step.accesses[2]));
    row.write_data = cells_of(step.accesses[2].value);
  } else {  // a load to x0
    row.prev_data = cells_of(uint32_t{0});
    row.write_data = cells_of(loaded_value(opcode, read, shift));
  }
}

void LoadSignExtendCore::fill(const Step& step, Columns<BabyBear>& row, LookupCounts& counts) {
  const bool is_byte = step.opcode() == kLoadB;
  const unsigned shift = shift_of(step);
  const WordBytes read = bytes_of(step.accesses[1].value);
  const uint8_t top = is_byte ? read[shift] : read[shift + 1];
  counts.range(top & 127U, 7);
  row.opcode_loadb_flag0 = cell_of_bool(is_byte && (shift & 1) == 0);
  row.opcode_loadb_flag1 = cell_of_bool(is_byte && (shift & 1) == 1);
  row.opcode_loadh_flag = cell_of_bool(!is_byte);
  row.shift_most_sig_bit = cell_of_bool((shift & 2) != 0);
  row.data_most_sig_bit = cell_of_bool(top >= 128);
  for (size_t i = 0; i < kWordLimbs; ++i) {
    row.shifted_read_data[i] = cell_of_byte(read[(i + (shift & 2)) % kWordLimbs]);
  }
  row.prev_data = cells_of(step.accesses.size() == 3 ? previous_value(step.accesses[2]) : 0);
}

}  // namespace zkmem::rv32im
