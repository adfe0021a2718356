#include "zkmem/base/bytes.h"

namespace zkmem {
namespace {

template <class T>
T load_le(const uint8_t* bytes) {
  T value = 0;
  for (size_t i = 0; i < sizeof(T); ++i)
    value = static_cast<T>(value | (static_cast<T>(bytes[i]) << (8 * i)));
  return value;
}

template <class T>
void append_le(std::vector<uint8_t>& bytes, T value) {
  for (size_t i = 0; i < sizeof(T); ++i) bytes.push_back(static_cast<uint8_t>(value >> (8 * i)));
}

template <class T>
bool read_le(std::span<const uint8_t> bytes, size_t& offset, T& out) {
  if (bytes.size() - offset < sizeof(T)) return false;
  out = load_le<T>(bytes.data() + offset);
  offset += sizeof(T);
  return true;
}

}  // namespace

bool ByteReader::read_u8(uint8_t& out) { return read_le(bytes_, offset_, out); }
bool ByteReader::read_u16(uint16_t& out) { return read_le(bytes_, offset_, out); }
bool ByteReader::read_u32(uint32_t& out) { return read_le(bytes_, offset_, out); }
bool ByteReader::read_u64(uint64_t& out) { return read_le(bytes_, offset_, out); }

bool ByteReader::read_bytes(size_t count, std::span<const uint8_t>& out) {
  if (remaining() < count) return false;
  out = bytes_.subspan(offset_, count);
  offset_ += count;
  return true;
}

Varint ByteReader::read_varint(uint64_t& out) {
  uint64_t value = 0;
  size_t offset = offset_;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    uint8_t byte = 0;
    if (!read_le(bytes_, offset, byte)) return Varint::kCutShort;
    const uint64_t bits = byte & 0x7FU;
    if (shift == 63 && bits > 1) return Varint::kTooLarge;
    value |= bits << shift;
    if ((byte & 0x80U) != 0) continue;
    if (byte == 0 && shift != 0) return Varint::kTooLong;
    offset_ = offset;
    out = value;
    return Varint::kOk;
  }
  return Varint::kTooLarge;
}

void ByteWriter::write_u16(uint16_t value) { append_le(bytes_, value); }
void ByteWriter::write_u32(uint32_t value) { append_le(bytes_, value); }
void ByteWriter::write_u64(uint64_t value) { append_le(bytes_, value); }
void ByteWriter::write_varint(uint64_t value) {
  for (; value >= 0x80; value >>= 7) write_u8(static_cast<uint8_t>(value | 0x80));
  write_u8(static_cast<uint8_t>(value));
}
void ByteWriter::write_bytes(std::span<const uint8_t> bytes) {
  bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
}
void ByteWriter::write_text(std::string_view text) { bytes_.insert(bytes_.end(), text.begin(), text.end()); }

}  // namespace zkmem
