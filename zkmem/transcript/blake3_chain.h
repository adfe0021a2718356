// The blake3 suite's transcript: a state of 32 bytes and what was observed since it was set. Sampling after
// an observation sets the state to the start of BLAKE3's output for state and observations, and reads the
// words behind it, on and on until something is observed. Value type. Not thread-safe. Source:
// docs/spec/hash-suites.md.
#pragma once

#include <cstdint>
#include <vector>

#include "zkmem/field/babybear.h"
#include "zkmem/hash/blake3.h"
#include "zkmem/hash/commitment.h"

namespace zkmem {

class Blake3Chain {
 public:
  // What is observed is self-delimiting: a word below 2^31 is an element, any other says what follows.
  static constexpr uint32_t kCommitmentTag = 0x80000001;  // and 8 words
  static constexpr uint32_t kWitnessTag = 0x80000002;     // and 8 bytes

  void observe(BabyBear value);
  void observe(const Commitment& value);
  void observe_witness(uint64_t witness);

  // Uniform: words that are not below p, their top bit cleared, are skipped.
  BabyBear sample();
  // The low bits of one word.
  uint32_t sample_bits(unsigned bits);

  // The state that proof of work is about: it covers all observations.
  const Blake3Words& state();
  // The word whose `bits` top bits must be zero for the witness to pass. Changes nothing.
  static uint32_t pow_word(const Blake3Words& state, uint64_t witness);

 private:
  void append(uint32_t word);
  uint32_t next_word();

  Blake3Words state_ = {};
  std::vector<uint8_t> observed_;
  bool is_set_ = false;  // the state covers everything; output_ goes on behind it
  Blake3Output output_;
};

}  // namespace zkmem
