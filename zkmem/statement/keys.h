// The verifying keys, derived and kept: nobody reads a key from a proof. A cache is one thread's at a time;
// the keys that it hands out may be shared.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/memory/model/config.h"
#include "zkmem/protocol/verifying_key.h"
#include "zkmem/statement/statement.h"

namespace zkmem {

class KeyCache {
 public:
  // Of the statement's chips on this configuration.
  Result<std::shared_ptr<const VerifyingKey>> key(const Statement& statement, const MemoryConfig& config,
                                                  ParameterFamily family, uint32_t log_stacked_height,
                                                  HashSuite hash);

 private:
  std::map<std::string, std::shared_ptr<const VerifyingKey>> keys_;
};

// The keys that a proof's segments are verified with, derived from its claim, one per segment.
Result<std::vector<std::shared_ptr<const VerifyingKey>>> segment_keys(KeyCache& keys, const Claim& claim);

// Names a list of keys of a suite: its hash of the pre-hashes of those in use, each once, in order of first
// use.
Commitment digest_of_keys(HashSuite hash, const std::vector<std::shared_ptr<const VerifyingKey>>& keys);

}  // namespace zkmem
