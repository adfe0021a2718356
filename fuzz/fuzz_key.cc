// A key's content (the fuzzer cannot hash, so the pre-hash is added here): what decodes encodes to the same
// bytes.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "zkmem/base/check.h"
#include "zkmem/protocol/soundness.h"
#include "zkmem/protocol/verifying_key_codec.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::span<const uint8_t> content(data, size);
  (void)zkmem::decode_verifying_key(content).ok();
  const auto key = zkmem::decode_verifying_key_content(content);
  if (!key.ok()) return 0;
  const std::vector<uint8_t> again = zkmem::encode_verifying_key_content(key->inner);
  ZKMEM_CHECK(std::equal(again.begin(), again.end(), content.begin(), content.end()));
  const zkmem::Soundness bits =
      zkmem::calculate_soundness(key->inner.params, zkmem::statement_bounds(key->inner));
  ZKMEM_CHECK(bits.total <= bits.logup);
  return 0;
}
