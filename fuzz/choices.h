// For fuzz targets: an input as a list of choices, and dice for mutators.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <random>
#include <span>
#include <string>
#include <vector>

namespace zkmem::fuzz {

// Takes its choices from the input's bytes, from the first; behind the last all are 0, nothing, or empty.
class Choices {
 public:
  explicit Choices(std::span<const uint8_t> bytes) : bytes_(bytes) {}

  size_t remaining() const { return bytes_.size(); }
  uint8_t byte() {
    if (bytes_.empty()) return 0;
    const uint8_t first = bytes_.front();
    bytes_ = bytes_.subspan(1);
    return first;
  }
  bool flag() { return byte() % 2 != 0; }
  // From `least` to `most`, which are less than 65,536 apart.
  uint32_t number(uint32_t least, uint32_t most) {
    const uint32_t range = most - least + 1;
    uint32_t chosen = byte();
    if (range > 256) chosen |= uint32_t{byte()} << 8;
    return least + chosen % range;
  }
  template <class T>
  T one_of(std::initializer_list<T> list) {
    return list.begin()[byte() % list.size()];
  }
  std::vector<uint8_t> bytes(size_t most) {
    const size_t wanted = number(0, static_cast<uint32_t>(most));  // before it is asked what remains
    const size_t count = std::min(wanted, bytes_.size());
    const std::vector<uint8_t> taken(bytes_.begin(), bytes_.begin() + static_cast<ptrdiff_t>(count));
    bytes_ = bytes_.subspan(count);
    return taken;
  }
  std::string text(size_t most) {
    const std::vector<uint8_t> taken = bytes(most);
    return {taken.begin(), taken.end()};
  }

 private:
  std::span<const uint8_t> bytes_;
};

class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}
  uint32_t operator()() { return static_cast<uint32_t>(engine_()); }

 private:
  std::minstd_rand engine_;
};

}  // namespace zkmem::fuzz
