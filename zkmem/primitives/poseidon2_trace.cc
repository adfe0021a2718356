#include "zkmem/primitives/poseidon2_trace.h"

#include <algorithm>
#include <vector>

#include "zkmem/base/parallel.h"
#include "zkmem/hash/poseidon2_rounds.h"

namespace zkmem {
namespace {

// Writes one row, a column every `stride` cells.
class RowCursor {
 public:
  RowCursor(BabyBear* cell, size_t stride, bool has_registers)
      : cell_(cell), stride_(stride), has_registers_(has_registers) {}

  void word(BabyBear x) {
    *cell_ = x;
    cell_ += stride_;
  }
  void state(const Poseidon2State& words) {
    for (const BabyBear x : words) word(x);
  }
  void cube(BabyBear x) {
    if (has_registers_) word(x);
  }

 private:
  BabyBear* cell_;
  size_t stride_;
  bool has_registers_;
};

}  // namespace

void fill_poseidon2_rows_scalar(const Poseidon2State* inputs, size_t count, Poseidon2Sbox sbox,
                                BabyBear* cells, size_t stride) {
  for (size_t i = 0; i < count; ++i) {
    Poseidon2State s = inputs[i];
    RowCursor row(cells + i, stride, sbox == Poseidon2Sbox::kRegister);
    row.state(s);
    poseidon2::permute(s, row);
  }
}

void fill_poseidon2(const Context& context, const Poseidon2Rows& rows, Poseidon2Sbox sbox, TraceView trace) {
  const size_t used = rows.inputs.size();
  const size_t height = trace.height();
  const size_t last = poseidon2_width(sbox) - 1;  // mult
  ZKMEM_CHECK(trace.width() == last + 1 && used <= height && rows.multiplicities.size() == used);
  const TraceView inner = trace.columns(1, last - 1);
  constexpr size_t kGrain = 512;
  parallel_for(context, used, kGrain, [&](size_t begin, size_t end) {
    for (size_t row = begin; row < end; ++row) {
      trace.at(row, last) = BabyBear::from_canonical(rows.multiplicities[row]);
    }
    fill_poseidon2_rows_simd(rows.inputs.data() + begin, end - begin, sbox, inner.data() + begin, height);
  });
  // The first column is 1 everywhere; all padding rows are alike.
  std::vector<BabyBear> padding(trace.width());
  const Poseidon2State zeros = {};
  fill_poseidon2_rows_scalar(&zeros, 1, sbox, padding.data() + 1, 1);
  padding.front() = BabyBear::one();
  parallel_for(context, trace.width(), 1, [&](size_t begin, size_t end) {
    for (size_t j = begin; j < end; ++j) {
      std::ranges::fill(trace.column(j).subspan(j == 0 ? 0 : used), padding[j]);
    }
  });
}

}  // namespace zkmem
