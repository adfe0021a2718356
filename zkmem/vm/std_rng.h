// The generator behind hint_random: Rust's `StdRng::seed_from_u64(0)` (rand 0.9: ChaCha with 12 rounds,
// 64-bit block counter, stream 0, seed expanded by PCG32), so that a program sees the bytes it would see
// under OpenVM 2. The whole state is a position in the word stream: cheap to save and to restore. Not for
// secrets.
#pragma once

#include <array>
#include <cstdint>

namespace zkmem {

class StdRng {
 public:
  // At word `position` of the stream of `seed`.
  explicit StdRng(uint64_t seed = 0, uint64_t position = 0);

  uint32_t next_u32();
  // `random::<u8>()`: the low byte of a word.
  uint8_t next_u8() { return static_cast<uint8_t>(next_u32()); }

  uint64_t position() const { return position_; }

 private:
  static constexpr uint64_t kBlockWords = 16;
  void fill_block(uint64_t block);

  std::array<uint32_t, 8> key_{};
  std::array<uint32_t, kBlockWords> block_{};
  uint64_t position_ = 0;
};

}  // namespace zkmem
