// A proof file, version 1 or 2, of any statement: one encoding; what its claim and its proofs' heads say can
// be looked at.
#include <cstddef>
#include <cstdint>

#include "fuzz/text_of.h"
#include "zkmem/statement/verify.h"
#include "zkmem/statement/zkproof.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace zkmem;
  const std::span<const uint8_t> bytes(data, size);
  const auto proof = decode_zkproof(bytes);
  if (!proof.ok()) return 0;
  ZKMEM_CHECK(looks_like_zkproof(bytes));
  fuzz::expect_equal(encode_zkproof(*proof), bytes);
  static_cast<void>(argument_bits(*proof).ok());
  return 0;
}
