// The Fiat-Shamir transcript that prover and verifier share: what is observed decides what is sampled.
// Value type: a copy is an independent transcript (but writes to the same log). Not thread-safe. Source:
// swirl.md section 3; docs/spec/transcript.md, docs/spec/hash-suites.md.
#pragma once

#include <string>
#include <string_view>

#include "zkmem/field/ext4.h"
#include "zkmem/hash/commitment.h"
#include "zkmem/hash/hash_suite.h"
#include "zkmem/transcript/blake3_chain.h"
#include "zkmem/transcript/duplex_sponge.h"
#include "zkmem/transcript/label.h"
#include "zkmem/transcript/transcript_log.h"

namespace zkmem {

class Transcript {
 public:
  // The most bits of one sample, and of proof of work: 2^kMaxSampleBits < p.
  static constexpr unsigned kMaxSampleBits = 30;

  // The log, if any, must outlive the transcript.
  explicit Transcript(HashSuite suite, TranscriptLog* log = nullptr);

  HashSuite suite() const { return suite_; }

  void observe(BabyBear value, Label label) {
    if (log_ != nullptr) record(false, value.as_canonical(), label.text());
    absorb(value);
  }
  void observe_ext(const Ext4& value, Label label);  // label.0 … label.3
  // label[0] … label[7]; is_commitment_of(suite(), value).
  void observe_commitment(const Commitment& value, Label label);
  BabyBear sample(Label label) {
    const BabyBear value = squeeze();
    if (log_ != nullptr) record(true, value.as_canonical(), label.text());
    return value;
  }
  Ext4 sample_ext(Label label);
  // `bits` bits: under poseidon2 the low ones of a sampled element.
  uint32_t sample_bits(unsigned bits, Label label);

  // Proof of work: true without touching anything if bits = 0, else observes the witness (label.witness).
  // poseidon2 wants the low bits of the next sample (label.pow_sample) to be 0, blake3 the top bits of a word
  // that it hashes state and witness to (label.pow_word).
  [[nodiscard]] bool check_pow(unsigned bits, BabyBear witness, Label label);

  // For searches that run many witnesses at once: sponge() is for poseidon2 only, chain_state() for blake3
  // only, of the other suite they stand still. The chain's state covers all that was observed: asking for it
  // hashes what is pending.
  const DuplexSponge& sponge() const { return sponge_; }
  const Blake3Words& chain_state() { return chain_.state(); }

 private:
  bool is_blake3() const { return suite_ == HashSuite::kBlake3; }
  void absorb(BabyBear value) { is_blake3() ? chain_.observe(value) : sponge_.observe(value); }
  BabyBear squeeze() { return is_blake3() ? chain_.sample() : sponge_.sample(); }
  bool check_sponge_pow(unsigned bits, BabyBear witness, Label label);
  bool check_chain_pow(unsigned bits, BabyBear witness, Label label);
  void record(bool sampled, uint32_t value, std::string label);

  HashSuite suite_;
  TranscriptLog* log_;
  DuplexSponge sponge_;  // poseidon2
  Blake3Chain chain_;    // blake3
};

}  // namespace zkmem
