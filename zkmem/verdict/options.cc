#include "zkmem/verdict/options.h"

#include <cstdint>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "zkmem/base/file.h"
#include "zkmem/statement/openvm/app_key.h"
#include "zkmem/verdict/numbers.h"

namespace zkmem::verdict {
namespace {

using DecodeKey = Result<AppKey> (*)(std::span<const uint8_t>);

Status read_key(KeyCache& keys, const GivenFile& file, DecodeKey decode,
                std::optional<ParameterChoice>& choice) {
  if (!file.given()) return {};
  ZKMEM_ASSIGN_OR_RETURN(const auto bytes, file.bytes());
  const Result<AppKey> key = decode(bytes);
  if (!key.ok()) return key.error().in(file.name);
  const Result<ParameterChoice> found = parameters_of_app_key(keys, *key);
  if (!found.ok()) return found.error().in(file.name);
  if (choice && choice->log_stacked_height != found->log_stacked_height) {
    return bad_input(fmt::format("{}: its stacked height is {}, the other key's is {}", file.name,
                                 *found->log_stacked_height, *choice->log_stacked_height));
  }
  choice = *found;
  return {};
}

}  // namespace

Result<std::optional<HashSuite>> read_hash_suite(const std::string& name) {
  if (name.empty()) return std::optional<HashSuite>();
  const Result<HashSuite> suite = parse_hash_suite(name);
  if (!suite.ok()) return suite.error().in("--hash");
  return std::optional(*suite);
}

Result<std::vector<RawBytes>> read_initial(const std::vector<GivenFile>& initial) {
  std::vector<RawBytes> all;
  for (const GivenFile& one : initial) {
    ZKMEM_ASSIGN_OR_RETURN(const Address at, parse_initial(one.name));
    ZKMEM_ASSIGN_OR_RETURN(std::vector<uint8_t> bytes, one.bytes());
    all.push_back({at, std::move(bytes), "--initial " + one.name});
  }
  return all;
}

Result<LogOptions> log_options(const LogReading& reading) {
  LogOptions options;
  if (reading.config.given()) {
    ZKMEM_ASSIGN_OR_RETURN(const std::vector<uint8_t> bytes, reading.config.bytes(kMostTextBytes));
    options.config_json.assign(bytes.begin(), bytes.end());
    options.config_name = reading.config.name;
    // Whether the whole is valid is seen when it stands under the log's header and --profile.
    if (auto parsed = read_memory_config(options.config_json, MemoryConfig::hybrid_default()); !parsed.ok())
      return parsed.error().in(reading.config.name);
  }
  if (!reading.profile.empty()) options.profile = parse_profile(reading.profile);
  if (!reading.mode.empty()) options.mode = parse_mode(reading.mode);
  ZKMEM_ASSIGN_OR_RETURN(options.initial, read_initial(reading.initial));
  return options;
}

Result<std::optional<ParameterChoice>> app_parameters(KeyCache& keys, const GivenFile& verifying_key,
                                                      const GivenFile& proving_key) {
  std::optional<ParameterChoice> choice;
  ZKMEM_RETURN_IF_ERROR(read_key(keys, verifying_key, &decode_app_vk, choice));
  ZKMEM_RETURN_IF_ERROR(read_key(keys, proving_key, &decode_app_pk, choice));
  return choice;
}

}  // namespace zkmem::verdict
