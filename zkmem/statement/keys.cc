#include "zkmem/statement/keys.h"

#include <algorithm>

#include "zkmem/hash/sponge.h"
#include "zkmem/statement/parameters.h"

namespace zkmem {

using KeyResult = Result<std::shared_ptr<const VerifyingKey>>;

KeyResult KeyCache::find_or_make(const std::string& statement, ParameterFamily family,
                                 uint32_t log_stacked_height, const AirSet& airs) {
  const std::string name = to_string(ParameterChoice{family, log_stacked_height}) + " " + statement;
  const std::scoped_lock lock(mutex_);
  if (const auto found = keys_.find(name); found != keys_.end()) return found->second;
  ZKMEM_ASSIGN_OR_RETURN(const SystemParams params, parameters_of(family, log_stacked_height));
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<CatalogAir> list, airs());
  ZKMEM_ASSIGN_OR_RETURN(VerifyingKey key, generate_key(params, list));
  return keys_.emplace(name, std::make_shared<const VerifyingKey>(std::move(key))).first->second;
}

KeyResult KeyCache::execution_key(ParameterFamily family, uint32_t log_stacked_height) {
  return find_or_make("rv32im", family, log_stacked_height,
                      []() -> Result<std::vector<CatalogAir>> { return machine_air_set(); });
}

KeyResult KeyCache::memory_key(const MemoryConfig& config, ParameterFamily family,
                               uint32_t log_stacked_height) {
  return find_or_make("memory " + to_json(config), family, log_stacked_height,
                      [&] { return memory_air_set(config); });
}

KeyResult KeyCache::segment_key(StatementKind kind, const MemoryConfig& config, ParameterFamily family,
                                uint32_t log_stacked_height) {
  return kind == StatementKind::kExecution ? execution_key(family, log_stacked_height)
                                           : memory_key(config, family, log_stacked_height);
}

Result<std::vector<std::shared_ptr<const VerifyingKey>>> segment_keys(KeyCache& keys,
                                                                      const Statement& statement) {
  std::vector<std::shared_ptr<const VerifyingKey>> list;
  for (const SegmentClaim& claim : statement.segments) {
    ZKMEM_ASSIGN_OR_RETURN(auto key, keys.segment_key(statement.kind, statement.config, statement.parameters,
                                                      claim.log_stacked_height));
    list.push_back(std::move(key));
  }
  return list;
}

Digest digest_of_keys(const std::vector<std::shared_ptr<const VerifyingKey>>& keys) {
  std::vector<Digest> used;
  std::vector<BabyBear> words;
  for (const auto& key : keys) {
    if (std::find(used.begin(), used.end(), key->pre_hash) != used.end()) continue;
    used.push_back(key->pre_hash);
    words.insert(words.end(), key->pre_hash.begin(), key->pre_hash.end());
  }
  return hash_slice(words);
}

}  // namespace zkmem
