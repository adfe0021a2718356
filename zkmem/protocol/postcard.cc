#include "zkmem/protocol/postcard.h"

namespace zkmem {

int32_t PostcardReader::zigzag(const char* what) {
  const uint64_t coded = varint(std::numeric_limits<uint32_t>::max(), what);
  const auto magnitude = static_cast<int64_t>(coded >> 1);
  return static_cast<int32_t>((coded & 1) != 0 ? -magnitude - 1 : magnitude);
}

size_t PostcardReader::length(const char* what) {
  const uint64_t count = varint(std::numeric_limits<uint64_t>::max(), what);
  return room(count, 1, what) ? static_cast<size_t>(count) : 0;
}

void PostcardWriter::zigzag(int64_t value) {
  varint(value < 0 ? (static_cast<uint64_t>(-(value + 1)) << 1 | 1) : static_cast<uint64_t>(value) << 1);
}

}  // namespace zkmem
