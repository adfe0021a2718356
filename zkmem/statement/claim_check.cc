#include "zkmem/statement/claim_check.h"

#include <algorithm>

#include <fmt/format.h>

#include "zkmem/hash/digest_text.h"

namespace zkmem {

Status check_same(const char* what, const Digest& claimed, const Digest& proven) {
  return check_same(what, to_commitment(claimed), to_commitment(proven));
}

Status check_same(const char* what, const Commitment& claimed, const Commitment& proven) {
  if (claimed == proven) return {};
  return rejected(fmt::format("{} claimed is {}, proven {}", what, commitment_to_hex(claimed),
                              commitment_to_hex(proven)));
}

Status check_same(const char* what, uint32_t claimed, uint32_t proven) {
  if (claimed == proven) return {};
  return rejected(fmt::format("{} claimed is {}, proven {}", what, claimed, proven));
}

Digest digest_at(const std::vector<BabyBear>& words, size_t first) {
  ZKMEM_CHECK(words.size() >= first + kDigestWidth);
  Digest digest;
  std::copy_n(words.begin() + static_cast<std::ptrdiff_t>(first), kDigestWidth, digest.begin());
  return digest;
}

}  // namespace zkmem
