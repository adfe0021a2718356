#include "zkmem/memory/offline/block_walk.h"

#include <algorithm>

namespace zkmem {
namespace {
constexpr size_t kMaxPieces = 32;  // the largest access in cells
}

void WholeWalk::split_to_pieces(const Block& block) {
  records_.add_split(grid_.address_space(), block.pointer, min_block_, block.timestamp,
                     grid_.values(block.pointer, block.size));
  grid_.set_blocks(block.pointer, block.size, min_block_, block.timestamp);
}

// Puts the untouched piece at `pointer` into a block of its own, at time 0.
void WholeWalk::touch_piece(uint32_t pointer) {
  if (initial_block_ > min_block_) {
    const uint32_t start = pointer & ~(initial_block_ - 1);
    split_to_pieces({start, initial_block_, 0});
  } else {
    if (initial_block_ < min_block_) {
      constexpr std::array<uint32_t, kMaxPieces> kTimeZero{};
      records_.add_merge(grid_.address_space(), pointer,
                         std::span(kTimeZero).first(min_block_ / initial_block_),
                         grid_.values(pointer, min_block_));
    }
    grid_.set_block(pointer, min_block_, 0);
  }
}

uint32_t WholeWalk::access(uint32_t pointer, uint32_t size) {
  if (grid_.is_block(pointer, size)) return grid_.timestamp(pointer);
  for (uint32_t at = pointer; at < pointer + size;) {
    const Block block = grid_.block(at);
    if (block.size > min_block_) split_to_pieces(block);
    at = block.size == 0 ? at + min_block_ : block.pointer + block.size;
  }
  std::array<uint32_t, kMaxPieces> all_times;
  const std::span<uint32_t> times = std::span(all_times).first(size / min_block_);
  for (size_t i = 0; i < times.size(); ++i) {
    const uint32_t at = pointer + static_cast<uint32_t>(i) * min_block_;
    if (!grid_.has_block(at)) touch_piece(at);
    times[i] = grid_.timestamp(at);
  }
  if (size > min_block_)
    records_.add_merge(grid_.address_space(), pointer, times, grid_.values(pointer, size));
  return *std::max_element(times.begin(), times.end());
}

Block LazyWalk::block_at(uint32_t pointer) {
  if (!grid_.has_block(pointer)) {
    const uint32_t size = initial_block_of_(pointer);
    grid_.set_block(pointer & ~(size - 1), size, 0);
  }
  return grid_.block(pointer);
}

uint32_t LazyWalk::access(uint32_t pointer, uint32_t size) {
  for (;;) {
    const Block block = block_at(pointer);
    if (block.pointer == pointer && block.size == size) return block.timestamp;
    if (block.pointer == pointer && block.size < size) break;
    // The block sticks out on the left or holds the wanted one: halve it.
    records_.add_split(grid_.address_space(), block.pointer, block.size / 2, block.timestamp,
                       grid_.values(block.pointer, block.size));
    grid_.set_blocks(block.pointer, block.size, block.size / 2, block.timestamp);
  }
  const uint32_t half = size / 2;
  const std::array<uint32_t, 2> times = {access(pointer, half), access(pointer + half, half)};
  records_.add_merge(grid_.address_space(), pointer, times, grid_.values(pointer, size));
  const uint32_t timestamp = std::max(times[0], times[1]);
  grid_.set_block(pointer, size, timestamp);
  return timestamp;
}

}  // namespace zkmem
