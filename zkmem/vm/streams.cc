#include "zkmem/vm/streams.h"

#include <utility>

namespace zkmem {

Streams::Streams(std::vector<Bytes> items)
    : items_(std::make_shared<const std::vector<Bytes>>(std::move(items))) {}

bool Streams::hint_input() {
  if (next_item_ == items_->size()) return false;
  const Bytes& item = (*items_)[next_item_++];
  const auto length = static_cast<uint32_t>(item.size());
  hint_.clear();
  hint_position_ = 0;
  hint_.reserve(item.size() + 8);
  for (int i = 0; i < 4; ++i) hint_.push_back(static_cast<uint8_t>(length >> (8 * i)));
  hint_.insert(hint_.end(), item.begin(), item.end());
  while (hint_.size() % 4 != 0) hint_.push_back(0);
  return true;
}

void Streams::hint_random(uint32_t words) {
  hint_.resize(size_t{4} * words);
  hint_position_ = 0;
  for (uint8_t& byte : hint_) byte = rng_.next_u8();
}

std::optional<uint32_t> Streams::next_word() {
  if (hint_bytes_left() < 4) return std::nullopt;
  uint32_t word = 0;
  for (int i = 0; i < 4; ++i) word |= uint32_t{hint_[hint_position_++]} << (8 * i);
  return word;
}

std::optional<Streams> Streams::restore(std::vector<Bytes> items, size_t items_taken, Bytes hint,
                                        size_t hint_position, uint64_t random_position) {
  if (items_taken > items.size() || hint_position > hint.size()) return std::nullopt;
  Streams streams(std::move(items));
  streams.next_item_ = items_taken;
  streams.hint_ = std::move(hint);
  streams.hint_position_ = hint_position;
  streams.rng_ = StdRng(0, random_position);
  return streams;
}

}  // namespace zkmem
