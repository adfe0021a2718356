// For fuzz targets: the sections of a binary access log.
#pragma once

#include <cstdint>
#include <span>

#include <xxhash.h>

#include "fuzz/sections.h"
#include "zkmem/base/bytes.h"

namespace zkmem::fuzz {

// XXH3-64 of kind, length and payload.
inline uint64_t zklog_checksum(uint32_t kind, std::span<const uint8_t> payload) {
  ByteWriter body;
  body.write_u32(kind);
  body.write_u64(payload.size());
  body.write_bytes(payload);
  return XXH3_64bits(body.bytes().data(), body.size());
}

inline const SectionFormat& zklog_format() {
  static const SectionFormat format = {12, zklog_checksum};
  return format;
}

}  // namespace zkmem::fuzz
