#include "zkmem/air/column_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "zkmem/air/columns_air.h"

namespace zkmem {
namespace {

using ::testing::ElementsAre;

template <class T>
struct Pair {
  T left;
  T right;
};
template <class T>
struct Single {
  T only_1;
};
template <class T, size_t kCount>
struct Sized {
  std::array<T, kCount> cells;
};
template <class T>
struct Mixed {
  T first;
  T c_array[2];
  std::array<T, 1> array;
  Pair<T> inner;
  Pair<T> c_pairs[2];
  std::array<Pair<T>, 1> pairs;
  std::array<std::array<T, 2>, 2> square;
  Sized<T, 2> sized;
};
template <class T>
struct Joined {
  using PartsAreUnnamed = void;
  Pair<T> pair;
  Single<T> single;
};
template <class T>
struct Around {
  Joined<T> joined;
  T a, b;
};
template <class T>
struct Twenty {
  T a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, last;
};

TEST(ColumnNames, AreMembersAndTheirPlacesInArraysAndStructs) {
  EXPECT_THAT(column_names<Single>(), ElementsAre("only_1"));
  EXPECT_THAT(column_names<Mixed>(),
              ElementsAre("first", "c_array__0", "c_array__1", "array__0", "inner__left", "inner__right",
                          "c_pairs__0__left", "c_pairs__0__right", "c_pairs__1__left", "c_pairs__1__right",
                          "pairs__0__left", "pairs__0__right", "square__0__0", "square__0__1", "square__1__0",
                          "square__1__1", "sized__cells__0", "sized__cells__1"));
}

TEST(ColumnNames, OfUnnamedPartsHaveNoPrefix) {
  EXPECT_THAT(column_names<Joined>(), ElementsAre("left", "right", "only_1"));
  EXPECT_THAT(column_names<Around>(),
              ElementsAre("joined__left", "joined__right", "joined__only_1", "a", "b"));
}

TEST(ColumnNames, OfSeveralStructsFollowEachOther) {
  const auto names = column_names<Twenty, Single>();
  ASSERT_EQ(names.size(), 21U);
  EXPECT_EQ(names[0], "a");
  EXPECT_EQ(names[19], "last");
  EXPECT_EQ(names[20], "only_1");
}

class MixedAir final : public ColumnsAir<Mixed, Pair, Single> {
 public:
  std::string name() const override { return "MixedAir"; }
  void eval(AirBuilder&) const override {}
};

TEST(ColumnsAir, HasTheCachedMainsBeforeTheCommonMain) {
  const MixedAir air;
  EXPECT_EQ(air.widths(), (AirWidths{.preprocessed = 0, .cached_mains = {2, 1}, .common_main = 18}));
  const auto names = air.column_names();
  ASSERT_EQ(names.size(), 21U);
  EXPECT_EQ(names[0], "left");
  EXPECT_EQ(names[2], "only_1");
  EXPECT_EQ(names[3], "first");
}

TEST(Columns, MembersBeginWhereTheyDo) {
  EXPECT_EQ(column_of(&Mixed<BabyBear>::first), 0U);
  EXPECT_EQ(column_of(&Mixed<BabyBear>::inner), 4U);
  EXPECT_EQ(column_of(&Mixed<BabyBear>::sized), 16U);
}

TEST(Columns, ASizeKnownWhenRunIsTakenToTheTemplate) {
  for (const size_t n : {2U, 4U, 8U}) {
    EXPECT_EQ((with_size<2, 4, 8>(n, []<size_t kN>() { return kN; })), n);
  }
}

}  // namespace
}  // namespace zkmem
