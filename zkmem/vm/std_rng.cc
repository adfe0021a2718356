#include "zkmem/vm/std_rng.h"

#include <bit>
#include <cstddef>

namespace zkmem {
namespace {

// One output of PCG32 (XSH-RR), as rand_core's seed_from_u64 uses it.
uint32_t pcg32(uint64_t& state) {
  state = state * 6364136223846793005u + 11634580027462260723u;
  const auto shifted = static_cast<uint32_t>(((state >> 18) ^ state) >> 27);
  return std::rotr(shifted, static_cast<int>(state >> 59));
}

void quarter_round(uint32_t& a, uint32_t& b, uint32_t& c, uint32_t& d) {
  a += b, d = std::rotl(d ^ a, 16);
  c += d, b = std::rotl(b ^ c, 12);
  a += b, d = std::rotl(d ^ a, 8);
  c += d, b = std::rotl(b ^ c, 7);
}

}  // namespace

StdRng::StdRng(uint64_t seed, uint64_t position) : position_(position) {
  for (uint32_t& word : key_) word = pcg32(seed);
  if (position_ % kBlockWords != 0) fill_block(position_ / kBlockWords);
}

uint32_t StdRng::next_u32() {
  if (position_ % kBlockWords == 0) fill_block(position_ / kBlockWords);
  return block_[position_++ % kBlockWords];
}

void StdRng::fill_block(uint64_t block) {
  constexpr int kDoubleRounds = 6;
  const std::array<uint32_t, kBlockWords> start = {0x61707865,
                                                   0x3320646e,
                                                   0x79622d32,
                                                   0x6b206574,  // "expand 32-byte k"
                                                   key_[0],
                                                   key_[1],
                                                   key_[2],
                                                   key_[3],
                                                   key_[4],
                                                   key_[5],
                                                   key_[6],
                                                   key_[7],
                                                   static_cast<uint32_t>(block),
                                                   static_cast<uint32_t>(block >> 32),
                                                   0,
                                                   0};
  auto x = start;
  for (int round = 0; round < kDoubleRounds; ++round) {
    for (size_t i = 0; i < 4; ++i) quarter_round(x[i], x[4 + i], x[8 + i], x[12 + i]);
    for (size_t i = 0; i < 4; ++i)
      quarter_round(x[i], x[4 + (i + 1) % 4], x[8 + (i + 2) % 4], x[12 + (i + 3) % 4]);
  }
  for (size_t i = 0; i < kBlockWords; ++i) block_[i] = x[i] + start[i];
}

}  // namespace zkmem
