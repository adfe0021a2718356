// An access log with what it runs on: configuration and initial memory. Reads either format, told apart by
// content.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/memory/model/config.h"
#include "zkmem/memory/model/memory_image.h"
#include "zkmem/memory/model/raw_bytes.h"
#include "zkmem/memory/online/access_log.h"

namespace zkmem {

// What the command line says about a log. A configuration given here and the one in the log's header must
// agree; a field that the given JSON leaves out agrees with anything.
struct LogOptions {
  std::string config_json;                // of --config; empty: none
  std::optional<MemoryProfile> profile;   // of --profile; replaces the log's
  std::string config_name = "--config";   // for messages: where config_json is from
  std::optional<BoundaryMode> mode = {};  // of --memory; replaces the log's, likewise
  std::vector<RawBytes> initial = {};     // bytes that the log starts on beside its own initial memory
};

struct LogFile {
  MemoryConfig config;
  CellImage initial;  // its own and LogOptions::initial
  AccessLog log;
  // For logs from text: the line of each entry. Empty for binary logs.
  std::vector<uint32_t> lines;
  bool has_raw_bytes = false;  // some of `initial` is not the log's own

  // "line 7" or "entry 7", for messages.
  std::string place_of(size_t entry) const;
};

// The configuration to run on; `header_json` is the log's own, empty when it has none.
Result<MemoryConfig> resolve_config(const std::string& header_json, const LogOptions& options);

// "-" is standard input. Errors name the file.
Result<LogFile> read_log_file(const std::string& path, const LogOptions& options);
Result<LogFile> parse_log(std::span<const uint8_t> bytes, const LogOptions& options);

enum class LogFormat : uint8_t { kZklog, kJsonLines };
// By the file's name: .jsonl, .json and "-" are text, anything else binary.
LogFormat log_format_for(const std::string& path);
Status write_log_file(const std::string& path, const LogFile& file, LogFormat format);

}  // namespace zkmem
