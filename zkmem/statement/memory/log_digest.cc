#include "zkmem/statement/memory/log_digest.h"

#include "zkmem/hash/sponge.h"

namespace zkmem {

// The sponge does not separate lengths; the number of segments comes first and, a configuration given, each
// has the same number of words, so no list is the beginning of another.
Commitment log_digest(std::span<const LogParts> segments) {
  std::vector<BabyBear> words = {BabyBear::from_u64(segments.size())};
  for (const LogParts& parts : segments) {
    for (const std::optional<LogPart>& part : parts) {
      words.push_back(part ? BabyBear::from_u64(uint64_t{1} << part->log_height) : BabyBear::zero());
      const Digest commitment = part ? to_digest(part->commitment) : Digest{};
      words.insert(words.end(), commitment.begin(), commitment.end());
    }
  }
  return to_commitment(hash_slice(words));
}

}  // namespace zkmem
