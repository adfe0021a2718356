#include "zkmem/vm/streams.h"

#include <utility>

namespace zkmem {

Streams::Streams(std::vector<Bytes> items)
    : items_(std::make_shared<const std::vector<Bytes>>(std::move(items))) {}

namespace {

// Its length, the bytes, and zeros up to a whole word.
Bytes hint_of_item(const Bytes& item) {
  const auto length = static_cast<uint32_t>(item.size());
  Bytes hint;
  hint.reserve(item.size() + 8);
  for (int i = 0; i < 4; ++i) hint.push_back(static_cast<uint8_t>(length >> (8 * i)));
  hint.insert(hint.end(), item.begin(), item.end());
  while (hint.size() % 4 != 0) hint.push_back(0);
  return hint;
}

}  // namespace

void Streams::load_item() {
  hint_ = std::make_shared<const Bytes>(hint_of_item((*items_)[next_item_ - 1]));
  hint_is_item_ = true;
  hint_position_ = 0;
}

bool Streams::hint_input() {
  if (next_item_ == items_->size()) return false;
  ++next_item_;
  load_item();
  return true;
}

void Streams::hint_random(uint32_t words) {
  Bytes hint(size_t{4} * words);
  for (uint8_t& byte : hint) byte = rng_.next_u8();
  hint_ = std::make_shared<const Bytes>(std::move(hint));
  hint_is_item_ = false;
  hint_position_ = 0;
}

std::optional<uint32_t> Streams::next_word() {
  if (hint_bytes_left() < 4) return std::nullopt;
  uint32_t word = 0;
  for (int i = 0; i < 4; ++i) word |= uint32_t{(*hint_)[hint_position_++]} << (8 * i);
  return word;
}

std::optional<Streams> Streams::restore(std::vector<Bytes> items, size_t items_taken, Bytes hint,
                                        size_t hint_position, uint64_t random_position) {
  if (items_taken > items.size() || hint_position > hint.size()) return std::nullopt;
  Streams streams(std::move(items));
  streams.next_item_ = items_taken;
  streams.hint_is_item_ = items_taken != 0 && hint == hint_of_item(streams.items()[items_taken - 1]);
  streams.hint_ = std::make_shared<const Bytes>(std::move(hint));
  streams.hint_position_ = hint_position;
  streams.rng_ = StdRng(0, random_position);
  return streams;
}

std::optional<Streams> Streams::restore_item(std::vector<Bytes> items, size_t items_taken,
                                             size_t hint_position, uint64_t random_position) {
  if (items_taken == 0 || items_taken > items.size()) return std::nullopt;
  Streams streams(std::move(items));
  streams.next_item_ = items_taken;
  streams.load_item();
  if (hint_position > streams.hint_->size()) return std::nullopt;
  streams.hint_position_ = hint_position;
  streams.rng_ = StdRng(0, random_position);
  return streams;
}

}  // namespace zkmem
