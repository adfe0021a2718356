// Options that several commands read alike, from their texts to what they mean.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/hash/hash_suite.h"
#include "zkmem/memory/log/log_file.h"
#include "zkmem/statement/keys.h"
#include "zkmem/statement/parameters.h"
#include "zkmem/verdict/given_file.h"

namespace zkmem::verdict {

// --hash: the suite; none: it was not given.
Result<std::optional<HashSuite>> read_hash_suite(const std::string& name);

// --initial: each file is named SPACE:POINTER=FILE.
Result<std::vector<RawBytes>> read_initial(const std::vector<GivenFile>& initial);

// How an access log is read. Empty texts were not given.
struct LogReading {
  GivenFile config;                // --config
  std::string profile;             // --profile
  std::string mode;                // --memory
  std::vector<GivenFile> initial;  // --initial, as above
};
Result<LogOptions> log_options(const LogReading& reading);

// --app-vk and --app-pk: the parameters of OpenVM's keys, each checked to be zkmem's; none: neither was
// given. Errors name the file.
Result<std::optional<ParameterChoice>> app_parameters(KeyCache& keys, const GivenFile& verifying_key,
                                                      const GivenFile& proving_key);

}  // namespace zkmem::verdict
