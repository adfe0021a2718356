#include "zkmem/memory/statement/ends_traces.h"

#include <algorithm>
#include <bit>
#include <functional>
#include <vector>

#include "zkmem/air/columns.h"
#include "zkmem/base/check.h"
#include "zkmem/base/parallel.h"
#include "zkmem/memory/chips/merkle/columns.h"
#include "zkmem/memory/traces/merkle_trace.h"
#include "zkmem/primitives/poseidon2_air.h"
#include "zkmem/primitives/variable_range_checker_air.h"

namespace zkmem {
namespace {

using F = BabyBear;

constexpr size_t kLeavesAtOnce = 2048;

LedgerBits bits_of(const MemoryConfig& config) { return {config.addr_space_height, config.address_height()}; }

// Traces in one buffer: common mains by descending height, then the cached ones.
class Layout {
 public:
  Layout(const Context& context, const MemoryAirs& airs, TraceBuffer buffer)
      : context_(context), airs_(airs), buffer_(std::move(buffer)) {}

  void add(size_t air, size_t used_rows) {
    chips_.push_back({air, used_rows, std::bit_ceil(std::max<size_t>(used_rows, 1)), {}, {}, {}});
  }
  // `more` cells are taken later.
  void start(size_t more) {
    size_t cells = more;
    for (const Chip& chip : chips_) {
      const AirWidths widths = widths_of(chip);
      cells += TraceBuffer::room_for(chip.height, widths.common_main);
      for (const size_t width : widths.cached_mains) cells += TraceBuffer::room_for(chip.height, width);
    }
    buffer_.start(cells);
    std::vector<Chip*> order;
    for (Chip& chip : chips_) order.push_back(&chip);
    std::ranges::stable_sort(order, std::greater(), &Chip::height);
    for (Chip* chip : order) chip->common = take(*chip, widths_of(*chip).common_main);
    for (Chip* chip : order)
      for (const size_t width : widths_of(*chip).cached_mains) chip->cached = take(*chip, width);
  }
  TraceView common(size_t air) const { return find(air).common; }
  TraceView cached(size_t air) const { return find(air).cached; }
  void set_public_values(size_t air, std::vector<F> values) { find(air).public_values = std::move(values); }
  // Another chip, in the room that was left for it.
  TraceView add_last(size_t air, size_t used_rows) {
    add(air, used_rows);
    Chip& chip = chips_.back();
    chip.common = take(chip, widths_of(chip).common_main);
    return chip.common;
  }

  EndsTraces finish() && {
    std::ranges::sort(chips_, {}, &Chip::air);
    EndsTraces made;
    for (Chip& chip : chips_) {
      AirTraces& traces = made.traces.emplace_back();
      traces.air = chip.air;
      if (chip.cached.width() != 0) traces.cached_mains.push_back(chip.cached);
      traces.common_main = chip.common;
      traces.public_values = std::move(chip.public_values);
    }
    made.buffer = std::move(buffer_);
    return made;
  }

 private:
  struct Chip {
    size_t air;
    size_t used_rows;
    size_t height;
    TraceView common;
    TraceView cached;
    std::vector<F> public_values;
  };

  AirWidths widths_of(const Chip& chip) const { return airs_.entries[chip.air].air->widths(); }
  TraceView take(const Chip& chip, size_t width) {
    const TraceView taken = buffer_.take(chip.height, width);
    buffer_.clear_padding(context_, taken, chip.used_rows);
    return taken;
  }
  Chip& find(size_t air) { return *std::ranges::find(chips_, air, &Chip::air); }
  const Chip& find(size_t air) const { return *std::ranges::find(chips_, air, &Chip::air); }

