#include "zkmem/memory/chips/adapter/access_adapter_air.h"

#include "zkmem/air/air_builder.h"

namespace zkmem {

template <size_t N>
void AccessAdapterAir<N>::eval(AirBuilder& builder) const {
  const auto row = builder.local<AccessAdapterRow<N>::template Columns>();
  const std::span<const Expr> values(row.values);

  builder.assert_bool(row.is_split);
  builder.assert_bool(row.is_valid);
  builder.assert_bool(row.is_right_larger);
  // A split keeps the block's time in both halves; a merge takes the later of the two.
  builder.when(row.is_split).assert_eq(row.left_timestamp, row.right_timestamp);
  less_than_.eval(builder, row.left_timestamp, row.right_timestamp, row.is_right_larger, row.lt_aux,
                  row.is_valid);
  const Expr timestamp =
      row.is_right_larger * row.right_timestamp + (1 - row.is_right_larger) * row.left_timestamp;

  // 1: receive the block, send the halves (split); -1: the reverse (merge); 0 on padding.
  const Expr direction = row.is_valid * (2 * row.is_split - 1);
  constexpr size_t kHalf = N / 2;
  const AddressExprs address{row.address_space, row.pointer};
  memory_bus_.receive(builder, address, values, timestamp, direction);
  memory_bus_.send(builder, address, values.first(kHalf), row.left_timestamp, direction);
  memory_bus_.send(builder, {row.address_space, row.pointer + kHalf}, values.subspan(kHalf),
                   row.right_timestamp, direction);
  // Only a merge gives a block a time that it did not have.
  time_bus_.lookup_key(builder, {timestamp}, row.is_valid * (1 - row.is_split));
}

template class AccessAdapterAir<2>;
template class AccessAdapterAir<4>;
template class AccessAdapterAir<8>;
template class AccessAdapterAir<16>;
template class AccessAdapterAir<32>;

}  // namespace zkmem
