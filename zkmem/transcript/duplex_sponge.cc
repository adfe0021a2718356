#include "zkmem/transcript/duplex_sponge.h"

#include <utility>

namespace zkmem {
namespace {

uint32_t low_bits(BabyBear value, unsigned bits) {
  return value.as_canonical() & ((uint32_t{1} << bits) - 1);
}

}  // namespace

DuplexSponge::DuplexSponge(TranscriptLog* log) : log_(log) {
  if (log_ != nullptr) log_->states.push_back(state_);
}

void DuplexSponge::permute() {
  poseidon2_permute(state_);
  absorb_index_ = 0;
  sample_index_ = kRate;
  if (log_ != nullptr) log_->states.push_back(state_);
}

void DuplexSponge::record(bool sampled, BabyBear value, std::string label) {
  log_->entries.push_back({sampled, value, std::move(label)});
}

void DuplexSponge::observe_ext(const Ext4& value, Label label) {
  for (size_t i = 0; i < Ext4::kDegree; ++i) {
    if (log_ != nullptr) record(false, value[i], label.text() + "." + std::to_string(i));
    absorb(value[i]);
  }
}

void DuplexSponge::observe_digest(const Digest& value, Label label) {
  for (size_t i = 0; i < value.size(); ++i) {
    if (log_ != nullptr) record(false, value[i], label.text() + "[" + std::to_string(i) + "]");
    absorb(value[i]);
  }
}

Ext4 DuplexSponge::sample_ext(Label label) {
  Ext4 value;
  for (size_t i = 0; i < Ext4::kDegree; ++i) {
    value[i] = squeeze();
    if (log_ != nullptr) record(true, value[i], label.text() + "." + std::to_string(i));
  }
  return value;
}

uint32_t DuplexSponge::sample_bits(unsigned bits, Label label) {
  ZKMEM_CHECK(bits <= kMaxSampleBits);
  const BabyBear value = squeeze();
  if (log_ != nullptr) record(true, value, label.text() + "(" + std::to_string(bits) + " low bits)");
  return low_bits(value, bits);
}

bool DuplexSponge::check_pow(unsigned bits, BabyBear witness, Label label) {
  ZKMEM_CHECK(bits <= kMaxSampleBits);
  if (bits == 0) return true;
  if (log_ != nullptr) record(false, witness, label.text() + ".witness");
  absorb(witness);
  const BabyBear value = squeeze();
  if (log_ != nullptr)
    record(true, value, label.text() + ".pow_sample(" + std::to_string(bits) + " low bits must be 0)");
  return low_bits(value, bits) == 0;
}

BabyBear DuplexSponge::grind(unsigned bits) const {
  ZKMEM_CHECK(bits <= kMaxSampleBits);
  if (bits == 0) return BabyBear::zero();
  for (uint32_t witness = 0; witness < BabyBear::kModulus; ++witness) {
    Poseidon2State candidate = state_;
    candidate[absorb_index_] = BabyBear::from_canonical(witness);
    poseidon2_permute(candidate);
    if (low_bits(candidate[kRate - 1], bits) == 0) return BabyBear::from_canonical(witness);
  }
  // The expected number of successes is p / 2^bits >= 1.8 and unrelated to the input: not finding one is not
  // an outcome.
  ZKMEM_CHECK(false);
  return BabyBear::zero();
}

}  // namespace zkmem
