#include "zkmem/air/row_writer.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "zkmem/air/scatter_rows.cc"
#include "hwy/foreach_target.h"
// After foreach_target.
#include "zkmem/field/packed-inl.h"

HWY_BEFORE_NAMESPACE();
namespace zkmem::HWY_NAMESPACE {
namespace {

static_assert(kLanes % 4 == 0 && kRowBlock % kLanes == 0);

// Four cells each of rows 0, 4, 8 …: as many as D has blocks of four lanes.
template <class D>
HWY_INLINE hn::Vec<D> load_every_fourth_row(D d, const uint32_t* cells, size_t width) {
  if constexpr (hn::MaxLanes(D()) == 4) {
    return hn::LoadU(d, cells);
  } else {
    const hn::Half<D> half;
    return hn::Combine(d, load_every_fourth_row(half, cells + hn::MaxLanes(half) * width, width),
                       load_every_fourth_row(half, cells, width));
  }
}

HWY_INLINE WideVec pairs(Vec x) { return hn::BitCast(Du64(), x); }

// Blocks of 4 x 4 cells are transposed within the vectors' blocks of four lanes, so that a vector goes to one
// column. If the width is no multiple of four the last four columns overlap those before them.
template <bool kAligned>
HWY_INLINE void scatter_block(const uint32_t* rows, size_t width, uint32_t* out, size_t height) {
  const auto put = [=](Vec x, uint32_t* cells) HWY_ATTR {
    if constexpr (kAligned) {
      hn::Stream(x, kD, cells);
    } else {
      hn::StoreU(x, kD, cells);
    }
  };
  for (size_t next = 0; next < width; next += 4) {
    const size_t column = HWY_MIN(next, width - 4);
    uint32_t* first = out + column * height;
    for (size_t row = 0; row < kRowBlock; row += kLanes) {
      const uint32_t* cells = rows + row * width + column;
      const Vec row0 = load_every_fourth_row(kD, cells, width);
      const Vec row1 = load_every_fourth_row(kD, cells + width, width);
      const Vec row2 = load_every_fourth_row(kD, cells + 2 * width, width);
      const Vec row3 = load_every_fourth_row(kD, cells + 3 * width, width);
      const WideVec low01 = pairs(hn::InterleaveLower(kD, row0, row1));
      const WideVec low23 = pairs(hn::InterleaveLower(kD, row2, row3));
      const WideVec high01 = pairs(hn::InterleaveUpper(kD, row0, row1));
      const WideVec high23 = pairs(hn::InterleaveUpper(kD, row2, row3));
      put(hn::BitCast(kD, hn::InterleaveLower(Du64(), low01, low23)), first + row);
      put(hn::BitCast(kD, hn::InterleaveUpper(Du64(), low01, low23)), first + height + row);
      put(hn::BitCast(kD, hn::InterleaveLower(Du64(), high01, high23)), first + 2 * height + row);
      put(hn::BitCast(kD, hn::InterleaveUpper(Du64(), high01, high23)), first + 3 * height + row);
    }
  }
}

void scatter_whole_block(const BabyBear* rows, size_t width, BabyBear* out, size_t height) {
  constexpr size_t kLine = kRowBlock * sizeof(BabyBear);
  if (height % kRowBlock == 0 && reinterpret_cast<uintptr_t>(out) % kLine == 0) {
    scatter_block<true>(words(rows), width, words(out), height);
  } else {
    scatter_block<false>(words(rows), width, words(out), height);
  }
}

}  // namespace
}  // namespace zkmem::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "hwy/cache_control.h"

namespace zkmem {
HWY_EXPORT(scatter_whole_block);

void scatter_rows(const BabyBear* rows, size_t count, size_t width, TraceView trace, size_t first_row) {
  ZKMEM_CHECK(width == trace.width() && first_row + count <= trace.height());
  BabyBear* out = trace.data() + first_row;
  if (count == kRowBlock && width >= 4) {
    HWY_DYNAMIC_DISPATCH(scatter_whole_block)(rows, width, out, trace.height());
    return;
  }
  for (size_t column = 0; column < width; ++column) {
    for (size_t row = 0; row < count; ++row) out[column * trace.height() + row] = rows[row * width + column];
  }
}

void publish_scattered_rows() { hwy::FlushStream(); }

}  // namespace zkmem
#endif  // HWY_ONCE
