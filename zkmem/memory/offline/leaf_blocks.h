// Which blocks a leaf starts and ends in under the hybrid profile, so that the adapters need the fewest rows.
//
// Given the sizes of the initial and final blocks, splitting and merging only when an access forces it is
// optimal: an access at (P, S) consumes exactly that block, so each block that is not a node of its binary
// tree must be split and each pair of nodes merged, and doing either earlier than needed never saves one.
// What is left to choose are the two sizes of each leaf. Accesses leave the same blocks behind whatever they
// found, so a leaf's rows depend on its own sizes only: the choice is made leaf by leaf, exactly.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace zkmem {

inline constexpr uint32_t kLeafBlockSizes[] = {1, 2, 4, 8};

struct LeafBlockSizes {
  uint8_t initial = 4;
  uint8_t final = 4;
};

// The untouched rest of one leaf, for each initial size at once, and the rows its consumption took so far.
class LeafBlockCosts {
 public:
  LeafBlockCosts();

  // An access [from, from + size) in cells relative to the leaf's start (may stick out on both sides).
  void consume(int32_t from, int32_t size);

  // The sizes with the fewest rows, none below min_block. blocks[i]: start (relative to the leaf) and size of
  // the last block on cell i, size 0 if no access touched it.
  struct LastBlock {
    int32_t start = 0;
    int32_t size = 0;
  };
  LeafBlockSizes choose(uint32_t min_block, std::span<const LastBlock, 8> last_blocks) const;

 private:
  struct Rest {
    std::array<uint8_t, 8> size{};  // of the untouched block on each cell; 0: touched
    uint32_t rows = 0;              // splits and merge inputs so far
  };
  uint32_t final_rows(const Rest& rest, int32_t final_size, std::span<const LastBlock, 8> last_blocks) const;

  std::array<Rest, 4> rests_;  // by log2 of the initial size
};

}  // namespace zkmem
