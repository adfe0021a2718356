#include "zkmem/statement/memory/log_digest.h"

#include "zkmem/base/bytes.h"
#include "zkmem/hash/blake3_roles.h"
#include "zkmem/hash/sponge.h"

namespace zkmem {
namespace {

// 0 for an absent chip.
uint64_t height_of(const std::optional<LogPart>& part) { return part ? uint64_t{1} << part->log_height : 0; }

Commitment commitment_of(const std::optional<LogPart>& part) {
  return part ? part->commitment : Commitment{};
}

// The sponge does not separate lengths; the number of segments comes first and, a configuration given, each
// has the same number of words, so no list is the beginning of another.
Commitment poseidon2_digest(std::span<const LogParts> segments) {
  std::vector<BabyBear> words = {BabyBear::from_u64(segments.size())};
  for (const LogParts& parts : segments) {
    for (const std::optional<LogPart>& part : parts) {
      words.push_back(BabyBear::from_u64(height_of(part)));
      const Digest commitment = to_digest(commitment_of(part));
      words.insert(words.end(), commitment.begin(), commitment.end());
    }
  }
  return to_commitment(hash_slice(words));
}

}  // namespace

Commitment log_digest(HashSuite hash, std::span<const LogParts> segments) {
  if (hash == HashSuite::kPoseidon2) return poseidon2_digest(segments);
  ByteWriter bytes;
  bytes.write_u32(static_cast<uint32_t>(segments.size()));
  for (const LogParts& parts : segments) {
    for (const std::optional<LogPart>& part : parts) {
      bytes.write_u32(static_cast<uint32_t>(height_of(part)));
      for (const uint32_t word : commitment_of(part).words) bytes.write_u32(word);
    }
  }
  return {blake3_digest(Blake3Role::kLogDigest, bytes.bytes())};
}

}  // namespace zkmem
