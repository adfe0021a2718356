// The Fiat-Shamir transcript that prover and verifier share: what is observed decides what is sampled.
// Value type: a copy is an independent transcript (but writes to the same log). Not thread-safe. Source:
// swirl.md section 3; docs/spec/transcript.md.
#pragma once

#include <string>

#include "zkmem/field/ext4.h"
#include "zkmem/hash/commitment.h"
#include "zkmem/transcript/duplex_sponge.h"
#include "zkmem/transcript/label.h"
#include "zkmem/transcript/transcript_log.h"

namespace zkmem {

class Transcript {
 public:
  // The most bits of one sample, and of proof of work: 2^kMaxSampleBits < p.
  static constexpr unsigned kMaxSampleBits = 30;

  // The log, if any, must outlive the transcript.
  explicit Transcript(TranscriptLog* log = nullptr);

  void observe(BabyBear value, Label label) {
    if (log_ != nullptr) record(false, value.as_canonical(), label.text());
    sponge_.observe(value);
  }
  void observe_ext(const Ext4& value, Label label);               // label.0 … label.3
  void observe_commitment(const Commitment& value, Label label);  // label[0] … label[7]; has_digest(value)
  BabyBear sample(Label label) {
    const BabyBear value = sponge_.sample();
    if (log_ != nullptr) record(true, value.as_canonical(), label.text());
    return value;
  }
  Ext4 sample_ext(Label label);
  // The `bits` low bits of one sample.
  uint32_t sample_bits(unsigned bits, Label label);

  // Proof of work: true without touching anything if bits = 0, else observes the witness (label.witness) and
  // wants the low bits of the next sample (label.pow_sample) to be 0.
  [[nodiscard]] bool check_pow(unsigned bits, BabyBear witness, Label label);

  // For searches that run many witnesses at once.
  const DuplexSponge& sponge() const { return sponge_; }

 private:
  void record(bool sampled, uint32_t value, std::string label);

  TranscriptLog* log_;
  DuplexSponge sponge_;
};

}  // namespace zkmem
