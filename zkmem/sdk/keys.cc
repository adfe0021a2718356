#include "zkmem/sdk/keys.h"

#include <fmt/format.h>

#include "zkmem/hash/sponge.h"
#include "zkmem/protocol/keygen.h"
#include "zkmem/rv32im/chips/machine.h"
#include "zkmem/sdk/parameters.h"

namespace zkmem {

Result<std::shared_ptr<const VerifyingKey>> KeyCache::execution_key(ParameterFamily family,
                                                                    uint32_t log_stacked_height) {
  const std::string name = fmt::format("rv32im {}", to_string(ParameterChoice{family, log_stacked_height}));
  const std::scoped_lock lock(mutex_);
  if (const auto found = keys_.find(name); found != keys_.end()) return found->second;
  ZKMEM_ASSIGN_OR_RETURN(const SystemParams params, parameters_of(family, log_stacked_height));
  const auto airs = rv32im::machine_airs();
  std::vector<KeygenAir> list;
  for (size_t i = 0; i < airs.size(); ++i) {
    list.push_back({airs[i].get(), i < rv32im::kNumRequiredAirs, std::nullopt});
  }
  ZKMEM_ASSIGN_OR_RETURN(VerifyingKey key, generate_verifying_key(params, list));
  return keys_.emplace(name, std::make_shared<const VerifyingKey>(std::move(key))).first->second;
}

Result<std::vector<std::shared_ptr<const VerifyingKey>>> segment_keys(KeyCache& keys,
                                                                      const Statement& statement) {
  std::vector<std::shared_ptr<const VerifyingKey>> list;
  for (const SegmentClaim& claim : statement.segments) {
    ZKMEM_ASSIGN_OR_RETURN(auto key, keys.execution_key(statement.parameters, claim.log_stacked_height));
    list.push_back(std::move(key));
  }
  return list;
}

Digest digest_of_keys(const std::vector<std::shared_ptr<const VerifyingKey>>& keys) {
  std::vector<BabyBear> words;
  for (const auto& key : keys) words.insert(words.end(), key->pre_hash.begin(), key->pre_hash.end());
  return hash_slice(words);
}

}  // namespace zkmem
