// The blocks that a stretch of one address space is cut into at a moment: for each cell the block it lies in,
// that block's timestamp, and the cell's value. The offline algorithms walk over it. One owner.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <span>
#include <vector>

#include "zkmem/base/check.h"

namespace zkmem {

struct Block {
  uint32_t pointer = 0;
  uint32_t size = 0;  // 0: no block here yet
  uint32_t timestamp = 0;
};

class BlockGrid {
 public:
  // Cells [first, first + count), none in a block, values zero.
  void reset(uint32_t address_space, uint32_t first, uint32_t count) {
    address_space_ = address_space;
    first_ = first;
    log_size_.assign(count, kNoBlock);
    offset_.resize(count);
    time_.resize(count);
    values_.assign(count, 0);
  }
  // Forgets the blocks, keeps the values.
  void clear_blocks() { std::fill(log_size_.begin(), log_size_.end(), kNoBlock); }

  uint32_t address_space() const { return address_space_; }
  uint32_t begin() const { return first_; }
  uint32_t end() const { return first_ + static_cast<uint32_t>(log_size_.size()); }

  bool has_block(uint32_t pointer) const { return log_size_[pointer - first_] != kNoBlock; }
  bool is_block(uint32_t pointer, uint32_t size) const {
    const size_t i = pointer - first_;
    return log_size_[i] != kNoBlock && offset_[i] == 0 && 1u << log_size_[i] == size;
  }
  // The block on that cell; size 0 if there is none.
  Block block(uint32_t pointer) const {
    const size_t i = pointer - first_;
    if (log_size_[i] == kNoBlock) return {};
    return {pointer - offset_[i], 1u << log_size_[i], time_[i]};
  }
  uint32_t timestamp(uint32_t pointer) const { return time_[pointer - first_]; }
  void set_block(uint32_t pointer, uint32_t size, uint32_t timestamp) {
    const size_t i = pointer - first_;
    const auto log = static_cast<uint8_t>(std::countr_zero(size));
    for (uint32_t k = 0; k < size; ++k) {
      log_size_[i + k] = log;
      offset_[i + k] = static_cast<uint8_t>(k);
      time_[i + k] = timestamp;
    }
  }
  // Cuts [pointer, pointer + size) into blocks of `piece` cells with one timestamp.
  void set_blocks(uint32_t pointer, uint32_t size, uint32_t piece, uint32_t timestamp) {
    for (uint32_t at = pointer; at < pointer + size; at += piece) set_block(at, piece, timestamp);
  }

  std::span<uint32_t> values(uint32_t pointer, uint32_t size) {
    return std::span(values_).subspan(pointer - first_, size);
  }
  std::span<const uint32_t> values(uint32_t pointer, uint32_t size) const {
    return std::span(values_).subspan(pointer - first_, size);
  }

 private:
  static constexpr uint8_t kNoBlock = 0xff;

  uint32_t address_space_ = 0;
  uint32_t first_ = 0;
  std::vector<uint8_t> log_size_;
  std::vector<uint8_t> offset_;
  std::vector<uint32_t> time_;
  std::vector<uint32_t> values_;
};

}  // namespace zkmem
