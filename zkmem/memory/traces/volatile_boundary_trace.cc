#include "zkmem/memory/traces/volatile_boundary_trace.h"

#include <algorithm>
#include <array>
#include <bit>
#include <vector>

#include "zkmem/air/row_writer.h"
#include "zkmem/base/check.h"
#include "zkmem/base/parallel.h"
#include "zkmem/memory/chips/boundary/volatile_boundary_columns.h"
#include "zkmem/primitives/is_less_than_array.h"

namespace zkmem {
namespace {

using F = BabyBear;

constexpr size_t kRowsAtOnce = 1024;

// A row in the making: final block `block` of leaf `leaf`.
struct Place {
  uint32_t leaf;
  uint32_t block;
};

std::vector<Place> places(const TouchedMemory& touched, uint32_t block) {
  std::vector<Place> rows;
  for (uint32_t i = 0; i < touched.size(); ++i) {
    if (touched[i].final_block != block) continue;
    for (uint32_t b = 0; b < 8 / block; ++b) {
      if (touched[i].block_touched(b)) rows.push_back({i, b});
    }
  }
  return rows;
}

// What both kinds of rows share.
class Filler {
 public:
  Filler(const MemoryConfig& config, const TouchedMemory& touched, uint32_t block, SpaceCheck space_check,
         RangeCounts& counts)
      : touched_(touched),
        block_(block),
        counts_(counts),
        places_(places(touched, block)),
        block_bits_(config.pointer_max_bits - static_cast<unsigned>(std::countr_zero(block))),
        space_bits_(config.addr_space_height + (space_check == SpaceCheck::kOpenVmV1 ? 1 : 0)),
        space_offset_(space_check == SpaceCheck::kOpenVmV1 ? 0 : 1),
        // Two compared spaces may be as large as the tree is wide.
        compare_bits_(std::max(config.addr_space_height + 1, block_bits_)) {}

  size_t rows() const { return places_.size(); }
  const TouchedLeaf& leaf(size_t row) const { return touched_[places_[row].leaf]; }
  uint32_t first_cell(size_t row) const { return places_[row].block * block_; }
  uint32_t timestamp(size_t row) const { return leaf(row).timestamps[places_[row].block]; }

  void check_space(size_t row) const { counts_.add(leaf(row).address_space - space_offset_, space_bits_); }
  void block_limbs(size_t row, std::span<F> limbs) const {
    counts_.decompose(block_number(row), block_bits_, limbs);
  }

  void compare_with_next(size_t row, AddressOrderColumns<F>& out) const {
    if (row + 1 == places_.size()) return;
    const std::array<F, 2> here = address(row);
    const std::array<F, 2> next = address(row + 1);
    ZKMEM_CHECK(fill_is_less_than_array(here, next, compare_bits_, counts_, out.diff_marker, out.diff_inv,
                                        out.lt_decomp));
  }
  // The wrap-around: two equal addresses.
  std::array<F, 2> last_row_limbs() const {
    std::array<F, 2> limbs;
    fill_is_less_than(0, 0, compare_bits_, counts_, limbs);
    return limbs;
  }

 private:
  uint32_t block_number(size_t row) const { return leaf(row).label * (8 / block_) + places_[row].block; }
  std::array<F, 2> address(size_t row) const {
    return {F::from_canonical(leaf(row).address_space), F::from_canonical(block_number(row))};
  }

  const TouchedMemory& touched_;
  uint32_t block_;
  RangeCounts& counts_;
  std::vector<Place> places_;
  unsigned block_bits_;
  unsigned space_bits_;
  uint32_t space_offset_;
  unsigned compare_bits_;
};

// fill(row, columns) for each row in parallel, then the last row's limbs.
template <template <class> class Columns, class Fill>
void fill_trace(const Context& context, const Filler& filler, TraceView trace, const Fill& fill) {
  ZKMEM_CHECK(trace.width() == kColumnCount<Columns> && trace.height() >= filler.rows());
  parallel_for(context, filler.rows(), kRowsAtOnce, [&](size_t begin, size_t end) {
    RowWriter<Columns> writer(trace, begin);
    for (size_t row = begin; row < end; ++row) {
      Columns<F>& out = writer.next();
      filler.check_space(row);
      out.final_timestamp = F::from_canonical(filler.timestamp(row));
      out.is_valid = F::one();
      fill(row, out);
      filler.compare_with_next(row, out.order);
    }
  });
  if (filler.rows() == 0) return;
  const std::array<F, 2> limbs = filler.last_row_limbs();
  const size_t first = column_of(&Columns<F>::order) + column_of(&AddressOrderColumns<F>::lt_decomp);
  for (size_t i = 0; i < limbs.size(); ++i) trace.at(trace.height() - 1, first + i) = limbs[i];
}

template <size_t kBlock>
void fill_blocks(const Context& context, const Filler& filler, TraceView trace) {
  fill_trace<BlockVolatileBoundaryRow<kBlock>::template Columns>(
      context, filler, trace, [&](size_t row, auto& out) {
        const TouchedLeaf& leaf = filler.leaf(row);
        out.address_space = F::from_canonical(leaf.address_space);
        filler.block_limbs(row, out.block_limbs);
        for (size_t k = 0; k < kBlock; ++k) {
          out.final_data[k] = F::from_canonical(leaf.final[filler.first_cell(row) + k]);
        }
      });
}

}  // namespace

size_t volatile_boundary_rows(const TouchedMemory& touched, uint32_t block) {
  return places(touched, block).size();
}

void fill_volatile_boundary(const Context& context, const MemoryConfig& config, const TouchedMemory& touched,
                            SpaceCheck space_check, RangeCounts& counts, TraceView trace) {
  const Filler filler(config, touched, 1, space_check, counts);
  fill_trace<VolatileBoundaryColumns>(
      context, filler, trace, [&](size_t row, VolatileBoundaryColumns<F>& out) {
        const TouchedLeaf& leaf = filler.leaf(row);
        out.address_space_limbs[0] = F::from_canonical(leaf.address_space);
        filler.block_limbs(row, out.pointer_limbs);
        out.final_data = F::from_canonical(leaf.final[filler.first_cell(row)]);
      });
}

void fill_block_volatile_boundary(const Context& context, const MemoryConfig& config,
                                  const TouchedMemory& touched, uint32_t block, RangeCounts& counts,
                                  TraceView trace) {
  const Filler filler(config, touched, block, SpaceCheck::kMinusOne, counts);
  with_volatile_block(block, [&]<size_t kBlock>() { fill_blocks<kBlock>(context, filler, trace); });
}

}  // namespace zkmem
