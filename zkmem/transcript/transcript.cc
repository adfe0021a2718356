#include "zkmem/transcript/transcript.h"

#include <utility>

#include "zkmem/base/check.h"

namespace zkmem {
namespace {

uint32_t low_bits(BabyBear value, unsigned bits) {
  return value.as_canonical() & ((uint32_t{1} << bits) - 1);
}

}  // namespace

Transcript::Transcript(TranscriptLog* log) : log_(log), sponge_(log != nullptr ? &log->states : nullptr) {}

void Transcript::record(bool sampled, uint32_t value, std::string label) {
  log_->entries.push_back({sampled, value, std::move(label)});
}

void Transcript::observe_ext(const Ext4& value, Label label) {
  for (size_t i = 0; i < Ext4::kDegree; ++i) {
    if (log_ != nullptr) record(false, value[i].as_canonical(), label.text() + "." + std::to_string(i));
    sponge_.observe(value[i]);
  }
}

void Transcript::observe_commitment(const Commitment& value, Label label) {
  for (size_t i = 0; log_ != nullptr && i < value.words.size(); ++i)
    record(false, value.words[i], label.text() + "[" + std::to_string(i) + "]");
  for (const BabyBear word : to_digest(value)) sponge_.observe(word);
}

Ext4 Transcript::sample_ext(Label label) {
  Ext4 value;
  for (size_t i = 0; i < Ext4::kDegree; ++i) {
    value[i] = sponge_.sample();
    if (log_ != nullptr) record(true, value[i].as_canonical(), label.text() + "." + std::to_string(i));
  }
  return value;
}

uint32_t Transcript::sample_bits(unsigned bits, Label label) {
  ZKMEM_CHECK(bits <= kMaxSampleBits);
  const BabyBear value = sponge_.sample();
  if (log_ != nullptr)
    record(true, value.as_canonical(), label.text() + "(" + std::to_string(bits) + " low bits)");
  return low_bits(value, bits);
}

bool Transcript::check_pow(unsigned bits, BabyBear witness, Label label) {
  ZKMEM_CHECK(bits <= kMaxSampleBits);
  if (bits == 0) return true;
  if (log_ != nullptr) record(false, witness.as_canonical(), label.text() + ".witness");
  sponge_.observe(witness);
  const BabyBear value = sponge_.sample();
  if (log_ != nullptr)
    record(true, value.as_canonical(),
           label.text() + ".pow_sample(" + std::to_string(bits) + " low bits must be 0)");
  return low_bits(value, bits) == 0;
}

}  // namespace zkmem
