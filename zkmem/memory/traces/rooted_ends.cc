#include "zkmem/memory/traces/rooted_ends.h"

#include <algorithm>
#include <bit>
#include <vector>

#include "zkmem/air/columns.h"
#include "zkmem/base/parallel.h"
#include "zkmem/memory/chips/ledger/columns.h"
#include "zkmem/memory/chips/merkle/columns.h"
#include "zkmem/memory/traces/merkle_trace.h"
#include "zkmem/primitives/range_counts.h"
#include "zkmem/primitives/variable_range_checker_air.h"

namespace zkmem {
namespace {

using F = BabyBear;

constexpr size_t kLeavesAtOnce = 2048;

template <template <class> class Common>
AirWidths widths_of() {
  return {0, {}, kColumnCount<Common>};
}
template <template <class> class Common, template <class> class Cached>
AirWidths widths_of() {
  return {0, {kColumnCount<Cached>}, kColumnCount<Common>};
}

std::vector<Digest> hashes_of(const Context& context, const Poseidon2Batch& hash,
                              std::span<const EndLeaf> leaves, const CellImage& image) {
  std::vector<Digest> digests(leaves.size());
  parallel_for(context, leaves.size(), kLeavesAtOnce, [&](size_t begin, size_t end) {
    std::vector<F> cells;
    for (size_t i = begin; i < end; ++i)
      for (const uint32_t cell : cells_at(image, leaves[i])) cells.push_back(F::from_canonical(cell));
    hash_rows(hash, cells, kLeafCells, std::span(digests).subspan(begin, end - begin));
  });
  return digests;
}

// What leaves and Merkle rows look up: each leaf's cells before and, unless the end is free, after, each
// row's children.
std::vector<Poseidon2State> lookups_of(const Context& context, ConstTraceView leaves, size_t num_leaves,
                                       bool ends_in_root, ConstTraceView merkle, size_t merkle_rows) {
  using Token = RootedTokenColumns<F>;
  const size_t of_leaves = (ends_in_root ? 2 : 1) * num_leaves;
  std::vector<Poseidon2State> lookups(of_leaves + merkle_rows);
  const auto copy = [&](ConstTraceView trace, size_t rows, size_t first, size_t words, size_t base) {
    parallel_for(context, rows, kLeavesAtOnce, [&](size_t begin, size_t end) {
      for (size_t w = 0; w < words; ++w) {
        const F* column = trace.column(first + w).data();
        for (size_t row = begin; row < end; ++row) lookups[base + row][w] = column[row];
      }
    });
  };
  copy(leaves, num_leaves, column_of(&Token::start), kLeafCells, 0);
  if (ends_in_root) copy(leaves, num_leaves, column_of(&Token::final), kLeafCells, num_leaves);
  copy(merkle, merkle_rows, column_of(&MerkleColumns<F>::left_child_hash), kPoseidon2Width, of_leaves);
  return lookups;
}

std::vector<uint64_t> places_of(const MerkleDimensions& dimensions, std::span<const EndLeaf> leaves) {
  std::vector<uint64_t> places;
  places.reserve(leaves.size());
  for (const EndLeaf& leaf : leaves) places.push_back(dimensions.leaf_index(leaf.address_space, leaf.label));
  return places;
}

}  // namespace

std::vector<std::optional<uint32_t>> rooted_ends_heights(const RootedEndsChips& chips,
                                                         std::span<const EndLeaf> leaves,
                                                         const MerkleDimensions& dimensions,
                                                         size_t num_airs) {
  std::vector<std::optional<uint32_t>> heights(num_airs);
  heights[chips.ends] = log2_of_rows(leaves.size());
  heights[chips.merkle] =
      log2_of_rows(MerkleTraceShape(dimensions, places_of(dimensions, leaves)).used_rows());
  heights[chips.range] = log2_of_rows(RangeCounts(chips.range_max_bits).height());
  return heights;
}

RootedEndsTraces make_rooted_ends_traces(const Context& context, const Poseidon2Batch& hash,
                                         const RootedEndsChips& chips, std::span<const EndLeaf> leaves,
                                         const RootedStart& start, const CellImage& end,
                                         const LedgerChallenge& challenge, TraceBuffer buffer) {
  const MerkleDimensions& dimensions = start.tree.dimensions();
  const MerkleTraceShape shape(dimensions, places_of(dimensions, leaves));
  RangeCounts counts(chips.range_max_bits);
  ChipLayout layout(context, std::move(buffer));
  layout.add(chips.ends, widths_of<RootedEndsColumns, RootedTokenColumns>(), leaves.size());
  layout.add(chips.merkle, widths_of<MerkleColumns>(), shape.used_rows());
  layout.add(chips.range, widths_of<VariableRangeCheckerColumns>(), counts.height());
  // A tree that stays as it is has each hash twice, and once in the chip.
  const size_t most_hashes =
      start.ends_in_root ? 2 * leaves.size() + shape.used_rows() : leaves.size() + shape.used_rows() / 2;
  layout.start(TraceBuffer::room_for(std::bit_ceil(most_hashes), poseidon2_width(chips.sbox)));

  const std::vector<Digest> before = hashes_of(context, hash, leaves, start.image);
  const std::vector<Digest> after =
      start.ends_in_root ? hashes_of(context, hash, leaves, end) : std::vector<Digest>();
  const RootedEndsFill fill{leaves, start.image, end, before, after, chips.bits, start.ends_in_root};
  fill.fill_cached(context, layout.cached(chips.ends));
  std::vector<F>& values = layout.public_values(chips.ends);
  values = ledger_public_values(
      challenge,
      fill.fill_common(context, challenge, counts, layout.cached(chips.ends), layout.common(chips.ends)));
  for (const F place : fill.places()) values.push_back(place);
  values.push_back(F::from_bool(!start.ends_in_root));
  fill_variable_range_checker(context, counts, layout.common(chips.range));

  MerkleTree tree = start.tree;
  const TraceView merkle = layout.common(chips.merkle);
  const std::vector<Digest> untouched = {start.tree.node(0, 0)};
  const std::vector<Digest>& last = start.ends_in_root ? after : before;
  tree.update(context, hash, shape.nodes, shape.is_empty ? untouched : last,
              MerkleTraceWriter(dimensions, shape, merkle));
  std::vector<F>& roots = layout.public_values(chips.merkle);
  for (const Digest& root : {start.tree.root(), tree.root()})
    roots.insert(roots.end(), root.begin(), root.end());

  const Poseidon2Rows rows =
      distinct_poseidon2_inputs(context, lookups_of(context, layout.cached(chips.ends), leaves.size(),
                                                    start.ends_in_root, merkle, shape.used_rows()));
  fill_poseidon2(context, rows, chips.sbox,
                 layout.add_last(chips.hash, {0, {}, poseidon2_width(chips.sbox)}, rows.inputs.size()));
  return {std::move(layout).finish(), std::move(tree)};
}

}  // namespace zkmem
