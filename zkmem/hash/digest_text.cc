#include "zkmem/hash/digest_text.h"

#include "zkmem/base/hex.h"

namespace zkmem {

std::string digest_to_hex(const Digest& digest) {
  std::string text;
  for (const BabyBear word : digest) text += to_hex(word.as_canonical());
  return text;
}

Result<Digest> digest_from_hex(std::string_view text) {
  const auto bytes = from_hex(text);
  if (!bytes || bytes->size() != 4 * kDigestWidth) {
    return bad_input("a digest is " + std::to_string(8 * kDigestWidth) + " hex digits, not '" +
                     std::string(text) + "'");
  }
  Digest digest;
  for (size_t i = 0; i < digest.size(); ++i) {
    uint32_t word = 0;
    for (size_t j = 0; j < 4; ++j) word = word << 8 | (*bytes)[4 * i + j];
    if (word >= BabyBear::kModulus) {
      return bad_input("digest word " + std::to_string(i) + " is " + std::to_string(word) +
                       ", not below the modulus " + std::to_string(BabyBear::kModulus));
    }
    digest[i] = BabyBear::from_canonical(word);
  }
  return digest;
}

}  // namespace zkmem
