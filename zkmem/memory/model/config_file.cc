// A configuration from a file: apart, since verifying reads none.
#include "zkmem/base/file.h"
#include "zkmem/memory/model/config.h"

namespace zkmem {

Result<MemoryConfig> load_memory_config(const std::string& path, std::optional<MemoryProfile> profile) {
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<uint8_t> bytes, read_file(path, kMostTextBytes));
  auto config = read_memory_config({reinterpret_cast<const char*>(bytes.data()), bytes.size()},
                                   MemoryConfig::hybrid_default());
  if (!config.ok()) return config.error().in(path);
  if (profile) config->put_under(*profile);
  if (const Status status = config->validate(); !status.ok()) return status.error().in(path);
  return config;
}

}  // namespace zkmem
