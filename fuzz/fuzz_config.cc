// A memory's configuration as JSON: what is read is valid, and written in one line that reads as the same.
// Put under another profile or mode it differs in that, and holds the same memory; what differs from it does
// so in both directions.
#include <bit>
#include <cstddef>
#include <cstdint>

#include "fuzz/text_of.h"
#include "zkmem/memory/model/config.h"

namespace {

using namespace zkmem;  // NOLINT(google-build-using-namespace): a program of one file

void compare(const MemoryConfig& a, const MemoryConfig& b) {
  ZKMEM_CHECK(describe_difference(a, b).empty() == describe_difference(b, a).empty());
  ZKMEM_CHECK((a == b) == describe_difference(a, b).empty());
  if (to_json(a) == to_json(b)) ZKMEM_CHECK(a == b);
}

void put_under_others(const MemoryConfig& config) {
  for (const char* name : {"persistent", "volatile", "global", "transient"}) {
    const auto mode = parse_mode(name);
    ZKMEM_CHECK(mode.has_value() == (name != std::string_view("transient")));
    if (!mode) continue;
    MemoryConfig other = config;
    other.put_under(*mode);
    ZKMEM_CHECK(to_string(other.mode) == name && (other == config) == (config.mode == *mode));
    ZKMEM_CHECK(config.holds_as(other) && other.holds_as(config));
    compare(config, other);
  }
  for (const char* name : {"openvm-v1", "openvm-v2", "hybrid", "openvm-v3"}) {
    const auto profile = parse_profile(name);
    ZKMEM_CHECK(profile.has_value() == (name != std::string_view("openvm-v3")));
    if (!profile) continue;
    MemoryConfig other = config;
    other.put_under(*profile);
    ZKMEM_CHECK(to_string(other.profile) == name && (other == config) == (config.profile == *profile));
    compare(config, other);
  }
}

void look_at_spaces(const MemoryConfig& config) {
  size_t used = 0;
  for (uint32_t space = 1; space < config.spaces.size(); ++space) {
    if (!config.has_space(space)) continue;
    ++used;
    ZKMEM_CHECK(config.spaces[space].num_cells % config.block_size(space) == 0);
    ZKMEM_CHECK(std::has_single_bit(config.initial_block_size(space)));
  }
  const std::string list = space_list(config);
  const auto commas = static_cast<size_t>(std::ranges::count(list, ','));
  ZKMEM_CHECK(used == 0 ? list.empty() : commas == used - 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto config = parse_memory_config(fuzz::text_of({data, size}));
  if (!config.ok()) return 0;
  ZKMEM_CHECK(config->validate().ok());
  const std::string line = to_json(*config);
  const auto again = parse_memory_config(line);
  ZKMEM_CHECK(again.ok() && *again == *config && describe_difference(*again, *config).empty());
  ZKMEM_CHECK(to_json(*again) == line);
  for (const MemoryConfig& known : {MemoryConfig::hybrid_default(), MemoryConfig::openvm_v2_default()}) {
    ZKMEM_CHECK(known.validate().ok());
    compare(*config, known);
  }
  put_under_others(*config);
  look_at_spaces(*config);
  return 0;
}
