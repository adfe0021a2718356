#include "zkmem/memory/chips/adapter/access_adapter_air.h"

#include "zkmem/air/air_builder.h"

namespace zkmem {

AirWidths AccessAdapterAir::widths() const {
  return {.preprocessed = 0, .cached_mains = {}, .common_main = access_adapter_width(n_)};
}

std::vector<std::string> AccessAdapterAir::column_names() const {
  return ColumnNames()
      .add("is_valid")
      .add("is_split")
      .add("address_space")
      .add("pointer")
      .add("values", n_)
      .add("left_timestamp")
      .add("right_timestamp")
      .add("is_right_larger")
      .add("lt_aux", 2)
      .take();
}

void AccessAdapterAir::eval(AirBuilder& builder) const {
  const std::vector<Expr> row = builder.row(0, 0);
  const std::span<const Expr> cells(row);
  const Expr is_valid = row[0];
  const Expr is_split = row[1];
  const AddressExprs address{row[2], row[3]};
  const auto values = cells.subspan(4, n_);
  const Expr left_timestamp = row[4 + n_];
  const Expr right_timestamp = row[5 + n_];
  const Expr is_right_larger = row[6 + n_];
  const auto limbs = cells.subspan(7 + n_, 2);

  builder.assert_bool(is_split);
  builder.assert_bool(is_valid);
  builder.assert_bool(is_right_larger);
  // A split keeps the block's time in both halves; a merge takes the later of the two.
  builder.when(is_split).assert_eq(left_timestamp, right_timestamp);
  less_than_.eval(builder, left_timestamp, right_timestamp, is_right_larger, limbs, is_valid);
  const Expr timestamp = is_right_larger * right_timestamp + (1 - is_right_larger) * left_timestamp;

  // 1: receive the block, send the halves (split); -1: the reverse (merge); 0 on padding.
  const Expr direction = is_valid * (2 * is_split - 1);
  const size_t half = n_ / 2;
  memory_bus_.receive(builder, address, values, timestamp, direction);
  memory_bus_.send(builder, address, values.first(half), left_timestamp, direction);
  memory_bus_.send(builder, {address.address_space, address.pointer + half}, values.subspan(half),
                   right_timestamp, direction);
  // Only a merge gives a block a time that it did not have.
  time_bus_.lookup_key(builder, {timestamp}, is_valid * (1 - is_split));
}

}  // namespace zkmem
