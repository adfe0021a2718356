// Rows as structs. A chip states its columns once, `template <class T> struct XColumns { T a; T b[8]; Sub<T>
// c; };`, and uses it with T = Expr in its constraints and T = BabyBear in its trace; width and names follow
// from it (columns_air.h).
#pragma once

#include <array>
#include <cstddef>
#include <cstring>
#include <span>
#include <type_traits>

#include "zkmem/base/check.h"
#include "zkmem/field/babybear.h"

namespace zkmem {

// The number of columns of a column struct.
template <template <class> class Columns>
inline constexpr size_t kColumnCount = [] {
  static_assert(std::is_trivially_copyable_v<Columns<BabyBear>> &&
                std::is_standard_layout_v<Columns<BabyBear>>);
  static_assert(sizeof(Columns<BabyBear>) % sizeof(BabyBear) == 0);
  return sizeof(Columns<BabyBear>) / sizeof(BabyBear);
}();

// The struct with the cells of a row; the row must have exactly its width.
template <template <class> class Columns, class T>
Columns<T> load_columns(std::span<const T> row) {
  static_assert(std::is_trivially_copyable_v<Columns<T>>);
  static_assert(sizeof(Columns<T>) == kColumnCount<Columns> * sizeof(T));
  ZKMEM_CHECK(row.size() == kColumnCount<Columns>);
  Columns<T> columns;
  std::memcpy(static_cast<void*>(&columns), row.data(), sizeof(columns));
  return columns;
}

// Likewise of a trace's row.
template <template <class> class Columns, class View>
Columns<BabyBear> columns_at(const View& trace, size_t row) {
  std::array<BabyBear, kColumnCount<Columns>> cells;
  for (size_t i = 0; i < cells.size(); ++i) cells[i] = trace.at(row, i);
  return load_columns<Columns>(std::span<const BabyBear>(cells));
}

// The inverse of load_columns.
template <template <class> class Columns, class T>
void store_columns(const Columns<T>& columns, std::span<T> row) {
  ZKMEM_CHECK(row.size() == kColumnCount<Columns>);
  std::memcpy(static_cast<void*>(row.data()), &columns, sizeof(columns));
}

// Which column a member begins at: column_of(&XColumns<BabyBear>::b).
template <class Row, class Member>
size_t column_of(Member Row::* member) {
  const Row row{};
  const auto* const begin = reinterpret_cast<const char*>(&row);
  return static_cast<size_t>(reinterpret_cast<const char*>(&(row.*member)) - begin) / sizeof(BabyBear);
}

// For columns that depend on a size known when run: calls f.operator()<n>() for the n among kSizes; another n
// is a mistake of the caller.
template <size_t kFirst, size_t... kOthers, class F>
decltype(auto) with_size(size_t n, const F& f) {
  if constexpr (sizeof...(kOthers) == 0) {
    ZKMEM_CHECK(n == kFirst);
    return f.template operator()<kFirst>();
  } else {
    return n == kFirst ? f.template operator()<kFirst>() : with_size<kOthers...>(n, f);
  }
}

}  // namespace zkmem
