// Any bytes decode or not; what decodes encodes to the same bytes: one encoding per proof.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "zkmem/base/check.h"
#include "zkmem/protocol/proof_codec.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::span<const uint8_t> bytes(data, size);
  const auto proof = zkmem::decode_proof(bytes);
  if (!proof.ok()) return 0;
  const std::vector<uint8_t> again = zkmem::encode_proof(*proof);
  ZKMEM_CHECK(std::equal(again.begin(), again.end(), bytes.begin(), bytes.end()));
  return 0;
}
