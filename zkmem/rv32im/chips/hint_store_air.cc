#include "zkmem/rv32im/chips/hint_store.h"

namespace zkmem::rv32im {
namespace {

// A buffer has fewer than 2^10 words: two limbs are 0 and the second is below 4.
constexpr unsigned kMaxWordsBits = 10;

Expr compose(AirBuilder& builder, const Word<Expr>& limbs) {
  Expr value = builder.zero();
  for (size_t i = kWordLimbs; i-- > 0;) value = value * (1u << 8) + limbs[i];
  return value;
}

}  // namespace

void HintStoreAir::eval(AirBuilder& builder) const {
  const auto local = builder.local<HintStoreColumns>();
  const auto next = builder.next<HintStoreColumns>();
  const Expr now = local.from_state.timestamp;

  builder.assert_bool(local.is_single);
  builder.assert_bool(local.is_buffer);
  builder.assert_bool(local.is_buffer_start);
  builder.when(local.is_buffer_start).assert_one(local.is_buffer);
  builder.assert_bool(local.is_single + local.is_buffer);

  const Expr is_valid = local.is_single + local.is_buffer;
  const Expr is_start = local.is_single + local.is_buffer_start;
  // 0 exactly when the next row goes on with this row's buffer.
  const Expr is_end = 1 - next.is_buffer + next.is_buffer_start;
  const Expr rem_words = compose(builder, local.rem_words_limbs);
  const Expr next_rem_words = compose(builder, next.rem_words_limbs);
  const Expr mem_ptr = compose(builder, local.mem_ptr_limbs);
  const Expr next_mem_ptr = compose(builder, next.mem_ptr_limbs);

  // Padding is at the end; a buffer does not continue after a single nor begin without its first row.
  builder.when_transition().when(1 - is_valid).assert_zero(next.is_single + next.is_buffer);
  builder.when(local.is_single).assert_one(is_end);
  builder.when_first_row().assert_one(1 - local.is_buffer + local.is_buffer_start);

  const auto register_at = [&](Expr pointer) {
    return AddressExprs{builder.constant(kRegisterSpace), pointer};
  };
  buses_.memory.read(builder, register_at(local.mem_ptr_ptr), local.mem_ptr_limbs, now + 0,
                     local.mem_ptr_aux_cols, is_start);
  buses_.memory.read(builder, register_at(local.num_words_ptr), local.rem_words_limbs, now + 1,
                     local.num_words_aux_cols, local.is_buffer_start);
  buses_.memory.write(builder, {builder.constant(kMemorySpace), mem_ptr}, local.data, now + 2,
                      local.write_aux, is_valid);

  const Expr opcode = local.is_single * uint32_t{kHintStoreW} + local.is_buffer * uint32_t{kHintBuffer};
  buses_.execution.execute(builder, opcode,
                           {local.is_buffer * local.num_words_ptr, local.mem_ptr_ptr, builder.zero(),
                            builder.constant(kRegisterSpace), builder.constant(kMemorySpace)},
                           local.from_state, {local.from_state.pc + kPcStep, now + rem_words * 3}, is_start);

  // rem_words < 2^10, mem_ptr < 2^29 where they are read; the words are bytes.
  for (size_t i = kWordLimbs - 1; i >= 2; --i) builder.assert_zero(local.rem_words_limbs[i]);
  buses_.bitwise.send_range(builder, local.mem_ptr_limbs[3] * (1u << (32 - kPointerMaxBits)),
                            local.rem_words_limbs[1] * (1u << (16 - kMaxWordsBits)), is_start);
  for (size_t i = 0; i < kWordLimbs; i += 2) {
    buses_.bitwise.send_range(builder, local.data[i], local.data[i + 1], is_valid);
  }

  // The last row of an instruction has one word left; within a buffer words count down while pointer and time
  // go on. Rows could only go on past one word for p more rows, but then pointers leave memory.
  builder.when(is_valid).when(is_end).assert_one(rem_words);
  const ConstraintScope within = builder.when(1 - is_end);
  within.assert_one(rem_words - next_rem_words);
  within.assert_eq(next_mem_ptr - mem_ptr, kWordLimbs);
  within.assert_eq(now + 3, next.from_state.timestamp);
}

}  // namespace zkmem::rv32im
