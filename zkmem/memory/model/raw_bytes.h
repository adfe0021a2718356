// Bytes of a file that a run starts on, beside what it starts on anyway: one cell a byte.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/memory/model/address.h"
#include "zkmem/memory/model/config.h"
#include "zkmem/memory/model/memory_image.h"

namespace zkmem {

struct RawBytes {
  Address at;  // of the first byte; no alignment is needed
  std::vector<uint8_t> bytes;
  std::string name;  // as the user gave it, for errors

  uint64_t end() const { return uint64_t{at.pointer} + bytes.size(); }
};

// kBadInput, naming it, for bytes in no space or one whose cells are not bytes, past its end, over each
// other, or in volatile memory, which starts on zeros.
Status check_raw_bytes(const MemoryConfig& config, std::span<const RawBytes> raw);

// Writes them over the image; they have been checked.
void write_raw_bytes(std::span<const RawBytes> raw, CellImage& image);

}  // namespace zkmem
