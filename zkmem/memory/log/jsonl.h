// The access log as JSON Lines, for people and scripts (cli.md, "Access log as JSON Lines"): one operation a
// line, an optional first line with the configuration and the initial memory.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "zkmem/base/result.h"
#include "zkmem/memory/log/log_file.h"
#include "zkmem/memory/online/access_log.h"

namespace zkmem {

// Errors begin with "line N: ".
Result<LogFile> parse_jsonl(std::string_view text, uint32_t modulus, const LogOptions& options);

// {"zklog":1,"config":{…},"initial_memory":[[as,ptr,value],…]}
std::string jsonl_header(const MemoryConfig& config, const CellImage& initial);
// The first `count` operations, a line each, with line breaks. Ticks that passed without an entry are inc
// lines.
std::string jsonl_operations(const AccessLog& log, size_t count);
std::string to_jsonl(const LogFile& file);

}  // namespace zkmem
