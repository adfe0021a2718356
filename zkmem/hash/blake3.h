// BLAKE3: hash, keyed hash, key derivation and extended output; the scalar reference of hash/blake3_simd.h.
// Any input length. Functions of their arguments, safe from any thread. Source: the BLAKE3 specification.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace zkmem {

// A key, a chaining value or a digest: 32 bytes as little-endian words.
using Blake3Words = std::array<uint32_t, 8>;

// What the specification calls a mode: the key words and the flag every compression carries.
struct Blake3Mode {
  Blake3Words key = {};
  uint32_t flags = 0;
};

Blake3Mode blake3_hash_mode();
Blake3Mode blake3_keyed_mode(const Blake3Words& key);
// The output for some key material in this mode is a key that belongs to `context` alone.
Blake3Mode blake3_derive_key_mode(std::string_view context);

// Fills `out`, of any length, with the start of the extended output for `input`.
void blake3(const Blake3Mode& mode, std::span<const uint8_t> input, std::span<uint8_t> out);

// The extended output for some input, read on and on. Value type.
class Blake3Output {
 public:
  Blake3Output() = default;  // of nothing: to be assigned to
  Blake3Output(const Blake3Mode& mode, std::span<const uint8_t> input);

  // The next four bytes, little-endian.
  uint32_t next_word();
  // The next eight words: the digest, at the start.
  Blake3Words next_digest();

 private:
  // The root of the tree over the input, compressed once a block of output.
  Blake3Words chaining_ = {};
  std::array<uint32_t, 16> last_block_ = {};
  uint32_t length_ = 0;
  uint32_t flags_ = 0;
  uint64_t next_block_ = 0;
  std::array<uint32_t, 16> words_ = {};
  size_t used_ = 16;
};

}  // namespace zkmem
