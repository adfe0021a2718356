#include "zkmem/memory/traces/persistent_boundary_trace.h"

#include "zkmem/air/row_writer.h"
#include "zkmem/base/check.h"
#include "zkmem/base/parallel.h"
#include "zkmem/memory/chips/boundary/persistent_boundary_columns.h"

namespace zkmem {
namespace {

using F = BabyBear;

constexpr size_t kLeavesAtOnce = 2048;

size_t rows_of(const TouchedLeaf& leaf, uint32_t block) {
  return (leaf.initial_block == block ? 1u : 0u) + (leaf.final_block == block ? 1u : 0u);
}

// The chip's first row for every kLeavesAtOnce-th leaf, then the end.
std::vector<size_t> first_rows(const TouchedMemory& touched, uint32_t block) {
  std::vector<size_t> first = {0};
  for (size_t begin = 0; begin < touched.size(); begin += kLeavesAtOnce) {
    size_t rows = first.back();
    const size_t end = std::min(touched.size(), begin + kLeavesAtOnce);
    for (size_t i = begin; i < end; ++i) rows += rows_of(touched[i], block);
    first.push_back(rows);
  }
  return first;
}

template <size_t kBlocks>
struct Rows {
  template <class T>
  using Columns = PersistentBoundaryColumns<T, kBlocks>;

  static void fill(const TouchedLeaf& leaf, F direction, const std::array<uint32_t, 8>& values,
                   const Digest& hash, Columns<F>& row) {
    row.expand_direction = direction;
    row.address_space = F::from_canonical(leaf.address_space);
    row.leaf_label = F::from_canonical(leaf.label);
    for (size_t k = 0; k < 8; ++k) row.values[k] = F::from_canonical(values[k]);
    row.hash = hash;
  }
  static void fill_initial(const TouchedLeaf& leaf, const Digest& hash, Columns<F>& row) {
    fill(leaf, F::one(), leaf.initial, hash, row);
  }
  static void fill_final(const TouchedLeaf& leaf, const Digest& hash, Columns<F>& row) {
    fill(leaf, -F::one(), leaf.final, hash, row);
    for (size_t b = 0; b < kBlocks; ++b) row.timestamps[b] = F::from_canonical(leaf.timestamps[b]);
  }

  static void fill_all(const Context& context, const TouchedMemory& touched,
                       std::span<const Digest> initial_hashes, std::span<const Digest> final_hashes,
                       TraceView trace) {
    constexpr uint32_t kBlock = 8 / kBlocks;
    const std::vector<size_t> first = first_rows(touched, kBlock);
    ZKMEM_CHECK(trace.width() == kColumnCount<Columns> && trace.height() >= first.back());
    parallel_for(context, touched.size(), kLeavesAtOnce, [&](size_t begin, size_t end) {
      RowWriter<Columns> writer(trace, first[begin / kLeavesAtOnce]);
      for (size_t i = begin; i < end; ++i) {
        if (touched[i].initial_block == kBlock) fill_initial(touched[i], initial_hashes[i], writer.next());
        if (touched[i].final_block == kBlock) fill_final(touched[i], final_hashes[i], writer.next());
      }
    });
  }
};

}  // namespace

size_t persistent_boundary_rows(const TouchedMemory& touched, uint32_t block) {
  return first_rows(touched, block).back();
}

void fill_persistent_boundary(const Context& context, const TouchedMemory& touched, uint32_t block,
                              std::span<const Digest> initial_hashes, std::span<const Digest> final_hashes,
                              TraceView trace) {
  ZKMEM_CHECK(initial_hashes.size() == touched.size() && final_hashes.size() == touched.size());
  with_persistent_boundary(block, [&]<size_t kBlocks>() {
    Rows<kBlocks>::fill_all(context, touched, initial_hashes, final_hashes, trace);
  });
}

}  // namespace zkmem
