// Bounded readers and writers of little-endian bytes. A reader never allocates and never reads past its end:
// every read says whether it happened, and `offset()` is the place to name in an error.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace zkmem {

// How reading an integer in LEB128 went.
enum class Varint { kOk, kCutShort, kTooLong, kTooLarge };

class ByteReader {
 public:
  explicit ByteReader(std::span<const uint8_t> bytes) : bytes_(bytes) {}

  size_t offset() const { return offset_; }
  size_t remaining() const { return bytes_.size() - offset_; }
  bool at_end() const { return remaining() == 0; }

  // Each returns false, and moves nothing, when too few bytes are left.
  [[nodiscard]] bool read_u8(uint8_t& out);
  [[nodiscard]] bool read_u16(uint16_t& out);
  [[nodiscard]] bool read_u32(uint32_t& out);
  [[nodiscard]] bool read_u64(uint64_t& out);
  // LEB128 below 2^64, in as few bytes as possible: kTooLong if it needs fewer, kTooLarge if it has more
  // bits.
  [[nodiscard]] Varint read_varint(uint64_t& out);
  [[nodiscard]] bool read_bytes(size_t count, std::span<const uint8_t>& out);

 private:
  std::span<const uint8_t> bytes_;
  size_t offset_ = 0;
};

class ByteWriter {
 public:
  void write_u8(uint8_t value) { bytes_.push_back(value); }
  void write_u16(uint16_t value);
  void write_u32(uint32_t value);
  void write_u64(uint64_t value);
  void write_varint(uint64_t value);  // LEB128
  void write_bytes(std::span<const uint8_t> bytes);
  void write_text(std::string_view text);

  size_t size() const { return bytes_.size(); }
  const std::vector<uint8_t>& bytes() const { return bytes_; }
  std::vector<uint8_t> take() && { return std::move(bytes_); }

 private:
  std::vector<uint8_t> bytes_;
};

}  // namespace zkmem
