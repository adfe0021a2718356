// What a program receives from outside and what it prints. Inputs are items (byte strings); hint_input moves
// the next one into the hint stream behind its length, hint_storew and hint_buffer consume that stream word
// by word, hint_random replaces it by random bytes. Hints are unconstrained: no proof says which bytes came
// in. Streams persist across segments.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "zkmem/vm/std_rng.h"

namespace zkmem {

using Bytes = std::vector<uint8_t>;

// Cheap to copy: copies share the items and the hint.
class Streams {
 public:
  Streams() = default;
  explicit Streams(std::vector<Bytes> items);

  // False, and nothing changes, when no item is left.
  bool hint_input();
  void hint_random(uint32_t words);
  // The next word; nothing when fewer than 4 bytes are left.
  std::optional<uint32_t> next_word();
  size_t hint_bytes_left() const { return hint_->size() - hint_position_; }

  size_t items_taken() const { return next_item_; }
  const std::vector<Bytes>& items() const { return *items_; }
  const Bytes& hint() const { return *hint_; }
  // Whether the hint stream is the last item taken, behind its length.
  bool hint_is_item() const { return hint_is_item_; }
  size_t hint_position() const { return hint_position_; }
  uint64_t random_position() const { return rng_.position(); }

  // A saved state; false when the parts do not fit together.
  static std::optional<Streams> restore(std::vector<Bytes> items, size_t items_taken, Bytes hint,
                                        size_t hint_position, uint64_t random_position);
  // The same where the hint stream is the last item taken.
  static std::optional<Streams> restore_item(std::vector<Bytes> items, size_t items_taken,
                                             size_t hint_position, uint64_t random_position);

 private:
  void load_item();

  std::shared_ptr<const std::vector<Bytes>> items_ = std::make_shared<const std::vector<Bytes>>();
  size_t next_item_ = 0;
  std::shared_ptr<const Bytes> hint_ = std::make_shared<const Bytes>();
  bool hint_is_item_ = false;
  size_t hint_position_ = 0;
  StdRng rng_;
};

}  // namespace zkmem
