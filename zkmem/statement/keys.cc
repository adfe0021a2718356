#include "zkmem/statement/keys.h"

#include <algorithm>

#include "zkmem/base/bytes.h"
#include "zkmem/hash/blake3_roles.h"
#include "zkmem/hash/sponge.h"
#include "zkmem/statement/air_catalog.h"
#include "zkmem/statement/parameters.h"

namespace zkmem {

Result<std::shared_ptr<const VerifyingKey>> KeyCache::key(const Statement& statement,
                                                          const MemoryConfig& config, ParameterFamily family,
                                                          uint32_t log_stacked_height, HashSuite hash) {
  const std::string name = to_string(ParameterChoice{family, log_stacked_height}) + " " +
                           std::string(to_string(hash)) + " " + statement.airs_name(config);
  if (const auto found = keys_.find(name); found != keys_.end()) return found->second;
  ZKMEM_ASSIGN_OR_RETURN(const SystemParams params, parameters_of(family, log_stacked_height, hash));
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<CatalogAir> list, statement.airs(config));
  ZKMEM_ASSIGN_OR_RETURN(VerifyingKey key, generate_key(params, list));
  ++num_derived_;
  return keys_.emplace(name, std::make_shared<const VerifyingKey>(std::move(key))).first->second;
}

Result<std::vector<std::shared_ptr<const VerifyingKey>>> segment_keys(KeyCache& keys, const Claim& claim) {
  std::vector<std::shared_ptr<const VerifyingKey>> list;
  for (size_t k = 0; k < claim.num_segments(); ++k) {
    ZKMEM_ASSIGN_OR_RETURN(auto key, keys.key(claim.statement(), claim.config, claim.parameters,
                                              claim.segment(k).log_stacked_height, claim.hash));
    list.push_back(std::move(key));
  }
  return list;
}

Commitment digest_of_keys(HashSuite hash, const std::vector<std::shared_ptr<const VerifyingKey>>& keys) {
  std::vector<Commitment> used;
  for (const auto& key : keys) {
    if (std::find(used.begin(), used.end(), key->pre_hash) == used.end()) used.push_back(key->pre_hash);
  }
  if (hash == HashSuite::kBlake3) {
    ByteWriter bytes;
    for (const Commitment& pre_hash : used) {
      for (const uint32_t word : pre_hash.words) bytes.write_u32(word);
    }
    return {blake3_digest(Blake3Role::kKeyList, bytes.bytes())};
  }
  std::vector<BabyBear> words;
  for (const Commitment& pre_hash : used) {
    const Digest digest = to_digest(pre_hash);
    words.insert(words.end(), digest.begin(), digest.end());
  }
  return to_commitment(hash_slice(words));
}

}  // namespace zkmem
