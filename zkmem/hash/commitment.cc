#include "zkmem/hash/commitment.h"

#include <algorithm>

#include "zkmem/base/check.h"

namespace zkmem {

Commitment to_commitment(const Digest& digest) {
  Commitment commitment;
  for (size_t i = 0; i < digest.size(); ++i) commitment.words[i] = digest[i].as_canonical();
  return commitment;
}

bool has_digest(const Commitment& commitment) {
  return std::all_of(commitment.words.begin(), commitment.words.end(),
                     [](uint32_t word) { return word < BabyBear::kModulus; });
}

Digest to_digest(const Commitment& commitment) {
  ZKMEM_CHECK(has_digest(commitment));
  Digest digest;
  for (size_t i = 0; i < digest.size(); ++i) digest[i] = BabyBear::from_canonical(commitment.words[i]);
  return digest;
}

}  // namespace zkmem
