// The byte format of bitcode 0.6 for types that are described by serde: what files of OpenVM's SDK are in.
// docs/spec/openvm-files.md has its rules.
//
// Values do not follow each other. Each place in the tree of types has a column, which holds all values that
// occur there, packed; columns come in the order in which a walk over the data first meets them. Reading and
// writing are therefore the same walk, over nodes: one for each place in the tree of types. A description of
// a type is a function template over the two classes below; bitcode_fields.h has the usual ones.
//
// Like a ByteCursor, a reader keeps its first error and reads zeros and nothing from then on. No count is
// believed before the bytes for it are there: an item takes at least a bit. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "zkmem/base/byte_cursor.h"
#include "zkmem/base/result.h"

namespace zkmem {

// Sizes of integers in bytes.
enum class BitcodeInt : uint8_t { kU8 = 1, kU16 = 2, kU32 = 4, kU64 = 8 };

class BitcodeReader {
 public:
  static constexpr bool kReads = true;

  // The integers of a column, where they lie in the file.
  class Column {
   public:
    uint64_t next();
    size_t place() const { return place_; }

   private:
    friend class BitcodeReader;
    uint64_t at(uint64_t i) const;

    std::span<const uint8_t> bytes_;
    size_t place_ = 0;         // of bytes_ in the file
    uint8_t width_ = 1;        // bytes of an integer; 1: bytes of `states_` values each, or whole ones
    uint16_t states_ = 256;    // values that a byte's integers can have
    uint8_t per_byte_ = 1;     // integers in a byte
    uint8_t byte_offset_ = 0;  // added to each as bytes
    uint64_t offset_ = 0;      // added to each
    uint64_t mask_ = 0;        // of the type
    uint64_t next_ = 0;
  };

  class Node {
   private:
    friend class BitcodeReader;
    enum class Kind : uint8_t { kNone, kInt, kFlag, kLengths, kVariants, kText, kTuple };

    Kind kind_ = Kind::kNone;
    uint64_t count_ = 0;  // values that occur here
    Column column_;
    Column large_;                   // kLengths, kText: those of 255 and more
    std::span<const uint8_t> text_;  // kText: all texts, one behind the other
    std::vector<Node> children_;
  };

  explicit BitcodeReader(std::span<const uint8_t> bytes) : in_(bytes), file_(bytes) { root_.count_ = 1; }

  Node& root() { return root_; }

  // At most `max`.
  void integer(Node& node, BitcodeInt type, uint64_t& value, uint64_t max, const char* what);
  void flag(Node& node, bool& value, const char* what);
  void text(Node& node, std::string& value, const char* what);
  // In two's complement, from -2^31 to 2^31 - 1.
  void signed_integer(Node& node, BitcodeInt type, int32_t& value, const char* what);
  // Of a sequence, whose items are at item(node).
  void length(Node& node, uint64_t& value, const char* what);
  Node& item(Node& node) { return field(node, 0); }
  // Of a map, whose keys are at field(node, 0) and whose values are at field(node, 1), in turns.
  void map(Node& node, uint64_t& value, const char* what);
  // Which of `count` variants; its content, if it has any, is at content(node, variant).
  void variant(Node& node, uint32_t& value, uint32_t count, const char* what);
  Node& content(Node& node, uint32_t variant) { return field(node, variant); }
  // A value of two or more fields, each at field(node, i). (One of one field is that field, and one of none
  // is nothing.)
  void tuple(Node& node, size_t fields);
  Node& field(Node& node, size_t i) { return i < node.children_.size() ? node.children_[i] : nowhere_; }

  // Of what the walk has come to; the place is where the next column begins.
  void fail(const char* what, std::string_view reason) { in_.fail(what, reason); }
  bool failed() const { return in_.failed(); }
  Error error() const { return in_.error(); }
  Status finish() { return in_.finish(); }

 private:
  bool first(Node& node, Node::Kind kind);
  void read_bytes(Column& column, uint64_t count, const char* what);
  void read_ints(Column& column, unsigned width, uint64_t count, const char* what);
  uint64_t read_lengths(Node& node, const char* what);
  static uint64_t next_length(Node& node);
  void begin_items(Node& node, size_t fields, uint64_t& value, const char* what);
  void fail_at(size_t place, const char* what, std::string_view reason);

  ByteCursor in_;
  std::span<const uint8_t> file_;
  Node root_;
  Node nowhere_;  // for walks that go on after a failure
};

class BitcodeWriter {
 public:
  static constexpr bool kReads = false;

  class Node {
   private:
    friend class BitcodeWriter;
    enum class Kind : uint8_t { kNone, kInt, kFlag, kLengths, kVariants, kText, kTuple };

    Kind kind_ = Kind::kNone;
    BitcodeInt type_ = BitcodeInt::kU8;
    bool is_signed_ = false;
    std::vector<uint64_t> values_;
    std::vector<uint8_t> text_;
    std::vector<std::unique_ptr<Node>> children_;
  };

  Node& root() { return root_; }

  void integer(Node& node, BitcodeInt type, uint64_t& value, uint64_t max, const char* what);
  void signed_integer(Node& node, BitcodeInt type, int32_t& value, const char* what);
  void flag(Node& node, bool& value, const char* what);
  void text(Node& node, std::string& value, const char* what);
  void length(Node& node, uint64_t& value, const char* what);
  Node& item(Node& node) { return child(node, 0); }
  void map(Node& node, uint64_t& value, const char* what);
  void variant(Node& node, uint32_t& value, uint32_t count, const char* what);
  Node& content(Node& node, uint32_t variant) { return child(node, variant); }
  void tuple(Node& node, size_t fields);
  Node& field(Node& node, size_t i) { return child(node, i); }

  void fail(const char*, std::string_view) {}
  bool failed() const { return false; }

  std::vector<uint8_t> take() &&;

 private:
  Node& child(Node& node, size_t i);
  void first(Node& node, Node::Kind kind);

  Node root_;
  std::vector<Node*> columns_;  // in the order in which they were met
};

}  // namespace zkmem
