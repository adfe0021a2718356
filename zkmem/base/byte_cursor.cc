#include "zkmem/base/byte_cursor.h"

#include <algorithm>

namespace zkmem {

void ByteCursor::fail(const char* what, std::string_view reason, size_t back) {
  if (failed()) return;
  error_ = "byte " + std::to_string(place() - back) + ": " + what + ": " + std::string(reason);
}

void ByteCursor::fail_short(const char* what, uint64_t wanted) {
  fail(what, "needs " + std::to_string(wanted) + " bytes, " + std::to_string(remaining()) + " are left");
}

template <class T>
T ByteCursor::fixed(bool (ByteReader::*read)(T&), const char* what) {
  T value = 0;
  if (!failed() && !(reader_.*read)(value)) fail_short(what, sizeof(T));
  return value;
}

uint8_t ByteCursor::u8(const char* what) { return fixed(&ByteReader::read_u8, what); }
uint32_t ByteCursor::u32(const char* what) { return fixed(&ByteReader::read_u32, what); }
uint64_t ByteCursor::u64(const char* what) { return fixed(&ByteReader::read_u64, what); }

bool ByteCursor::flag(const char* what) {
  const uint8_t value = u8(what);
  if (value > 1) fail(what, std::to_string(value) + " is neither 0 nor 1", 1);
  return !failed() && value == 1;
}

uint64_t ByteCursor::varint(uint64_t max, const char* what) {
  if (failed()) return 0;
  uint64_t value = 0;
  switch (reader_.read_varint(value)) {
    case Varint::kOk:
      break;
    case Varint::kCutShort:
      fail(what, "the bytes end inside an integer");
      return 0;
    case Varint::kTooLong:
      fail(what, "an integer in more bytes than it needs");
      return 0;
    case Varint::kTooLarge:
      fail(what, "an integer above 64 bits");
      return 0;
  }
  if (value <= max) return value;
  fail(what, std::to_string(value) + " is above " + std::to_string(max));
  return 0;
}

std::span<const uint8_t> ByteCursor::bytes(uint64_t count, const char* what) {
  std::span<const uint8_t> found;
  if (failed()) return found;
  if (count > remaining() || !reader_.read_bytes(static_cast<size_t>(count), found)) fail_short(what, count);
  return found;
}

void ByteCursor::text(std::string_view expected, const char* what) {
  if (failed()) return;
  std::span<const uint8_t> found;
  if (!reader_.read_bytes(expected.size(), found)) {
    fail_short(what, expected.size());
  } else if (!std::equal(found.begin(), found.end(), expected.begin())) {
    fail(what, "it does not start with " + std::string(expected), expected.size());
  }
}

bool ByteCursor::room(uint64_t items, uint64_t item_bytes, const char* what) {
  if (failed()) return false;
  if (items <= remaining() / item_bytes) return true;
  fail(what, std::to_string(items) + " items of at least " + std::to_string(item_bytes) +
                 " bytes, but only " + std::to_string(remaining()) + " bytes are left");
  return false;
}

uint32_t ByteCursor::count_u32(uint64_t item_bytes, const char* what) {
  const uint32_t items = u32(what);
  return room(items, item_bytes, what) ? items : 0;
}

uint64_t ByteCursor::count_u64(uint64_t item_bytes, const char* what) {
  const uint64_t items = u64(what);
  return room(items, item_bytes, what) ? items : 0;
}

Status ByteCursor::finish() {
  if (!at_end()) fail("end", std::to_string(remaining()) + " bytes follow");
  if (failed()) return error();
  return {};
}

}  // namespace zkmem
