#include "zkmem/cli/run_log.h"

#include <cstdint>

#include "zkmem/base/file.h"
#include "zkmem/memory/log/jsonl.h"
#include "zkmem/memory/log/log_file.h"

namespace zkmem::cli {

void RunLog::open(const std::string& path, const MemoryConfig& config, const CellImage& initial) {
  path_ = path;
  if (log_format_for(path) == LogFormat::kJsonLines) {
    text_ = jsonl_header(config, initial) + "\n";
  } else {
    binary_ = std::make_unique<ZklogEncoder>(config, initial);
  }
}

void RunLog::append(const AccessLog& segment) {
  if (binary_ != nullptr) {
    binary_->append(segment);
  } else {
    text_ += jsonl_operations(segment, SIZE_MAX);
  }
}

uint64_t RunLog::memory_bytes() const { return 2 * (binary_ != nullptr ? binary_->size() : text_.size()); }

Status RunLog::write() {
  if (binary_ == nullptr) return write_file(path_, text_);
  binary_->finish();
  return write_file(path_, binary_->take_bytes());
}

}  // namespace zkmem::cli
