#include "zkmem/memory/chips/boundary/volatile_boundary_air.h"

#include <algorithm>
#include <bit>

#include "zkmem/air/air_builder.h"

namespace zkmem {
namespace {

// What both chips say about a row's address and its successor's.
struct AddressRow {
  Expr is_valid;
  Expr address_space;
  std::span<const Expr> block_limbs;
};

void eval_order(AirBuilder& builder, const RangeCheckerBus& range_bus, const VolatileBoundaryBits& bits,
                size_t block, const AddressRow& local, const AddressRow& next,
                const AddressOrderColumns<Expr>& order) {
  builder.assert_bool(local.is_valid);
  // Rows in use come first.
  builder.when_transition().assert_zero(next.is_valid * (1 - local.is_valid));
  range_bus.range_check(builder, local.address_space - 1, bits.addr_space_height, local.is_valid);
  range_check_limbs(builder, range_bus, local.block_limbs, bits.block_bits(block), local.is_valid);
  const Expr here[] = {local.address_space, compose_limbs(builder, range_bus, local.block_limbs)};
  const Expr there[] = {next.address_space, compose_limbs(builder, range_bus, next.block_limbs)};
  const IsLessThanArray less_than{{range_bus, bits.compare_bits(block)}};
  less_than.eval(builder.when_transition(), here, there, builder.one(), order.diff_marker, order.diff_inv,
                 order.lt_decomp, next.is_valid);
}

}  // namespace

unsigned VolatileBoundaryBits::block_bits(size_t block) const {
  return pointer_max_bits - static_cast<unsigned>(std::countr_zero(block));
}

unsigned VolatileBoundaryBits::compare_bits(size_t block) const {
  return std::max(addr_space_height + 1, block_bits(block));
}

void VolatileBoundaryAir::eval(AirBuilder& builder) const {
  const auto local = builder.local<VolatileBoundaryColumns>();
  const auto next = builder.next<VolatileBoundaryColumns>();
  eval_order(builder, range_bus_, bits_, 1,
             {local.is_valid, local.address_space_limbs[0], local.pointer_limbs},
             {next.is_valid, next.address_space_limbs[0], next.pointer_limbs}, local.order);
  builder.assert_zero(local.initial_data);
  const AddressExprs address{local.address_space_limbs[0],
                             compose_limbs(builder, range_bus_, local.pointer_limbs)};
  memory_bus_.send(builder, address, std::span(&local.initial_data, 1), builder.zero(), local.is_valid);
  memory_bus_.receive(builder, address, std::span(&local.final_data, 1), local.final_timestamp,
                      local.is_valid);
}

template <size_t kBlock>
void BlockVolatileBoundaryAir<kBlock>::eval(AirBuilder& builder) const {
  using Row = BlockVolatileBoundaryRow<kBlock>;
  const auto local = builder.local<Row::template Columns>();
  const auto next = builder.next<Row::template Columns>();
  eval_order(builder, range_bus_, bits_, kBlock, {local.is_valid, local.address_space, local.block_limbs},
             {next.is_valid, next.address_space, next.block_limbs}, local.order);
  // A space starts in blocks of one size only, so no cell is initialised by two of these chips.
  space_bus_.lookup_block_size(builder, local.address_space, kBlock, local.is_valid);

  const AddressExprs address{local.address_space,
                             compose_limbs(builder, range_bus_, local.block_limbs) * kBlock};
  const std::vector<Expr> zeros(kBlock, builder.zero());
  memory_bus_.send(builder, address, zeros, builder.zero(), local.is_valid);
  memory_bus_.receive(builder, address, local.final_data, local.final_timestamp, local.is_valid);
}

template class BlockVolatileBoundaryAir<1>;
template class BlockVolatileBoundaryAir<2>;
template class BlockVolatileBoundaryAir<4>;

}  // namespace zkmem
