#include "zkmem/memory/offline/leaf_blocks.h"

#include <algorithm>

namespace zkmem {
namespace {

// Ties go to the earlier pair: blocks of 4 are what most accesses want, and fewer sizes in use are fewer
// circuits.
constexpr LeafBlockSizes kPreference[] = {{4, 4}, {8, 8}, {8, 4}, {4, 8}, {2, 2}, {1, 1}, {2, 4}, {4, 2},
                                          {1, 4}, {4, 1}, {1, 2}, {2, 1}, {2, 8}, {8, 2}, {1, 8}, {8, 1}};

size_t log_size(uint32_t size) { return size == 1 ? 0 : size == 2 ? 1 : size == 4 ? 2 : 3; }

// Rows and pieces when the node (start, size), inside the leaf, is cut to fit blocks of final_size.
struct Cut {
  uint32_t splits = 0;
  uint32_t pieces = 0;
};
void cut(int32_t start, int32_t size, int32_t final_size, Cut& total) {
  if (size <= final_size && start % size == 0) {
    ++total.pieces;
    return;
  }
  ++total.splits;
  cut(start, size / 2, final_size, total);
  cut(start + size / 2, size / 2, final_size, total);
}

}  // namespace

LeafBlockCosts::LeafBlockCosts() {
  for (size_t log = 0; log < rests_.size(); ++log) rests_[log].size.fill(static_cast<uint8_t>(1u << log));
}

void LeafBlockCosts::consume(int32_t from, int32_t size) {
  const int32_t to = from + size;
  for (Rest& rest : rests_) {
    for (int32_t cell = 0; cell < 8;) {
      uint8_t* const block = &rest.size[static_cast<size_t>(cell)];
      const int32_t width = *block;
      if (width == 0) {
        ++cell;
      } else if (cell + width <= from || cell >= to) {
        cell += width;
      } else if (cell >= from && cell + width <= to && (cell - from) % width == 0) {
        ++rest.rows;  // one more input of the access's merges
        std::fill_n(block, width, uint8_t{0});
        cell += width;
      } else {
        ++rest.rows;
        std::fill_n(block, width, static_cast<uint8_t>(width / 2));
      }
    }
  }
}

uint32_t LeafBlockCosts::final_rows(const Rest& rest, int32_t final_size,
                                    std::span<const LastBlock, 8> last_blocks) const {
  Cut total;
  for (int32_t cell = 0; cell < 8;) {
    const LastBlock& last = last_blocks[static_cast<size_t>(cell)];
    if (last.size == 0) {
      const int32_t width = rest.size[static_cast<size_t>(cell)];
      cut(cell, width, final_size, total);
      cell += width;
      continue;
    }
    // The largest node of the block's tree on this cell that lies within the leaf: the way down to it costs
    // the same whatever the leaf's sizes are.
    int32_t start = last.start;
    int32_t size = last.size;
    while (start < 0 || start + size > 8) {
      size /= 2;
      if (cell >= start + size) start += size;
    }
    cut(start, size, final_size, total);
    cell = start + size;
  }
  return total.splits + total.pieces - static_cast<uint32_t>(8 / final_size);
}

LeafBlockSizes LeafBlockCosts::choose(uint32_t min_block, std::span<const LastBlock, 8> last_blocks) const {
  LeafBlockSizes best;
  uint32_t best_rows = UINT32_MAX;
  // Splits and merge inputs of a touched leaf: at least one input, which no choice avoids.
  for (const LeafBlockSizes sizes : kPreference) {
    if (sizes.initial < min_block || sizes.final < min_block) continue;
    const Rest& rest = rests_[log_size(sizes.initial)];
    if (rest.rows >= best_rows) continue;
    const uint32_t rows = rest.rows + final_rows(rest, sizes.final, last_blocks);
    if (rows < best_rows) {
      best = sizes;
      best_rows = rows;
    }
  }
  return best;
}

}  // namespace zkmem
