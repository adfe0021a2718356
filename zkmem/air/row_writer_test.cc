#include "zkmem/air/row_writer.h"

#include <gtest/gtest.h>

#include "zkmem/field/simd_target.h"

namespace zkmem {
namespace {

template <class T>
struct PairColumns {
  T a;
  T b[2];
};

TEST(RowWriter, FillsTheSameTraceAtEveryThreadCountAndLeavesTheRestZero) {
  static_assert(kColumnCount<PairColumns> == 3);
  const size_t count = 9001;
  Trace expected(16384, 3);
  for (size_t row = 0; row < count; ++row) {
    for (size_t column = 0; column < 3; ++column)
      expected.at(row, column) = BabyBear::from_u64(3 * row + column);
  }
  for (const unsigned threads : {1U, 2U, 3U}) {
    Context context;
    context.threads = threads;
    Trace trace(16384, 3);
    fill_rows<PairColumns>(context, trace.view(), count, [](size_t row, PairColumns<BabyBear>& out) {
      EXPECT_TRUE(out.a.is_zero());
      out.a = BabyBear::from_u64(3 * row);
      out.b[0] = BabyBear::from_u64(3 * row + 1);
      out.b[1] = BabyBear::from_u64(3 * row + 2);
    });
    EXPECT_TRUE(trace == expected) << threads << " threads";
  }
}

// Whether rows [first_row, first_row + count) of a trace at `cells` become the scattered ones and no other
// cell changes.
void expect_scattered(BabyBear* cells, size_t height, size_t width, size_t first_row, size_t count) {
  const TraceView trace(cells, height, width);
  const BabyBear untouched = BabyBear::from_canonical(7);
  std::fill_n(cells, height * width, untouched);
  std::vector<BabyBear> rows;
  for (uint32_t i = 0; i < count * width; ++i) rows.push_back(BabyBear::from_canonical(1000 + i));
  scatter_rows(rows.data(), count, width, trace, first_row);
  publish_scattered_rows();
  size_t wrong = 0;
  for (size_t row = 0; row < height; ++row) {
    const bool is_written = row >= first_row && row < first_row + count;
    for (size_t column = 0; column < width; ++column) {
      const BabyBear expected = is_written ? rows[(row - first_row) * width + column] : untouched;
      if (trace.at(row, column) != expected) ++wrong;
    }
  }
  EXPECT_EQ(wrong, 0U) << count << " rows of " << width << " cells from row " << first_row << " of "
                       << height;
}

TEST(RowWriter, EveryInstructionSetScattersEveryShape) {
  constexpr size_t kMaxHeight = 64, kMaxWidth = 41;
  struct alignas(64) Line {
    std::array<BabyBear, kRowBlock> cells;
  };
  std::vector<Line> lines(kMaxHeight * kMaxWidth / kRowBlock + 1);
  BabyBear* aligned = lines.front().cells.data();
  for (const std::string& target : simd_targets()) {
    SCOPED_TRACE(target);
    ASSERT_TRUE(pin_simd_target(target));
    for (size_t width = 1; width <= kMaxWidth; ++width) {
      for (const size_t count : {size_t{0}, size_t{1}, kRowBlock - 1, kRowBlock}) {
        expect_scattered(aligned, kMaxHeight, width, 2 * kRowBlock, count);
        expect_scattered(aligned, kMaxHeight, width, 5, count);
        expect_scattered(aligned, kMaxHeight - 3, width, kRowBlock, count);
        expect_scattered(aligned + 1, kMaxHeight, width, kRowBlock, count);
        expect_scattered(aligned, kRowBlock, width, 0, count);
      }
    }
  }
  ASSERT_TRUE(pin_simd_target(""));
}

TEST(RowWriter, LoadAndStoreAreInverse) {
  const BabyBear cells[3] = {BabyBear::from_canonical(5), BabyBear::from_canonical(6),
                             BabyBear::from_canonical(7)};
  const auto columns = load_columns<PairColumns>(std::span<const BabyBear>(cells));
  EXPECT_EQ(columns.b[1], cells[2]);
  BabyBear back[3];
  store_columns<PairColumns>(columns, std::span<BabyBear>(back));
  EXPECT_TRUE(std::equal(back, back + 3, cells));
}

}  // namespace
}  // namespace zkmem
