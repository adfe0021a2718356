#include <limits>
#include <string>

#include "zkmem/base/bitcode.h"
#include "zkmem/base/bitcode_packing.h"
#include "zkmem/base/check.h"

namespace zkmem {

using bitcode::kLongLength;
using bitcode::kNeverPacked;
using bitcode::kPackings;
using bitcode::mask_of;
using bitcode::Packing;

namespace {

constexpr unsigned kMostHalvings = 3;  // from eight bytes to one

uint64_t little_endian(std::span<const uint8_t> bytes, size_t first, unsigned width) {
  uint64_t value = 0;
  for (unsigned i = 0; i < width; ++i) value |= uint64_t{bytes[first + i]} << (8 * i);
  return value;
}

}  // namespace

uint64_t BitcodeReader::Column::at(uint64_t i) const {
  // The bytes of all integers were there when the column was read.
  if (width_ != 1) return (little_endian(bytes_, static_cast<size_t>(i * width_), width_) + offset_) & mask_;
  uint32_t digits = bytes_[static_cast<size_t>(i / per_byte_)];
  for (uint64_t skip = i % per_byte_; skip != 0; --skip) digits /= states_;
  const auto byte = static_cast<uint8_t>(digits % states_ + byte_offset_);
  return (byte + offset_) & mask_;
}

uint64_t BitcodeReader::Column::next() { return at(next_++); }

void BitcodeReader::fail_at(size_t place, const char* what, std::string_view reason) {
  in_.fail(what, reason, in_.place() - place);
}

// Whether the node's column is still to be read.
bool BitcodeReader::first(Node& node, Node::Kind kind) {
  if (node.kind_ != Node::Kind::kNone) {
    ZKMEM_CHECK(node.kind_ == kind);
    return false;
  }
  node.kind_ = kind;
  return true;
}

void BitcodeReader::read_bytes(Column& column, uint64_t count, const char* what) {
  Packing packing = kPackings[0];
  if (count > kNeverPacked) {
    const uint8_t header = in_.u8(what);
    const size_t index = (size_t{header} + 1) / 2;
    if (index >= kPackings.size()) {
      in_.fail(what, std::to_string(header) + " is no packing of bytes", 1);
      return;
    }
    packing = kPackings[index];
    if (header % 2 == 1) column.byte_offset_ = in_.u8(what);
  }
  column.states_ = packing.states;
  column.per_byte_ = packing.per_byte;
  column.place_ = in_.place();
  column.bytes_ = in_.bytes(count / packing.per_byte + (count % packing.per_byte == 0 ? 0 : 1), what);
}

void BitcodeReader::read_ints(Column& column, unsigned width, uint64_t count, const char* what) {
  column.mask_ = mask_of(width);
  if (width == 1 || count == 0) {
    if (count != 0) read_bytes(column, count, what);
    return;
  }
  if (width != 2 || count != 1) {
    const uint8_t header = in_.u8(what);
    const unsigned halvings = (unsigned{header} + 1) / 2;
    if (halvings > kMostHalvings || width >> halvings == 0) {
      in_.fail(what, std::to_string(header) + " is no packing of integers", 1);
      return;
    }
    if (header % 2 == 1) {
      const auto offset = in_.bytes(width, what);
      if (in_.failed()) return;
      column.offset_ = little_endian(offset, 0, width);
    }
    width >>= halvings;
  }
  if (width == 1) {
    read_bytes(column, count, what);
    return;
  }
  column.width_ = static_cast<uint8_t>(width);
  column.place_ = in_.place();
  if (in_.room(count, width, what)) column.bytes_ = in_.bytes(count * width, what);
}

void BitcodeReader::integer(Node& node, BitcodeInt type, uint64_t& value, uint64_t max, const char* what) {
  if (failed()) return;
  if (first(node, Node::Kind::kInt)) read_ints(node.column_, static_cast<unsigned>(type), node.count_, what);
  if (failed()) return;
  value = node.column_.next();
  if (value <= max) return;
  fail_at(node.column_.place(), what, std::to_string(value) + " is above " + std::to_string(max));
  value = 0;
}

void BitcodeReader::signed_integer(Node& node, BitcodeInt type, int32_t& value, const char* what) {
  uint64_t word = 0;
  integer(node, type, word, std::numeric_limits<uint64_t>::max(), what);
  const uint64_t from_least = (word - uint64_t{0xffffffff80000000}) & mask_of(static_cast<unsigned>(type));
  if (from_least > std::numeric_limits<uint32_t>::max()) {
    fail_at(node.column_.place(), what, "it does not fit 32 bits");
    return;
  }
  value = static_cast<int32_t>(static_cast<uint32_t>(word));
}

void BitcodeReader::flag(Node& node, bool& value, const char* what) {
  if (failed()) return;
  if (first(node, Node::Kind::kFlag)) {
    Column& column = node.column_;
    column.mask_ = 1;
    column.states_ = kPackings.back().states;
    column.per_byte_ = kPackings.back().per_byte;
    column.place_ = in_.place();
    column.bytes_ = in_.bytes(node.count_ / 8 + (node.count_ % 8 == 0 ? 0 : 1), what);
  }
  if (!failed()) value = node.column_.next() != 0;
}

// The sum of the lengths, each of which is of at least a bit.
uint64_t BitcodeReader::read_lengths(Node& node, const char* what) {
  const size_t place = in_.place();
  node.column_.mask_ = mask_of(1);
  read_bytes(node.column_, node.count_, what);
  if (failed()) return 0;
  uint64_t sum = 0;
  uint64_t many = 0;
  for (uint64_t i = 0; i < node.count_; ++i) {
    const uint64_t value = node.column_.at(i);
    if (value == kLongLength)
      ++many;
    else
      sum += value;
  }
  read_ints(node.large_, 8, many, what);
  if (failed()) return 0;
  const uint64_t room = 8 * uint64_t{in_.remaining()} + kNeverPacked;
  for (uint64_t i = 0; i < many && sum <= room; ++i) {
    const uint64_t value = node.large_.at(i);
    sum = value > room ? value : sum + value;
  }
  if (sum <= room) return sum;
  fail_at(place, what,
          std::to_string(sum) + " items, but only " + std::to_string(in_.remaining()) + " bytes are left");
  return 0;
}

uint64_t BitcodeReader::next_length(Node& node) {
  const uint64_t value = node.column_.next();
  return value == kLongLength ? node.large_.next() : value;
}

void BitcodeReader::begin_items(Node& node, size_t fields, uint64_t& value, const char* what) {
  value = 0;
  if (failed()) return;
  if (first(node, Node::Kind::kLengths)) {
    const uint64_t sum = read_lengths(node, what);
    node.children_.resize(fields);
    for (Node& child : node.children_) child.count_ = sum;
  }
  if (!failed()) value = next_length(node);
}

void BitcodeReader::length(Node& node, uint64_t& value, const char* what) {
  begin_items(node, 1, value, what);
}

void BitcodeReader::map(Node& node, uint64_t& value, const char* what) { begin_items(node, 2, value, what); }

void BitcodeReader::text(Node& node, std::string& value, const char* what) {
  if (failed()) return;
  if (first(node, Node::Kind::kText)) node.text_ = in_.bytes(read_lengths(node, what), what);
  if (failed()) return;
  const auto size = static_cast<size_t>(next_length(node));  // all of them are no more than text_
  value.assign(node.text_.begin(), node.text_.begin() + static_cast<ptrdiff_t>(size));
  node.text_ = node.text_.subspan(size);
}

void BitcodeReader::variant(Node& node, uint32_t& value, uint32_t count, const char* what) {
  value = 0;
  if (failed()) return;
  if (first(node, Node::Kind::kVariants)) {
    node.column_.mask_ = mask_of(1);
    read_bytes(node.column_, node.count_, what);
    if (failed()) return;
    node.children_.resize(count);
    for (uint64_t i = 0; i < node.count_; ++i) {
      const uint64_t found = node.column_.at(i);
      if (found >= count) {
        fail_at(node.column_.place(), what,
                "variant " + std::to_string(found) + ", there are " + std::to_string(count));
        return;
      }
      ++node.children_[static_cast<size_t>(found)].count_;
    }
  }
  value = static_cast<uint32_t>(node.column_.next());
}

void BitcodeReader::tuple(Node& node, size_t fields) {
  if (failed() || !first(node, Node::Kind::kTuple)) return;
  node.children_.resize(fields);
  for (Node& child : node.children_) child.count_ = node.count_;
}

}  // namespace zkmem
