// The binary access log (docs/spec/zklog.md): a configuration, the initial memory, the operations in columns,
// each section with its length and checksum. A reader names the byte offset of what is truncated or altered.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "zkmem/base/bytes.h"
#include "zkmem/base/result.h"
#include "zkmem/memory/log/log_file.h"
#include "zkmem/memory/model/config.h"
#include "zkmem/memory/model/memory_image.h"
#include "zkmem/memory/online/access_log.h"

namespace zkmem {

bool is_zklog(std::span<const uint8_t> bytes);

// `modulus` is that of the field cells. Errors begin with "byte N: ".
Result<LogFile> parse_zklog(std::span<const uint8_t> bytes, uint32_t modulus, const LogOptions& options);

// Encodes section by section, so that a log need not be in memory whole: take_bytes() gives what is ready.
class ZklogEncoder {
 public:
  ZklogEncoder(const MemoryConfig& config, const CellImage& initial);

  // The next operations. A piece begins where a segment begins, or is the only one.
  void append(const AccessLog& log);
  // The closing section; nothing may follow.
  void finish();

  size_t size() const { return out_.bytes().size(); }  // of what is ready
  std::vector<uint8_t> take_bytes() { return std::move(std::exchange(out_, ByteWriter())).take(); }

 private:
  void section(uint32_t kind, std::span<const uint8_t> payload);

  ByteWriter out_;
  uint64_t entries_ = 0;
  uint32_t clock_ = 1;  // after the last entry
};

}  // namespace zkmem
