// The Fiat-Shamir transcript: a duplex sponge in overwrite mode over Poseidon2, shared by prover and
// verifier. Observed words overwrite the rate one by one; a full rate permutes. Sampling permutes if anything
// was observed since the last permutation or the rate is used up, and takes the rate from its last word to
// its first. Value type: a copy is an independent transcript (but writes to the same log). Not thread-safe.
// Source: swirl.md section 3; stark-backend transcript/duplex_sponge.rs (2.0.1).
#pragma once

#include "zkmem/base/check.h"
#include "zkmem/field/ext4.h"
#include "zkmem/hash/poseidon2.h"
#include "zkmem/transcript/label.h"
#include "zkmem/transcript/transcript_log.h"

namespace zkmem {

class DuplexSponge {
 public:
  static constexpr size_t kRate = kDigestWidth;
  // A sample's low bits: 2^kMaxSampleBits < p.
  static constexpr unsigned kMaxSampleBits = 30;

  // The log, if any, must outlive the sponge.
  explicit DuplexSponge(TranscriptLog* log = nullptr);

  void observe(BabyBear value, Label label) {
    if (log_ != nullptr) record(false, value, label.text());
    absorb(value);
  }
  void observe_ext(const Ext4& value, Label label);       // label.0 … label.3
  void observe_digest(const Digest& value, Label label);  // label[0] … label[7]
  BabyBear sample(Label label) {
    const BabyBear value = squeeze();
    if (log_ != nullptr) record(true, value, label.text());
    return value;
  }
  Ext4 sample_ext(Label label);
  // The `bits` low bits of one sample.
  uint32_t sample_bits(unsigned bits, Label label);

  // Proof of work: true without touching anything if bits = 0, else observes the witness (label.witness) and
  // wants the low bits of the next sample (label.pow_sample) to be 0.
  [[nodiscard]] bool check_pow(unsigned bits, BabyBear witness, Label label);

  // The smallest witness that check_pow accepts here; changes nothing. One thread, one candidate at a time.
  BabyBear grind(unsigned bits) const;

  // For searches that run many candidates at once: a candidate w passes iff, with w written to
  // state()[absorbed()] and one permutation, the low bits of word kRate - 1 are 0.
  const Poseidon2State& state() const { return state_; }
  size_t absorbed() const { return absorb_index_; }

 private:
  void absorb(BabyBear value) {
    state_[absorb_index_++] = value;
    if (absorb_index_ == kRate) permute();
  }
  BabyBear squeeze() {
    if (absorb_index_ != 0 || sample_index_ == 0) permute();
    return state_[--sample_index_];
  }
  void permute();
  void record(bool sampled, BabyBear value, std::string label);

  Poseidon2State state_ = {};
  size_t absorb_index_ = 0;
  size_t sample_index_ = 0;
  TranscriptLog* log_;
};

}  // namespace zkmem
