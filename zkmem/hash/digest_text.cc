#include "zkmem/hash/digest_text.h"

#include "zkmem/base/hex.h"

namespace zkmem {

std::string commitment_to_hex(const Commitment& commitment) {
  std::string text;
  for (const uint32_t word : commitment.words) text += to_hex(word);
  return text;
}

Result<Commitment> commitment_from_hex(std::string_view text) {
  constexpr size_t kDigits = 2 * Commitment::kBytes;
  const auto bytes = from_hex(text);
  if (!bytes || bytes->size() != Commitment::kBytes) {
    const std::string reason = text.size() == kDigits ? " has other characters"
                                                      : " has " + std::to_string(text.size()) + " characters";
    return bad_input("a digest is " + std::to_string(kDigits) + " hex digits, '" + std::string(text) + "'" +
                     reason);
  }
  Commitment commitment;
  for (size_t i = 0; i < bytes->size(); ++i) {
    uint32_t& word = commitment.words[i / 4];
    word = word << 8 | (*bytes)[i];
  }
  return commitment;
}

std::string digest_to_hex(const Digest& digest) { return commitment_to_hex(to_commitment(digest)); }

Result<Digest> digest_from_hex(std::string_view text) {
  ZKMEM_ASSIGN_OR_RETURN(const Commitment commitment, commitment_from_hex(text));
  for (size_t i = 0; i < commitment.words.size(); ++i) {
    if (commitment.words[i] >= BabyBear::kModulus) {
      return bad_input("digest word " + std::to_string(i) + " is " + std::to_string(commitment.words[i]) +
                       ", not below the modulus " + std::to_string(BabyBear::kModulus));
    }
  }
  return to_digest(commitment);
}

}  // namespace zkmem
