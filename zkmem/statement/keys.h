// The verifying keys, derived and kept: nobody reads a key from a proof. Thread-safe.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/memory/config.h"
#include "zkmem/protocol/verifying_key.h"
#include "zkmem/statement/air_catalog.h"
#include "zkmem/statement/zkproof.h"

namespace zkmem {

class KeyCache {
 public:
  // OpenVM 2's RV32IM machine.
  Result<std::shared_ptr<const VerifyingKey>> execution_key(ParameterFamily family,
                                                            uint32_t log_stacked_height);
  // The statement about access logs on this configuration.
  Result<std::shared_ptr<const VerifyingKey>> memory_key(const MemoryConfig& config, ParameterFamily family,
                                                         uint32_t log_stacked_height);
  // Of either kind.
  Result<std::shared_ptr<const VerifyingKey>> segment_key(StatementKind kind, const MemoryConfig& config,
                                                          ParameterFamily family,
                                                          uint32_t log_stacked_height);

 private:
  using AirSet = std::function<Result<std::vector<CatalogAir>>()>;
  Result<std::shared_ptr<const VerifyingKey>> find_or_make(const std::string& statement,
                                                           ParameterFamily family,
                                                           uint32_t log_stacked_height, const AirSet& airs);

  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const VerifyingKey>> keys_;
};

// The keys that a proof's segments are verified with, derived from its statement, one per segment.
Result<std::vector<std::shared_ptr<const VerifyingKey>>> segment_keys(KeyCache& keys,
                                                                      const Statement& statement);

// Names a list of keys: the sponge hash of the pre-hashes of those in use, each once, in order of first use.
Digest digest_of_keys(const std::vector<std::shared_ptr<const VerifyingKey>>& keys);

}  // namespace zkmem
