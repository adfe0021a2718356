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

  // By what names them: statement, configuration, parameters and suite.
  using Keys = std::map<std::string, std::shared_ptr<const VerifyingKey>>;
  const Keys& all() const { return keys_; }
  // Keys that another cache made, of the same release. A proof under a wrong one is valid nowhere else: they
  // are for those who prove, and whoever verifies derives.
  void add(const Keys& keys) { keys_.insert(keys.begin(), keys.end()); }
  // How many this cache made itself.
  size_t num_derived() const { return num_derived_; }

 private:
  Keys keys_;
  size_t num_derived_ = 0;
};

// The keys that a proof's segments are verified with, derived from its claim, one per segment.
Result<std::vector<std::shared_ptr<const VerifyingKey>>> segment_keys(KeyCache& keys, const Claim& claim);

// Names a list of keys of a suite: its hash of the pre-hashes of those in use, each once, in order of first
// use.
Commitment digest_of_keys(HashSuite hash, const std::vector<std::shared_ptr<const VerifyingKey>>& keys);

}  // namespace zkmem
