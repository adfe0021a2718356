// A duplex sponge in overwrite mode over Poseidon2. Observed words overwrite the rate one by one; a full rate
// permutes. Sampling permutes if anything was observed since the last permutation or the rate is used up, and
// takes the rate from its last word to its first. Value type. Not thread-safe. Source: swirl.md section 3;
// stark-backend transcript/duplex_sponge.rs (2.0.1).
#pragma once

#include <vector>

#include "zkmem/hash/poseidon2.h"

namespace zkmem {

class DuplexSponge {
 public:
  static constexpr size_t kRate = kDigestWidth;

  // `states`, if any, must outlive the sponge: it gets the state at the start and after each permutation.
  explicit DuplexSponge(std::vector<Poseidon2State>* states = nullptr);

  void observe(BabyBear value) {
    state_[absorb_index_++] = value;
    if (absorb_index_ == kRate) permute();
  }
  BabyBear sample() {
    if (absorb_index_ != 0 || sample_index_ == 0) permute();
    return state_[--sample_index_];
  }

  // For searches that run many candidates at once: a candidate w is followed by the sample at word kRate - 1
  // of state() with w written to position absorbed() and one permutation.
  const Poseidon2State& state() const { return state_; }
  size_t absorbed() const { return absorb_index_; }

 private:
  void permute();

  Poseidon2State state_ = {};
  size_t absorb_index_ = 0;
  size_t sample_index_ = 0;
  std::vector<Poseidon2State>* states_;
};

}  // namespace zkmem
