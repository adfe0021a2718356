// Constraints of the loads and stores.
#include <initializer_list>

#include "zkmem/rv32im/chips/cores.h"

namespace zkmem::rv32im {
namespace {

// An opcode and the byte offset in the aligned word.
enum ShiftedOpcode : size_t {
  kLoadW0,
  kLoadHu0,
  kLoadHu2,
  kLoadBu0,
  kLoadBu1,
  kLoadBu2,
  kLoadBu3,
  kStoreW0,
  kStoreH0,
  kStoreH2,
  kStoreB0,
  kStoreB1,
  kStoreB2,
  kStoreB3,
  kNumShiftedOpcodes
};

Expr is_not_1_or_2(Expr x) { return (x - 1) * (x - 2); }

// One expression for each ShiftedOpcode, 1 exactly on its rows: a flag 2; a flag 1 alone; two flags 1.
std::array<Expr, kNumShiftedOpcodes> indicators(const std::array<Expr, 4>& flags, Expr sum) {
  std::array<Expr, kNumShiftedOpcodes> result;
  size_t next = 0;
  const BabyBear half = BabyBear::two().inverse();
  for (const Expr& flag : flags) result[next++] = flag * (flag - 1) * half;
  for (const Expr& flag : flags) result[next++] = flag * (sum - 2) * -BabyBear::one();
  for (size_t i = 0; i < flags.size(); ++i) {
    for (size_t j = i + 1; j < flags.size(); ++j) result[next++] = flags[i] * flags[j];
  }
  return result;
}

}  // namespace

CoreOutput LoadStoreCore::eval(AirBuilder& builder, const MachineBuses&, const Columns<Expr>& row, Expr) {
  const Word<Expr>& read = row.read_data;
  const Word<Expr>& prev = row.prev_data;

  builder.assert_bool(row.is_valid);
  Expr sum = builder.zero();
  for (const Expr& flag : row.flags) {
    builder.assert_zero(flag * is_not_1_or_2(flag));
    sum += flag;
  }
  builder.assert_zero(sum * is_not_1_or_2(sum));
  builder.when(is_not_1_or_2(sum)).assert_zero(row.is_valid);  // without flags no instruction

  const auto opcodes = indicators(row.flags, sum);
  const auto any = [&](std::initializer_list<ShiftedOpcode> list) {
    Expr total = builder.zero();
    for (const ShiftedOpcode opcode : list) total += opcodes[opcode];
    return total;
  };

  builder.assert_eq(row.is_load, any({kLoadW0, kLoadHu0, kLoadHu2, kLoadBu0, kLoadBu1, kLoadBu2, kLoadBu3}));
  builder.when(row.is_load).assert_one(row.is_valid);

  const Word<Expr> loaded = {
      any({kLoadW0, kLoadHu0, kLoadBu0}) * read[0] + any({kLoadBu1}) * read[1] +
          any({kLoadHu2, kLoadBu2}) * read[2] + any({kLoadBu3}) * read[3],
      any({kLoadW0, kLoadHu0}) * read[1] + any({kLoadHu2}) * read[3],
      any({kLoadW0}) * read[2],
      any({kLoadW0}) * read[3],
  };
  const Word<Expr> stored = {
      any({kStoreW0, kStoreH0, kStoreB0}) * read[0] + any({kStoreH2, kStoreB1, kStoreB2, kStoreB3}) * prev[0],
      any({kStoreB1}) * read[0] + any({kStoreW0, kStoreH0}) * read[1] +
          any({kStoreH2, kStoreB0, kStoreB2, kStoreB3}) * prev[1],
      any({kStoreH2, kStoreB2}) * read[0] + any({kStoreW0}) * read[2] +
          any({kStoreH0, kStoreB0, kStoreB1, kStoreB3}) * prev[2],
      any({kStoreB3}) * read[0] + any({kStoreH2}) * read[1] + any({kStoreW0}) * read[3] +
          any({kStoreH0, kStoreB0, kStoreB1, kStoreB2}) * prev[3],
  };
  for (size_t i = 0; i < kWordLimbs; ++i) builder.assert_eq(row.write_data[i], loaded[i] + stored[i]);

  constexpr auto local = [](Opcode opcode) { return uint32_t{opcode} - uint32_t{kLoadW}; };
  CoreOutput output;
  output.reads = {prev, read};
  output.write = row.write_data;
  output.is_valid = row.is_valid;
  output.is_load = row.is_load;
  output.opcode =
      uint32_t{kLoadW} + (any({kLoadW0}) * local(kLoadW) + any({kLoadHu0, kLoadHu2}) * local(kLoadHu) +
                          any({kLoadBu0, kLoadBu1, kLoadBu2, kLoadBu3}) * local(kLoadBu) +
                          any({kStoreW0}) * local(kStoreW) + any({kStoreH0, kStoreH2}) * local(kStoreH) +
                          any({kStoreB0, kStoreB1, kStoreB2, kStoreB3}) * local(kStoreB));
  output.load_shift = any({kLoadBu1}) * 1 + any({kLoadHu2, kLoadBu2}) * 2 + any({kLoadBu3}) * 3;
  output.store_shift = any({kStoreB1}) * 1 + any({kStoreH2, kStoreB2}) * 2 + any({kStoreB3}) * 3;
  return output;
}

CoreOutput LoadSignExtendCore::eval(AirBuilder& builder, const MachineBuses& buses, const Columns<Expr>& row,
                                    Expr) {
  const auto& [is_b0, is_b1, is_h] =
      std::tie(row.opcode_loadb_flag0, row.opcode_loadb_flag1, row.opcode_loadh_flag);
  const Word<Expr>& data = row.shifted_read_data;
  const Expr sign = row.data_most_sig_bit;
  const Expr is_valid = one_flag_at_most(builder, std::array<Expr, 3>{is_b0, is_b1, is_h});
  builder.assert_bool(is_valid);
  builder.assert_bool(sign);
  builder.assert_bool(row.shift_most_sig_bit);

  // The top byte of what is loaded without its sign bit has 7 bits.
  const Expr mask = sign * 255;
  const Expr top = data[0] * is_b0 + data[1] * is_b1 + data[1] * is_h;
  buses.range.range_check(builder, top - sign * 128, 7, is_valid);

  CoreOutput output;
  for (size_t i = 0; i < kWordLimbs; ++i) {
    output.reads[1][i] = select(row.shift_most_sig_bit, data[(i + 2) % kWordLimbs], data[i]);
  }
  output.reads[0] = row.prev_data;
  output.write = {(is_h + is_b0) * data[0] + is_b1 * data[1], data[1] * is_h + (is_b0 + is_b1) * mask, mask,
                  mask};
  output.is_valid = is_valid;
  output.is_load = is_valid;
  output.opcode = (is_b0 + is_b1) * (uint32_t{kLoadB} - uint32_t{kLoadW}) +
                  is_h * (uint32_t{kLoadH} - uint32_t{kLoadW}) + uint32_t{kLoadW};
  output.load_shift = row.shift_most_sig_bit * 2 + is_b1;
  output.store_shift = builder.zero();
  return output;
}

}  // namespace zkmem::rv32im
