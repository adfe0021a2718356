#include "zkmem/transcript/blake3_chain.h"

#include "zkmem/base/bytes.h"
#include "zkmem/base/check.h"
#include "zkmem/hash/blake3_roles.h"

namespace zkmem {

void Blake3Chain::append(uint32_t word) {
  for (int shift = 0; shift < 32; shift += 8) observed_.push_back(static_cast<uint8_t>(word >> shift));
  is_set_ = false;
}

void Blake3Chain::observe(BabyBear value) { append(value.as_canonical()); }

void Blake3Chain::observe(const Commitment& value) {
  append(kCommitmentTag);
  for (const uint32_t word : value.words) append(word);
}

void Blake3Chain::observe_witness(uint64_t witness) {
  append(kWitnessTag);
  append(static_cast<uint32_t>(witness));
  append(static_cast<uint32_t>(witness >> 32));
}

const Blake3Words& Blake3Chain::state() {
  if (is_set_) return state_;
  ByteWriter input;
  for (const uint32_t word : state_) input.write_u32(word);
  input.write_bytes(observed_);
  output_ = Blake3Output(blake3_mode(Blake3Role::kTranscript), input.bytes());
  state_ = output_.next_digest();
  observed_.clear();
  is_set_ = true;
  return state_;
}

uint32_t Blake3Chain::next_word() {
  (void)state();
  return output_.next_word();
}

BabyBear Blake3Chain::sample() {
  for (;;) {
    const uint32_t word = next_word() & 0x7fffffff;
    if (word < BabyBear::kModulus) return BabyBear::from_canonical(word);
  }
}

uint32_t Blake3Chain::sample_bits(unsigned bits) {
  ZKMEM_CHECK(bits < 32);
  return next_word() & ((uint32_t{1} << bits) - 1);
}

uint32_t Blake3Chain::pow_word(const Blake3Words& state, uint64_t witness) {
  ByteWriter input;
  for (const uint32_t word : state) input.write_u32(word);
  input.write_u64(witness);
  return blake3_digest(Blake3Role::kProofOfWork, input.bytes())[0];
}

}  // namespace zkmem
