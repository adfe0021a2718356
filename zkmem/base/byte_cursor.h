// What a decoder of untrusted bytes reads with. A cursor keeps its first error, and from then on reads zeros
// and nothing, so that a decoder reads straight on and asks once at the end. No count is believed before the
// bytes for it are there. `what` names what is being read: an error is one line with the byte, the name and
// both numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "zkmem/base/bytes.h"
#include "zkmem/base/result.h"

namespace zkmem {

class ByteCursor {
 public:
  // `first_place`: where in the file bytes[0] is, for errors.
  explicit ByteCursor(std::span<const uint8_t> bytes, size_t first_place = 0)
      : reader_(bytes), first_place_(first_place) {}

  uint8_t u8(const char* what);
  uint32_t u32(const char* what);
  uint64_t u64(const char* what);
  bool flag(const char* what);  // one byte, 0 or 1
  // LEB128, an integer of at most `max`; refused in more bytes than it needs.
  uint64_t varint(uint64_t max, const char* what);
  std::span<const uint8_t> bytes(uint64_t count, const char* what);
  // The bytes of this text, such as a file's first ones.
  void text(std::string_view expected, const char* what);

  // Whether `items` of at least item_bytes > 0 bytes each can be left; fails if not.
  bool room(uint64_t items, uint64_t item_bytes, const char* what);
  // The number of such items that follow; 0 once failed.
  uint32_t count_u32(uint64_t item_bytes, const char* what);
  uint64_t count_u64(uint64_t item_bytes, const char* what);

  // The first byte not read yet, and how many are left.
  size_t place() const { return first_place_ + reader_.offset(); }
  size_t remaining() const { return reader_.remaining(); }
  bool at_end() const { return reader_.at_end(); }

  // Of what was just read, `back` bytes long, or of what is still to come. The first failure is kept.
  void fail(const char* what, std::string_view reason, size_t back = 0);
  bool failed() const { return !error_.empty(); }
  Error error() const { return bad_input(error_); }
  // What was read is all there is.
  Status finish();

 private:
  template <class T>
  T fixed(bool (ByteReader::*read)(T&), const char* what);
  void fail_short(const char* what, uint64_t wanted);

  ByteReader reader_;
  size_t first_place_;
  std::string error_;
};

}  // namespace zkmem
