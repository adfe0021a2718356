#include "zkmem/protocol/postcard.h"

namespace zkmem {

void PostcardReader::fail(const char* what, const std::string& reason) {
  if (error_.empty()) error_ = "byte " + std::to_string(reader_.offset()) + ": " + what + ": " + reason;
}

uint64_t PostcardReader::varint(uint64_t max, const char* what) {
  if (failed()) return 0;
  uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    uint8_t byte = 0;
    if (!reader_.read_u8(byte)) {
      fail(what, "the bytes end inside an integer");
      return 0;
    }
    const uint64_t bits = byte & 0x7FU;
    if (shift == 63 && bits > 1) break;
    value |= bits << shift;
    if ((byte & 0x80U) == 0) {
      if (byte == 0 && shift != 0) {
        fail(what, "an integer in more bytes than it needs");
        return 0;
      }
      if (value > max) {
        fail(what, std::to_string(value) + " is above " + std::to_string(max));
        return 0;
      }
      return value;
    }
  }
  fail(what, "an integer above 64 bits");
  return 0;
}

int32_t PostcardReader::zigzag(const char* what) {
  const uint64_t coded = varint(std::numeric_limits<uint32_t>::max(), what);
  const auto magnitude = static_cast<int64_t>(coded >> 1);
  return static_cast<int32_t>((coded & 1) != 0 ? -magnitude - 1 : magnitude);
}

uint8_t PostcardReader::u8(const char* what) {
  uint8_t byte = 0;
  if (!failed() && !reader_.read_u8(byte)) fail(what, "the bytes end here");
  return byte;
}

bool PostcardReader::flag(const char* what) {
  const uint8_t byte = u8(what);
  if (byte > 1) fail(what, std::to_string(byte) + " is neither 0 nor 1");
  return byte == 1;
}

size_t PostcardReader::length(const char* what) {
  const uint64_t count = varint(std::numeric_limits<uint64_t>::max(), what);
  if (failed()) return 0;
  if (count > reader_.remaining()) {
    fail(what, std::to_string(count) + " items, but only " + std::to_string(reader_.remaining()) +
                   " bytes are left");
    return 0;
  }
  return static_cast<size_t>(count);
}

void PostcardWriter::varint(uint64_t value) {
  while (value >= 0x80) {
    bytes_.push_back(static_cast<uint8_t>(value | 0x80));
    value >>= 7;
  }
  bytes_.push_back(static_cast<uint8_t>(value));
}

void PostcardWriter::zigzag(int64_t value) {
  varint(value < 0 ? (static_cast<uint64_t>(-(value + 1)) << 1 | 1) : static_cast<uint64_t>(value) << 1);
}

}  // namespace zkmem
