// Logs by the names of their files.
#include "zkmem/base/file.h"
#include "zkmem/memory/log/jsonl.h"
#include "zkmem/memory/log/log_file.h"
#include "zkmem/memory/log/zklog.h"

namespace zkmem {

Result<LogFile> read_log_file(const std::string& path, const LogOptions& options) {
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<uint8_t> bytes, read_file(path));
  auto file = parse_log(bytes, options);
  if (!file.ok()) return file.error().in(path == "-" ? "standard input" : path);
  return file;
}

LogFormat log_format_for(const std::string& path) {
  const auto ends_with = [&](std::string_view end) {
    return path.size() >= end.size() && path.compare(path.size() - end.size(), end.size(), end) == 0;
  };
  return path == "-" || ends_with(".jsonl") || ends_with(".json") ? LogFormat::kJsonLines : LogFormat::kZklog;
}

Status write_log_file(const std::string& path, const LogFile& file, LogFormat format) {
  if (format == LogFormat::kJsonLines) return write_file(path, to_jsonl(file));
  ZklogEncoder encoder(file.config, file.initial);
  encoder.append(file.log);
  encoder.finish();
  return write_file(path, encoder.take_bytes());
}

}  // namespace zkmem
