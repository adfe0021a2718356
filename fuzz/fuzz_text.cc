// The small texts that people type, by the first byte: hexadecimal digests and commitments, names of
// parameters and hash suites, shares, numbers, addresses. What is read is written as a text that reads as the
// same.
#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstdint>

#include "fuzz/text_of.h"
#include "zkmem/base/hex.h"
#include "zkmem/hash/digest_text.h"
#include "zkmem/hash/hash_suite.h"
#include "zkmem/sdk/prove_share.h"
#include "zkmem/statement/parameters.h"
#include "zkmem/verdict/numbers.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace zkmem;
  if (size == 0) return 0;
  const std::string_view text = fuzz::text_of({data + 1, size - 1});
  switch (data[0] % 7) {
    case 0:
      if (const auto share = parse_share(std::string(text)); share.ok())
        ZKMEM_CHECK(share->index < share->count);
      break;
    case 1:
      if (const auto choice = parse_parameters(text, HashSuite::kBlake3); choice.ok())
        ZKMEM_CHECK(choice->hash == HashSuite::kBlake3);
      break;
    case 2:
      static_cast<void>(parse_hash_suite(text).ok());
      break;
    case 3:
      if (const auto bytes = from_hex(text))
        ZKMEM_CHECK(from_hex(to_hex(*bytes)) == bytes && 2 * bytes->size() == text.size());
      break;
    case 4:
      if (const auto digest = digest_from_hex(text); digest.ok())
        ZKMEM_CHECK(digest_from_hex(digest_to_hex(*digest)).value() == *digest);
      break;
    case 5:
      if (const auto commitment = commitment_from_hex(text); commitment.ok())
        ZKMEM_CHECK(commitment_from_hex(commitment_to_hex(*commitment)).value() == *commitment);
      break;
    default:
      if (const auto number = verdict::parse_number(text))
        ZKMEM_CHECK(verdict::parse_number(std::to_string(*number)) == number);
      static_cast<void>(verdict::parse_address(text));
      break;
  }
  return 0;
}
