// For tests: changing a proof byte by byte or word by word and expecting its rejection.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <gtest/gtest.h>

#include "zkmem/verifier/attack_harness.h"

namespace zkmem::testing {

// Which changes: every step-th, beginning with the first-th, of all.
struct Sampling {
  size_t first = 0;
  size_t step = 1;
};

inline uint32_t word_at(std::span<const uint8_t> bytes, size_t at) {
  return static_cast<uint32_t>(bytes[at]) | static_cast<uint32_t>(bytes[at + 1]) << 8 |
         static_cast<uint32_t>(bytes[at + 2]) << 16 | static_cast<uint32_t>(bytes[at + 3]) << 24;
}

inline void set_word(std::span<uint8_t> bytes, size_t at, uint32_t value) {
  for (size_t i = 0; i < 4; ++i) bytes[at + i] = static_cast<uint8_t>(value >> (8 * i));
}

// Changed bytes must be rejected, unless all that changed is one of the last witnesses, into an equivalent
// one.
inline void expect_judged_right(const AttackedProof& attacked, std::span<const uint8_t> changed, size_t at) {
  const size_t folding = attacked.folding_witness_offset();
  const size_t query = attacked.query_witness_offset();
  const bool is_last_witness = at - folding < 4 || at - query < 4;
  const bool expected = is_last_witness &&
                        attacked.are_equivalent_witnesses(word_at(changed, folding), word_at(changed, query));
  ASSERT_EQ(attacked.verify_bytes(changed).ok(), expected)
      << "byte " << at << " is now " << unsigned{changed[at]};
}

// All 255 other values of every byte.
inline void expect_byte_changes_rejected(const AttackedProof& attacked, Sampling sampling) {
  std::vector<uint8_t> bytes = attacked.proof_bytes();
  for (size_t i = sampling.first; i < bytes.size() * 255; i += sampling.step) {
    const size_t at = i / 255;
    const auto change = static_cast<uint8_t>(i % 255 + 1);
    bytes[at] = static_cast<uint8_t>(bytes[at] ^ change);
    expect_judged_right(attacked, bytes, at);
    if (::testing::Test::HasFatalFailure()) return;
    bytes[at] = static_cast<uint8_t>(bytes[at] ^ change);
  }
}

// Every word plus one: one field element or one count alone.
inline void expect_word_changes_rejected(const AttackedProof& attacked, Sampling sampling) {
  std::vector<uint8_t> bytes = attacked.proof_bytes();
  const std::vector<size_t> offsets = attacked.word_offsets();
  for (size_t i = sampling.first; i < offsets.size(); i += sampling.step) {
    const size_t at = offsets[i];
    const uint32_t value = word_at(bytes, at);
    set_word(bytes, at, value + 1);
    expect_judged_right(attacked, bytes, at);
    if (::testing::Test::HasFatalFailure()) return;
    set_word(bytes, at, value);
  }
}

}  // namespace zkmem::testing
