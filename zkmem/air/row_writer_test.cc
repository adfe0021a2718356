#include "zkmem/air/row_writer.h"

#include <gtest/gtest.h>

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
