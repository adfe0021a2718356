#include "zkmem/transcript/transcript.h"

#include <utility>

#include "zkmem/base/check.h"

namespace zkmem {
namespace {

uint32_t low_bits(uint32_t value, unsigned bits) { return value & ((uint32_t{1} << bits) - 1); }

}  // namespace

Transcript::Transcript(HashSuite suite, TranscriptLog* log)
    : suite_(suite),
      log_(log),
      sponge_(log != nullptr && suite == HashSuite::kPoseidon2 ? &log->states : nullptr) {}

void Transcript::record(bool sampled, uint32_t value, std::string label) {
  log_->entries.push_back({sampled, value, std::move(label)});
}

void Transcript::observe_ext(const Ext4& value, Label label) {
  for (size_t i = 0; i < Ext4::kDegree; ++i) {
    if (log_ != nullptr) record(false, value[i].as_canonical(), label.text() + "." + std::to_string(i));
    absorb(value[i]);
  }
}

void Transcript::observe_commitment(const Commitment& value, Label label) {
  for (size_t i = 0; log_ != nullptr && i < value.words.size(); ++i)
    record(false, value.words[i], label.text() + "[" + std::to_string(i) + "]");
  if (is_blake3()) return chain_.observe(value);
  for (const BabyBear word : to_digest(value)) sponge_.observe(word);
}

Ext4 Transcript::sample_ext(Label label) {
  Ext4 value;
  for (size_t i = 0; i < Ext4::kDegree; ++i) {
    value[i] = squeeze();
    if (log_ != nullptr) record(true, value[i].as_canonical(), label.text() + "." + std::to_string(i));
  }
  return value;
}

uint32_t Transcript::sample_bits(unsigned bits, Label label) {
  ZKMEM_CHECK(bits <= kMaxSampleBits);
  const uint32_t value = is_blake3() ? chain_.sample_bits(bits) : sponge_.sample().as_canonical();
  if (log_ != nullptr) {
    const char* what = is_blake3() ? " bits)" : " low bits)";
    record(true, value, label.text() + "(" + std::to_string(bits) + what);
  }
  return low_bits(value, bits);
}

bool Transcript::check_pow(unsigned bits, BabyBear witness, Label label) {
  ZKMEM_CHECK(bits <= kMaxSampleBits);
  if (bits == 0) return true;
  return is_blake3() ? check_chain_pow(bits, witness, label) : check_sponge_pow(bits, witness, label);
}

bool Transcript::check_sponge_pow(unsigned bits, BabyBear witness, Label label) {
  if (log_ != nullptr) record(false, witness.as_canonical(), label.text() + ".witness");
  sponge_.observe(witness);
  const uint32_t value = sponge_.sample().as_canonical();
  if (log_ != nullptr)
    record(true, value, label.text() + ".pow_sample(" + std::to_string(bits) + " low bits must be 0)");
  return low_bits(value, bits) == 0;
}

bool Transcript::check_chain_pow(unsigned bits, BabyBear witness, Label label) {
  const uint32_t value = Blake3Chain::pow_word(chain_.state(), witness.as_canonical());
  chain_.observe_witness(witness.as_canonical());
  if (log_ != nullptr) {
    record(false, witness.as_canonical(), label.text() + ".witness");
    record(true, value, label.text() + ".pow_word(" + std::to_string(bits) + " top bits must be 0)");
  }
  return value >> (32 - bits) == 0;
}

}  // namespace zkmem
