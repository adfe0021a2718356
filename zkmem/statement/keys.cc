#include "zkmem/statement/keys.h"

#include <algorithm>

#include "zkmem/hash/sponge.h"
#include "zkmem/statement/air_catalog.h"
#include "zkmem/statement/parameters.h"

namespace zkmem {

Result<std::shared_ptr<const VerifyingKey>> KeyCache::key(const Statement& statement,
                                                          const MemoryConfig& config, ParameterFamily family,
                                                          uint32_t log_stacked_height) {
  const std::string name =
      to_string(ParameterChoice{family, log_stacked_height}) + " " + statement.airs_name(config);
  if (const auto found = keys_.find(name); found != keys_.end()) return found->second;
  ZKMEM_ASSIGN_OR_RETURN(const SystemParams params, parameters_of(family, log_stacked_height));
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<CatalogAir> list, statement.airs(config));
  ZKMEM_ASSIGN_OR_RETURN(VerifyingKey key, generate_key(params, list));
  return keys_.emplace(name, std::make_shared<const VerifyingKey>(std::move(key))).first->second;
}

Result<std::vector<std::shared_ptr<const VerifyingKey>>> segment_keys(KeyCache& keys, const Claim& claim) {
  std::vector<std::shared_ptr<const VerifyingKey>> list;
  for (size_t k = 0; k < claim.num_segments(); ++k) {
    ZKMEM_ASSIGN_OR_RETURN(auto key, keys.key(claim.statement(), claim.config, claim.parameters,
                                              claim.segment(k).log_stacked_height));
    list.push_back(std::move(key));
  }
  return list;
}

Commitment digest_of_keys(const std::vector<std::shared_ptr<const VerifyingKey>>& keys) {
  std::vector<Commitment> used;
  std::vector<BabyBear> words;
  for (const auto& key : keys) {
    if (std::find(used.begin(), used.end(), key->pre_hash) != used.end()) continue;
    used.push_back(key->pre_hash);
    const Digest digest = to_digest(key->pre_hash);
    words.insert(words.end(), digest.begin(), digest.end());
  }
  return to_commitment(hash_slice(words));
}

}  // namespace zkmem
