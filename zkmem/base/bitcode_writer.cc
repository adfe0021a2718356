#include <algorithm>
#include <utility>

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

size_t packing_of(uint8_t max) {
  size_t packing = kPackings.size() - 1;
  while (max >= kPackings[packing].states) --packing;
  return packing;
}

// How often the width of an integer can be halved so that `max` still fits.
unsigned halvings_of(unsigned width, uint64_t max) {
  unsigned halvings = 0;
  while (width > 1 && max >> (4 * width) == 0) {
    width /= 2;
    ++halvings;
  }
  return halvings;
}

void write_little_endian(ByteWriter& out, uint64_t value, unsigned width) {
  for (unsigned i = 0; i < width; ++i) out.write_u8(static_cast<uint8_t>(value >> (8 * i)));
}

// Each byte holds as many values as the packing says, the first in its lowest digit.
void write_packed(ByteWriter& out, const std::vector<uint64_t>& values, uint64_t offset, Packing packing) {
  for (size_t i = 0; i < values.size(); i += packing.per_byte) {
    const size_t end = std::min(i + packing.per_byte, values.size());
    uint32_t byte = 0;
    for (size_t k = end; k > i; --k)
      byte = byte * packing.states + static_cast<uint32_t>(values[k - 1] - offset);
    out.write_u8(static_cast<uint8_t>(byte));
  }
}

// Fewer values than this are never written as distances from the smallest.
constexpr size_t kMinForOffset = 6;

void write_bytes(ByteWriter& out, const std::vector<uint64_t>& values) {
  if (values.size() <= kNeverPacked) {
    write_packed(out, values, 0, kPackings[0]);
    return;
  }
  const auto [min, max] = std::ranges::minmax(values);
  const size_t plain = packing_of(static_cast<uint8_t>(max));
  const size_t from_min = packing_of(static_cast<uint8_t>(max - min));
  if (from_min > plain && values.size() >= kMinForOffset) {
    out.write_u8(static_cast<uint8_t>(2 * from_min - 1));
    out.write_u8(static_cast<uint8_t>(min));
    write_packed(out, values, min, kPackings[from_min]);
  } else {
    out.write_u8(static_cast<uint8_t>(2 * plain));
    write_packed(out, values, 0, kPackings[plain]);
  }
}

void write_ints(ByteWriter& out, std::vector<uint64_t> values, unsigned width, bool is_signed) {
  if (width == 1) return write_bytes(out, values);
  if (values.empty()) return;
  if (width == 2 && values.size() == 1) return write_little_endian(out, values[0], width);
  // Distances of signed integers in order are those of unsigned ones with the sign turned.
  const uint64_t mask = mask_of(width);
  const uint64_t turn = is_signed ? (mask >> 1) + 1 : 0;
  const auto range = [&](size_t count) {
    uint64_t min = mask, max = 0;
    for (size_t i = 0; i < count; ++i) {
      min = std::min(min, values[i] ^ turn);
      max = std::max(max, values[i] ^ turn);
    }
    return std::pair(min, max);
  };
  // Where the first ones are far apart the rest is not looked at.
  constexpr size_t kSample = 16;
  const auto [sample_min, sample_max] = range(std::min(values.size(), kSample));
  unsigned halvings = 0;
  if (halvings_of(width, sample_max - sample_min) == 0) {
    out.write_u8(0);
  } else {
    const auto [min, max] = range(values.size());
    const bool has_negative = is_signed && min < turn;
    const unsigned plain = has_negative ? 0 : halvings_of(width, max ^ turn);
    const unsigned from_min = halvings_of(width, max - min);
    if (from_min > plain && values.size() >= kMinForOffset) {
      halvings = from_min;
      out.write_u8(static_cast<uint8_t>(2 * halvings - 1));
      write_little_endian(out, min ^ turn, width);
      for (uint64_t& value : values) value = (value - (min ^ turn)) & mask;
    } else {
      halvings = plain;
      out.write_u8(static_cast<uint8_t>(2 * halvings));
    }
  }
  const unsigned packed_width = width >> halvings;
  if (packed_width == 1) return write_bytes(out, values);
  for (const uint64_t value : values) write_little_endian(out, value, packed_width);
}

void write_lengths(ByteWriter& out, const std::vector<uint64_t>& values) {
  std::vector<uint64_t> small, large;
  for (const uint64_t value : values) {
    small.push_back(std::min(value, kLongLength));
    if (value >= kLongLength) large.push_back(value);
  }
  write_bytes(out, small);
  write_ints(out, std::move(large), 8, false);
}

}  // namespace

BitcodeWriter::Node& BitcodeWriter::child(Node& node, size_t i) {
  while (node.children_.size() <= i) node.children_.push_back(std::make_unique<Node>());
  return *node.children_[i];
}

void BitcodeWriter::first(Node& node, Node::Kind kind) {
  if (node.kind_ != Node::Kind::kNone) {
    ZKMEM_CHECK(node.kind_ == kind);
    return;
  }
  node.kind_ = kind;
  if (kind != Node::Kind::kTuple) columns_.push_back(&node);
}

void BitcodeWriter::integer(Node& node, BitcodeInt type, uint64_t& value, uint64_t, const char*) {
  first(node, Node::Kind::kInt);
  node.type_ = type;
  node.values_.push_back(value);
}

void BitcodeWriter::signed_integer(Node& node, BitcodeInt type, int32_t& value, const char* what) {
  uint64_t word = static_cast<uint64_t>(int64_t{value}) & mask_of(static_cast<unsigned>(type));
  integer(node, type, word, 0, what);
  node.is_signed_ = true;
}

void BitcodeWriter::flag(Node& node, bool& value, const char*) {
  first(node, Node::Kind::kFlag);
  node.values_.push_back(value ? 1 : 0);
}

void BitcodeWriter::text(Node& node, std::string& value, const char*) {
  first(node, Node::Kind::kText);
  node.values_.push_back(value.size());
  node.text_.insert(node.text_.end(), value.begin(), value.end());
}

void BitcodeWriter::length(Node& node, uint64_t& value, const char*) {
  first(node, Node::Kind::kLengths);
  node.values_.push_back(value);
}

void BitcodeWriter::map(Node& node, uint64_t& value, const char* what) { length(node, value, what); }

void BitcodeWriter::variant(Node& node, uint32_t& value, uint32_t, const char*) {
  first(node, Node::Kind::kVariants);
  node.values_.push_back(value);
}

void BitcodeWriter::tuple(Node& node, size_t) { first(node, Node::Kind::kTuple); }

std::vector<uint8_t> BitcodeWriter::take() && {
  ByteWriter out;
  for (const Node* node : columns_) {
    switch (node->kind_) {
      case Node::Kind::kInt:
        write_ints(out, node->values_, static_cast<unsigned>(node->type_), node->is_signed_);
        break;
      case Node::Kind::kFlag:
        write_packed(out, node->values_, 0, kPackings.back());
        break;
      case Node::Kind::kLengths:
        write_lengths(out, node->values_);
        break;
      case Node::Kind::kVariants:
        write_bytes(out, node->values_);
        break;
      case Node::Kind::kText:
        write_lengths(out, node->values_);
        out.write_bytes(node->text_);
        break;
      case Node::Kind::kNone:
      case Node::Kind::kTuple:
        break;
    }
  }
  return std::move(out).take();
}

}  // namespace zkmem
