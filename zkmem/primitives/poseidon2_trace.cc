#include "zkmem/primitives/poseidon2_trace.h"

#include <algorithm>

#include "zkmem/base/parallel.h"
#include "zkmem/hash/poseidon2_constants.h"

namespace zkmem {
namespace {

void external_layer(Poseidon2State& s) {
  for (size_t i = 0; i < 16; i += 4) {
    const BabyBear t01 = s[i] + s[i + 1];
    const BabyBear t23 = s[i + 2] + s[i + 3];
    const BabyBear t = t01 + t23;
    const BabyBear a = t + s[i + 1];
    const BabyBear b = t + s[i + 3];
    s[i + 3] = b + s[i].doubled();
    s[i + 1] = a + s[i + 2].doubled();
    s[i] = a + t01;
    s[i + 2] = b + t23;
  }
  for (size_t k = 0; k < 4; ++k) {
    const BabyBear total = s[k] + s[k + 4] + s[k + 8] + s[k + 12];
    for (size_t i = k; i < 16; i += 4) s[i] += total;
  }
}

// Writes one row, a column every `stride` cells.
class RowCursor {
 public:
  RowCursor(BabyBear* cell, size_t stride, bool has_registers)
      : cell_(cell), stride_(stride), has_registers_(has_registers) {}

  void put(BabyBear x) {
    *cell_ = x;
    cell_ += stride_;
  }
  void put_register(BabyBear cube) {
    if (has_registers_) put(cube);
  }

 private:
  BabyBear* cell_;
  size_t stride_;
  bool has_registers_;
};

void external_round(Poseidon2State& s, const uint32_t (&constants)[16], RowCursor& row) {
  for (size_t i = 0; i < 16; ++i) {
    const BabyBear x = s[i] + BabyBear::from_canonical(constants[i]);
    const BabyBear cube = x.cube();
    row.put_register(cube);
    s[i] = cube.square() * x;
  }
  external_layer(s);
  for (const BabyBear word : s) row.put(word);
}

void internal_round(Poseidon2State& s, uint32_t constant, RowCursor& row) {
  const BabyBear x = s[0] + BabyBear::from_canonical(constant);
  const BabyBear cube = x.cube();
  row.put_register(cube);
  s[0] = cube.square() * x;
  row.put(s[0]);
  BabyBear total;
  for (const BabyBear word : s) total += word;
  for (size_t i = 0; i < 16; ++i)
    s[i] = total + BabyBear::from_canonical(poseidon2::kInternalDiagonal[i]) * s[i];
}

}  // namespace

void fill_poseidon2_rows_scalar(const Poseidon2State* inputs, size_t count, Poseidon2Sbox sbox,
                                BabyBear* cells, size_t stride) {
  for (size_t i = 0; i < count; ++i) {
    Poseidon2State s = inputs[i];
    RowCursor row(cells + i, stride, sbox == Poseidon2Sbox::kRegister);
    for (const BabyBear word : s) row.put(word);
    external_layer(s);
    for (const auto& constants : poseidon2::kExternalInitial) external_round(s, constants, row);
    for (const uint32_t constant : poseidon2::kInternal) internal_round(s, constant, row);
    for (const auto& constants : poseidon2::kExternalFinal) external_round(s, constants, row);
  }
}

void fill_poseidon2(const Context& context, const Poseidon2Rows& rows, Poseidon2Sbox sbox, TraceView trace) {
  const size_t used = rows.inputs.size();
  const size_t height = trace.height();
  const size_t last = poseidon2_width(sbox) - 1;
  ZKMEM_CHECK(trace.width() == last + 1 && used <= height && rows.multiplicities.size() == used);
  std::fill_n(trace.column(0).data(), height, BabyBear::one());
  constexpr size_t kGrain = 512;
  parallel_for(context, height, kGrain, [&](size_t begin, size_t end) {
    const size_t used_end = std::clamp(used, begin, end);
    for (size_t row = begin; row < used_end; ++row) {
      trace.at(row, last) = BabyBear::from_canonical(rows.multiplicities[row]);
    }
    std::fill(trace.column(last).begin() + static_cast<std::ptrdiff_t>(used_end),
              trace.column(last).begin() + static_cast<std::ptrdiff_t>(end), BabyBear::zero());
    const TraceView inner = trace.columns(1, last - 1);
    if (begin < used_end) {
      fill_poseidon2_rows_simd(rows.inputs.data() + begin, used_end - begin, sbox, inner.data() + begin,
                               height);
    }
    const std::array<Poseidon2State, 64> zeros = {};
    for (size_t row = used_end; row < end; row += zeros.size()) {
      fill_poseidon2_rows_simd(zeros.data(), std::min(zeros.size(), end - row), sbox, inner.data() + row,
                               height);
    }
  });
}

}  // namespace zkmem
