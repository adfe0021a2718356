#include "zkmem/primitives/poseidon2_trace.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "zkmem/primitives/poseidon2_trace_simd.cc"
#include "hwy/foreach_target.h"
// After foreach_target.
#include "zkmem/hash/poseidon2-inl.h"

HWY_BEFORE_NAMESPACE();
namespace zkmem::HWY_NAMESPACE {
namespace {

// Each lane is a row; a column takes one vector store.
class BlockCursor {
 public:
  BlockCursor(BabyBear* cells, size_t stride, bool has_registers)
      : cells_(cells), stride_(stride), has_registers_(has_registers) {}

  HWY_INLINE void put(Vec x) {
    store(x, cells_);
    cells_ += stride_;
  }
  HWY_INLINE void put_register(Vec cube) {
    if (has_registers_) put(cube);
  }

 private:
  BabyBear* cells_;
  size_t stride_;
  bool has_registers_;
};

HWY_INLINE Vec raise(Vec word, uint32_t constant, BlockCursor& rows) {
  const Vec x = add(word, broadcast(BabyBear::from_canonical(constant)));
  const Vec cube = mul(square(x), x);
  rows.put_register(cube);
  return mul(square(cube), x);
}

HWY_INLINE void external_round(Vec* HWY_RESTRICT s, const uint32_t (&constants)[16], BlockCursor& rows) {
  for (size_t i = 0; i < 16; ++i) s[i] = raise(s[i], constants[i], rows);
  external_layer(s);
  for (size_t i = 0; i < 16; ++i) rows.put(s[i]);
}

void fill_block(const Poseidon2State* inputs, bool has_registers, BabyBear* cells, size_t stride) {
  HWY_ALIGN BabyBear lanes[kLanes];
  Vec s[16];
  BlockCursor rows(cells, stride, has_registers);
  for (size_t j = 0; j < 16; ++j) {
    for (size_t i = 0; i < kLanes; ++i) lanes[i] = inputs[i][j];
    s[j] = load(lanes);
    rows.put(s[j]);
  }
  external_layer(s);
  for (const auto& constants : poseidon2::kExternalInitial) external_round(s, constants, rows);
  for (const uint32_t constant : poseidon2::kInternal) {
    s[0] = raise(s[0], constant, rows);
    rows.put(s[0]);
    internal_layer(s);
  }
  for (const auto& constants : poseidon2::kExternalFinal) external_round(s, constants, rows);
}

// Returns how many rows were filled; the rest does not fill a vector.
size_t fill_blocks(const Poseidon2State* inputs, size_t count, bool has_registers, BabyBear* cells,
                   size_t stride) {
  size_t row = 0;
  for (; row + kLanes <= count; row += kLanes) fill_block(inputs + row, has_registers, cells + row, stride);
  return row;
}

}  // namespace
}  // namespace zkmem::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace zkmem {
HWY_EXPORT(fill_blocks);

void fill_poseidon2_rows_simd(const Poseidon2State* inputs, size_t count, Poseidon2Sbox sbox, BabyBear* cells,
                              size_t stride) {
  const size_t done =
      HWY_DYNAMIC_DISPATCH(fill_blocks)(inputs, count, sbox == Poseidon2Sbox::kRegister, cells, stride);
  fill_poseidon2_rows_scalar(inputs + done, count - done, sbox, cells + done, stride);
}

}  // namespace zkmem
#endif
