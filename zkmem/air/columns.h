// Rows as structs. A chip names its columns once, `template <class T> struct XColumns { T a; T b[8]; Sub<T>
// c; };`, and uses it with T = Expr in its constraints and T = BabyBear in its trace.
#pragma once

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

// The inverse of load_columns.
template <template <class> class Columns, class T>
void store_columns(const Columns<T>& columns, std::span<T> row) {
  ZKMEM_CHECK(row.size() == kColumnCount<Columns>);
  std::memcpy(static_cast<void*>(row.data()), &columns, sizeof(columns));
}

}  // namespace zkmem
