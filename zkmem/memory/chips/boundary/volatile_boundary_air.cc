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
                std::span<const Expr> diff_marker, Expr diff_inverse, std::span<const Expr> limbs) {
  builder.assert_bool(local.is_valid);
  // Rows in use come first.
  builder.when_transition().assert_zero(next.is_valid * (1 - local.is_valid));
  range_bus.range_check(builder, local.address_space - 1, bits.addr_space_height, local.is_valid);
  range_check_limbs(builder, range_bus, local.block_limbs, bits.block_bits(block), local.is_valid);
  const Expr here[] = {local.address_space, compose_limbs(builder, range_bus, local.block_limbs)};
  const Expr there[] = {next.address_space, compose_limbs(builder, range_bus, next.block_limbs)};
  const IsLessThanArray less_than{{range_bus, bits.compare_bits(block)}};
  less_than.eval(builder.when_transition(), here, there, builder.one(), diff_marker, diff_inverse, limbs,
                 next.is_valid);
}

}  // namespace

unsigned VolatileBoundaryBits::block_bits(size_t block) const {
  return pointer_max_bits - static_cast<unsigned>(std::countr_zero(block));
}

unsigned VolatileBoundaryBits::compare_bits(size_t block) const {
  return std::max(addr_space_height + 1, block_bits(block));
}

AirWidths VolatileBoundaryAir::widths() const {
  return {.preprocessed = 0, .cached_mains = {}, .common_main = kVolatileBoundaryWidth};
}

std::vector<std::string> VolatileBoundaryAir::column_names() const {
  return ColumnNames()
      .add("address_space_limbs", 1)
      .add("pointer_limbs", 2)
      .add("initial_data")
      .add("final_data")
      .add("final_timestamp")
      .add("is_valid")
      .add("diff_marker", 2)
      .add("diff_inv")
      .add("lt_decomp", 2)
      .take();
}

void VolatileBoundaryAir::eval(AirBuilder& builder) const {
  const auto local = builder.local<VolatileBoundaryColumns>();
  const auto next = builder.next<VolatileBoundaryColumns>();
  eval_order(builder, range_bus_, bits_, 1,
             {local.is_valid, local.address_space_limbs[0], local.pointer_limbs},
             {next.is_valid, next.address_space_limbs[0], next.pointer_limbs}, local.diff_marker,
             local.diff_inv, local.lt_decomp);
  builder.assert_zero(local.initial_data);
  const AddressExprs address{local.address_space_limbs[0],
                             compose_limbs(builder, range_bus_, local.pointer_limbs)};
  memory_bus_.send(builder, address, std::span(&local.initial_data, 1), builder.zero(), local.is_valid);
  memory_bus_.receive(builder, address, std::span(&local.final_data, 1), local.final_timestamp,
                      local.is_valid);
}

AirWidths BlockVolatileBoundaryAir::widths() const {
  return {.preprocessed = 0, .cached_mains = {}, .common_main = block_volatile_boundary_width(block_)};
}

std::vector<std::string> BlockVolatileBoundaryAir::column_names() const {
  return ColumnNames()
      .add("address_space")
      .add("block_limbs", 2)
      .add("final_data", block_)
      .add("final_timestamp")
      .add("is_valid")
      .add("diff_marker", 2)
      .add("diff_inv")
      .add("lt_decomp", 2)
      .take();
}

void BlockVolatileBoundaryAir::eval(AirBuilder& builder) const {
  const std::vector<Expr> local = builder.row(0, 0);
  const std::vector<Expr> next = builder.row(0, 1);
  const std::span<const Expr> cells(local);
  const size_t after = 3 + block_;  // of final_data
  const Expr is_valid = local[after + 1];
  eval_order(builder, range_bus_, bits_, block_, {is_valid, local[0], cells.subspan(1, 2)},
             {next[after + 1], next[0], std::span<const Expr>(next).subspan(1, 2)},
             cells.subspan(after + 2, 2), local[after + 4], cells.subspan(after + 5, 2));
  // A space starts in blocks of one size only, so no cell is initialised by two of these chips.
  space_bus_.lookup_block_size(builder, local[0], block_, is_valid);

  const AddressExprs address{local[0], compose_limbs(builder, range_bus_, cells.subspan(1, 2)) * block_};
  const std::vector<Expr> zeros(block_, builder.zero());
  memory_bus_.send(builder, address, zeros, builder.zero(), is_valid);
  memory_bus_.receive(builder, address, cells.subspan(3, block_), local[after], is_valid);
}

}  // namespace zkmem
