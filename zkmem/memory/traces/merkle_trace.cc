#include "zkmem/memory/traces/merkle_trace.h"

#include <bit>
#include <cstddef>
#include <vector>

#include "zkmem/air/columns.h"
#include "zkmem/base/check.h"

namespace zkmem {
namespace {

using F = BabyBear;
using Row = MerkleColumns<F>;

std::vector<uint64_t> leaves_with_rows(std::span<const uint64_t> touched) {
  if (touched.empty()) return {0};
  return {touched.begin(), touched.end()};
}

// One step's rows of one column, bottom row first in memory order. A step's nodes ascend while rows descend,
// and each node has two neighbouring rows, so `pair(i)` gives (final, initial) of node i.
template <class Pair>
void fill(std::span<F> column, size_t last_row, size_t count, const Pair& pair) {
  F* at = &column[last_row - 1];
  for (size_t i = 0; i < count; ++i, at -= 2) {
    const auto [final, initial] = pair(i);
    at[0] = final;
    at[1] = initial;
  }
}

struct RowPair {
  F final;
  F initial;
};

}  // namespace

MerkleTraceShape::MerkleTraceShape(const MerkleDimensions& dimensions,
                                   std::span<const uint64_t> touched_leaves)
    : nodes(dimensions, leaves_with_rows(touched_leaves)), is_empty(touched_leaves.empty()) {}

size_t MerkleTraceShape::padded_height() const { return std::bit_ceil(used_rows()); }

MerkleTraceWriter::MerkleTraceWriter(const MerkleDimensions& dimensions, const MerkleTraceShape& shape,
                                     TraceView trace)
    : dimensions_(dimensions), shape_(shape), trace_(trace) {
  ZKMEM_CHECK(trace.width() == kColumnCount<MerkleColumns> && trace.height() >= shape.used_rows());
}

void MerkleTraceWriter::operator()(const MerkleStep& step) const {
  const unsigned h = step.height;
  const size_t count = step.nodes.size();
  const bool is_root = h == dimensions_.height();
  // The row of node i's initial half is last_row - 2i.
  const size_t level_size = shape_.nodes.level(h).size();
  const size_t last_row = 2 * (shape_.nodes.count_above(h) + level_size - step.first) - 1;
  const auto column = [&](size_t j) { return trace_.column(j); };
  const auto both = [&](size_t j, auto&& value) {
    fill(column(j), last_row, count, [&](size_t i) {
      const F v = value(i);
      return RowPair{v, v};
    });
  };
  const unsigned label_bits = dimensions_.address_height > h ? dimensions_.address_height - h : 0;
  const uint64_t label_mask = (uint64_t{1} << label_bits) - 1;
  const F height = F::from_canonical(h);
  const F height_inverse = height.inverse();
  const F section = F::from_bool(h > dimensions_.address_height);

  fill(column(column_of(&Row::expand_direction)), last_row, count,
       [&](size_t) { return RowPair{-F::one(), F::one()}; });
  both(column_of(&Row::height_section), [&](size_t) { return section; });
  both(column_of(&Row::parent_height), [&](size_t) { return height; });
  both(column_of(&Row::parent_height_inv), [&](size_t) { return height_inverse; });
  both(column_of(&Row::is_root), [&](size_t) { return F::from_bool(is_root); });
  both(column_of(&Row::parent_as_label), [&](size_t i) { return F::from_u64(step.nodes[i] >> label_bits); });
  both(column_of(&Row::parent_address_label),
       [&](size_t i) { return F::from_u64(step.nodes[i] & label_mask); });
  for (size_t w = 0; w < kDigestWidth; ++w) {
    fill(column(column_of(&Row::parent_hash) + w), last_row, count,
         [&](size_t i) { return RowPair{step.final[i][w], step.initial[i][w]}; });
    fill(column(column_of(&Row::left_child_hash) + w), last_row, count,
         [&](size_t i) { return RowPair{step.final_children[2 * i][w], step.initial_children[2 * i][w]}; });
    fill(column(column_of(&Row::right_child_hash) + w), last_row, count, [&](size_t i) {
      return RowPair{step.final_children[2 * i + 1][w], step.initial_children[2 * i + 1][w]};
    });
  }
  const bool untouched = shape_.is_empty && h == 1;
  for (unsigned side = 0; side < 2; ++side) {
    fill(column(column_of(&Row::left_direction_different) + side), last_row, count, [&](size_t i) {
      return RowPair{F::from_bool(untouched || ((step.touched[i] >> side) & 1) == 0), F::zero()};
    });
  }
  if (is_root) {  // the initial root is the first row
    for (size_t j = 0; j < kColumnCount<MerkleColumns>; ++j) std::swap(trace_.at(0, j), trace_.at(1, j));
  }
}

}  // namespace zkmem
