// The access log of a run, written when the run is over: binary, or text for a path that ends in .jsonl.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "zkmem/base/result.h"
#include "zkmem/memory/log/zklog.h"
#include "zkmem/memory/model/config.h"
#include "zkmem/memory/online/access_log.h"

namespace zkmem::cli {

class RunLog {
 public:
  void open(const std::string& path, const MemoryConfig& config, const CellImage& initial);
  // The next segment's operations, its end marker included when another one follows.
  void append(const AccessLog& segment);
  Status write();
  // Bytes of memory that it may take: what is there, and its copy when it is moved to more room.
  uint64_t memory_bytes() const;

 private:
  std::string path_;
  std::unique_ptr<ZklogEncoder> binary_;
  std::string text_;
};

}  // namespace zkmem::cli
