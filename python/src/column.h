// Columns of numbers that are someone else's: read where they are, whatever integers they hold and however
// far these lie apart. Nothing is copied; whoever makes a column keeps its memory.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "zkmem/base/result.h"

namespace zkmem::python {

enum class Integer : uint8_t { kU8, kU16, kU32, kU64, kI8, kI16, kI32, kI64 };

class Column {
 public:
  Column() = default;  // none is given: 0 everywhere
  Column(std::string name, Integer type, const void* data, int64_t stride_bytes, size_t size)
      : name_(std::move(name)),
        type_(type),
        data_(static_cast<const char*>(data)),
        stride_(stride_bytes),
        size_(size) {}
  // The same number everywhere.
  static Column constant(std::string name, uint32_t value);

  const std::string& name() const { return name_; }
  bool is_given() const { return !name_.empty(); }
  bool is_constant() const { return data_ == nullptr; }
  size_t size() const { return size_; }

  // kBadInput for a number that 32 bits do not hold.
  Result<uint32_t> at(size_t i) const;

 private:
  std::string name_;
  Integer type_ = Integer::kU32;
  const char* data_ = nullptr;
  int64_t stride_ = 0;
  size_t size_ = 0;
  uint32_t constant_ = 0;
};

// The cells of accesses, in one of the ways in which people have them.
struct ValueColumns {
  enum class Form : uint8_t {
    kNone,   // none are known
    kFlat,   // one after the other, as many as each access has cells
    kCells,  // `columns[i]` is cell i of each access
    kWords,  // the cells of each access as one little-endian number
    kLists,  // those of row i are [offset(i), offset(i + 1)) of a flat column
  };
  Form form = Form::kNone;
  std::vector<Column> columns;  // one but for kCells
  Column offsets;               // kLists
  // Arrow's validity of the rows, a bit each from `first_bit` on; null: all have values.
  const uint8_t* validity = nullptr;
  size_t first_bit = 0;

  bool has(size_t row) const {
    if (form == Form::kNone) return false;
    const size_t bit = first_bit + row;
    return validity == nullptr || (validity[bit / 8] >> (bit % 8) & 1) != 0;
  }
};

}  // namespace zkmem::python