  const Context& context_;
  const MemoryAirs& airs_;
  TraceBuffer buffer_;
  std::vector<Chip> chips_;
};

// The ledger's chip of the ends, and the range table.
template <class Fill>
void fill_ends(const Context& context, const MemoryAirs& airs, size_t air, const Fill& fill,
               const LedgerChallenge& challenge, RangeCounts& counts, Layout& layout) {
  fill.fill_cached(context, layout.cached(air));
  const Ext4 sum = fill.fill_common(context, challenge, counts, layout.common(air));
  std::vector<F> values = ledger_public_values(challenge, sum);
  for (const F place : fill.places()) values.push_back(place);
  layout.set_public_values(air, std::move(values));
  fill_variable_range_checker(context, counts, layout.common(airs.range));
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

// What leaves and Merkle rows look up: each leaf's cells before and after, each row's children.
std::vector<Poseidon2State> lookups_of(const Context& context, ConstTraceView leaves, size_t num_leaves,
                                       ConstTraceView merkle, size_t merkle_rows) {
  using Token = RootedTokenColumns<F>;
  std::vector<Poseidon2State> lookups(2 * num_leaves + merkle_rows);
  const auto copy = [&](ConstTraceView trace, size_t rows, size_t first, size_t words, size_t base) {
    parallel_for(context, rows, kLeavesAtOnce, [&](size_t begin, size_t end) {
      for (size_t w = 0; w < words; ++w) {
        const F* column = trace.column(first + w).data();
        for (size_t row = begin; row < end; ++row) lookups[base + row][w] = column[row];
      }
    });
  };
  copy(leaves, num_leaves, column_of(&Token::start), kLeafCells, 0);
  copy(leaves, num_leaves, column_of(&Token::final), kLeafCells, num_leaves);
  copy(merkle, merkle_rows, column_of(&MerkleColumns<F>::left_child_hash), kPoseidon2Width, 2 * num_leaves);
  return lookups;
}

}  // namespace

EndsTraces make_ends_traces(const Context& context, const MemoryAirs& airs, std::span<const EndLeaf> leaves,
                            const CellImage& end, const LedgerChallenge& challenge, TraceBuffer buffer) {
  ZKMEM_CHECK(airs.ends.has_value());
  RangeCounts counts(airs.config.range_max_bits);
  Layout layout(context, airs, std::move(buffer));
  layout.add(*airs.ends, leaves.size());
  layout.add(airs.range, counts.height());
  layout.start(0);
  const LedgerEndsFill fill{leaves, end, bits_of(airs.config)};
  fill_ends(context, airs, *airs.ends, fill, challenge, counts, layout);
  return std::move(layout).finish();
}

RootedEndsTraces make_rooted_ends_traces(const Context& context, const Poseidon2Batch& hash,
                                         const MemoryAirs& airs, std::span<const EndLeaf> leaves,
                                         const RootedStart& start, const CellImage& end,
                                         const LedgerChallenge& challenge, TraceBuffer buffer) {
  ZKMEM_CHECK(airs.rooted_ends.has_value());
  const MerkleDimensions& dimensions = start.tree.dimensions();
  std::vector<uint64_t> places;
  for (const EndLeaf& leaf : leaves) places.push_back(dimensions.leaf_index(leaf.address_space, leaf.label));
  const MerkleTraceShape shape(dimensions, places);
  RangeCounts counts(airs.config.range_max_bits);
  Layout layout(context, airs, std::move(buffer));
  layout.add(*airs.rooted_ends, leaves.size());
  layout.add(*airs.merkle, shape.used_rows());
  layout.add(airs.range, counts.height());
  const size_t most_hashes = std::bit_ceil(2 * leaves.size() + shape.used_rows());
  layout.start(TraceBuffer::room_for(most_hashes, poseidon2_width(airs.sbox)));

  const std::vector<Digest> before = hashes_of(context, hash, leaves, start.image);
  const std::vector<Digest> after = hashes_of(context, hash, leaves, end);
  const RootedEndsFill fill{leaves, start.image, end, before, after, bits_of(airs.config)};
  fill_ends(context, airs, *airs.rooted_ends, fill, challenge, counts, layout);

  MerkleTree tree = start.tree;
  const TraceView merkle = layout.common(*airs.merkle);
  const std::vector<Digest> untouched = {start.tree.node(0, 0)};
  tree.update(context, hash, shape.nodes, shape.is_empty ? untouched : after,
              MerkleTraceWriter(dimensions, shape, merkle));
  std::vector<F> roots;
  for (const Digest& root : {start.tree.root(), tree.root()})
    roots.insert(roots.end(), root.begin(), root.end());
  layout.set_public_values(*airs.merkle, std::move(roots));

  const Poseidon2Rows rows = distinct_poseidon2_inputs(
      context,
      lookups_of(context, layout.cached(*airs.rooted_ends), leaves.size(), merkle, shape.used_rows()));
  fill_poseidon2(context, rows, airs.sbox, layout.add_last(*airs.poseidon2, rows.inputs.size()));
  return {std::move(layout).finish(), std::move(tree)};
}

}  // namespace zkmem
