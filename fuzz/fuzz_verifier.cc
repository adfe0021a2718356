// Any key and any proof end in a verdict. Input: a byte (odd: the transcript starts from the words that
// follow, as if they were the key's pre-hash, so that a changed key meets an honest transcript), eight words,
// the length of the key's content, the content, the proof.
#include <cstddef>
#include <cstdint>

#include "zkmem/base/bytes.h"
#include "zkmem/protocol/verifying_key_codec.h"
#include "zkmem/verifier/verify.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  zkmem::ByteReader reader(std::span<const uint8_t>(data, size));
  uint8_t keep_pre_hash = 0;
  if (!reader.read_u8(keep_pre_hash)) return 0;
  zkmem::Commitment pre_hash;
  for (uint32_t& word : pre_hash.words) {
    if (!reader.read_u32(word)) return 0;
  }
  uint32_t content_size = 0;
  std::span<const uint8_t> content;
  std::span<const uint8_t> proof;
  if (!reader.read_u32(content_size) || !reader.read_bytes(content_size, content) ||
      !reader.read_bytes(reader.remaining(), proof))
    return 0;
  auto key = zkmem::decode_verifying_key_content(content);
  if (!key.ok()) return 0;
  if ((keep_pre_hash & 1) != 0) key->pre_hash = pre_hash;
  const zkmem::Verdict verdict = zkmem::verify_bytes(*key, proof);
  if (!verdict.ok()) (void)verdict.error().message();
  return 0;
}
