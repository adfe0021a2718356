#include "zkmem/memory/log/log_file.h"

#include <algorithm>

#include <fmt/format.h>

#include "zkmem/field/babybear.h"
#include "zkmem/memory/log/jsonl.h"
#include "zkmem/memory/log/zklog.h"

namespace zkmem {

std::string LogFile::place_of(size_t entry) const {
  if (entry < lines.size()) return fmt::format("line {}", lines[entry]);
  return fmt::format("entry {}", entry);
}

Result<MemoryConfig> resolve_config(const std::string& header_json, const LogOptions& options) {
  MemoryConfig own = MemoryConfig::hybrid_default();
  if (!header_json.empty()) {
    ZKMEM_ASSIGN_OR_RETURN(own, read_memory_config(header_json, own));
  }
  MemoryConfig given = own;
  if (!options.config_json.empty()) {
    ZKMEM_ASSIGN_OR_RETURN(given, read_memory_config(options.config_json, own));
  }
  // --profile and --memory stand above what either says: what belongs to another one is as good as not said.
  MemoryConfig config = given;
  if (options.profile) config.put_under(*options.profile);
  if (options.mode) config.put_under(*options.mode);
  if (const Status status = config.validate(); !status.ok())
    return options.config_json.empty() ? status.error() : status.error().in(options.config_name);
  if (!header_json.empty() && !(given == own))
    return bad_input("the log's header and --config differ in " + describe_difference(own, given));
  return config;
}

namespace {

// Over the log's own memory, which must not say otherwise.
Status add_raw_bytes(std::span<const RawBytes> raw, LogFile& file) {
  ZKMEM_RETURN_IF_ERROR(check_raw_bytes(file.config, raw));
  const std::vector<PageId> pages = file.initial.pages();
  for (const RawBytes& one : raw) {
    for (const PageId page : pages) {
      if (page.space != one.at.address_space) continue;
      const uint64_t first = std::max<uint64_t>(one.at.pointer, uint64_t{page.page} * kPageCells);
      const uint64_t end = std::min(one.end(), (uint64_t{page.page} + 1) * kPageCells);
      for (uint64_t pointer = first; pointer < end; ++pointer) {
        const Address a{page.space, static_cast<uint32_t>(pointer)};
        if (file.initial.get(a) == 0) continue;
        return bad_input(fmt::format(
            "{}: its bytes from {} to {} overlap the log's initial memory, which has {} at {}:{}", one.name,
            one.at.pointer, one.end() - 1, file.initial.get(a), a.address_space, a.pointer));
      }
    }
  }
  write_raw_bytes(raw, file.initial);
  file.has_raw_bytes = !raw.empty();
  return {};
}

}  // namespace

Result<LogFile> parse_log(std::span<const uint8_t> bytes, const LogOptions& options) {
  auto file = is_zklog(bytes) ? parse_zklog(bytes, BabyBear::kModulus, options)
                              : parse_jsonl({reinterpret_cast<const char*>(bytes.data()), bytes.size()},
                                            BabyBear::kModulus, options);
  if (file.ok()) ZKMEM_RETURN_IF_ERROR(add_raw_bytes(options.initial, *file));
  return file;
}

}  // namespace zkmem
