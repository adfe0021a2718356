// The two ways from the blocks at hand to the block that an access needs. Both leave the block (pointer,
// size) at the access's time and return the timestamp of the block they consumed: the latest access to any of
// its cells.
//
// WholeWalk is openvm-v1 (OpenVM v1.7.0, record for record): whatever does not fit is cut to the space's
// minimum blocks in one record and merged from them in one record. LazyWalk splits in halves only what must
// be split, and merges halves: the fewest rows for given initial and final blocks (leaf_blocks.h). memory.md,
// "Blocks and adapters".
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "zkmem/memory/offline/access_adapter_record.h"
#include "zkmem/memory/offline/block_grid.h"

namespace zkmem {

class WholeWalk {
 public:
  // Untouched memory is in aligned blocks of initial_block cells; pieces are min_block cells.
  WholeWalk(BlockGrid& grid, AccessAdapterRecords& records, uint32_t initial_block, uint32_t min_block)
      : grid_(grid), records_(records), initial_block_(initial_block), min_block_(min_block) {}

  // The timestamp of the block (pointer, size) once it exists; the caller sets its new time.
  uint32_t access(uint32_t pointer, uint32_t size);
  // Brings all blocks to initial_block; on_block(pointer, timestamp) for each, ascending.
  template <class OnBlock>
  void finalize(const OnBlock& on_block);

 private:
  void split_to_pieces(const Block& block);
  void touch_piece(uint32_t pointer);

  BlockGrid& grid_;
  AccessAdapterRecords& records_;
  uint32_t initial_block_;
  uint32_t min_block_;
};

class LazyWalk {
 public:
  // initial_block_of(pointer): the size of the aligned block that an untouched cell starts in.
  using InitialBlockOf = std::function<uint32_t(uint32_t pointer)>;
  LazyWalk(BlockGrid& grid, AccessAdapterRecords& records, const InitialBlockOf& initial_block_of)
      : grid_(grid), records_(records), initial_block_of_(initial_block_of) {}

  uint32_t access(uint32_t pointer, uint32_t size);

 private:
  Block block_at(uint32_t pointer);

  BlockGrid& grid_;
  AccessAdapterRecords& records_;
  const InitialBlockOf& initial_block_of_;
};

template <class OnBlock>
void WholeWalk::finalize(const OnBlock& on_block) {
  std::vector<uint32_t> times;  // of the pieces of the next block to merge
  uint32_t start = 0;
  for (uint32_t at = grid_.begin(); at < grid_.end();) {
    const Block block = grid_.block(at);
    if (block.size == 0) {
      ++at;
      continue;
    }
    at = block.pointer + block.size;
    const std::span<const uint32_t> cells = grid_.values(block.pointer, block.size);
    if (block.size > min_block_) {
      records_.add_split(grid_.address_space(), block.pointer, min_block_, block.timestamp, cells);
    }
    for (uint32_t piece = block.pointer; piece < at; piece += min_block_) {
      if (min_block_ > initial_block_) {
        records_.add_split(grid_.address_space(), piece, initial_block_, block.timestamp,
                           grid_.values(piece, min_block_));
      }
      if (min_block_ >= initial_block_) {
        for (uint32_t p = piece; p < piece + min_block_; p += initial_block_) on_block(p, block.timestamp);
        continue;
      }
      if (times.empty()) start = piece;
      times.push_back(block.timestamp);
      if (times.size() == initial_block_ / min_block_) {
        records_.add_merge(grid_.address_space(), start, times, grid_.values(start, initial_block_));
        on_block(start, *std::max_element(times.begin(), times.end()));
        times.clear();
      }
    }
  }
  ZKMEM_CHECK(times.empty());
}

}  // namespace zkmem
