#include "column.h"

#include <fmt/format.h>

#include "zkmem/base/error.h"

namespace zkmem::python {
namespace {

template <class T>
T load(const char* at) {
  T value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

template <class T>
Result<uint32_t> narrowed(const std::string& name, T value) {
  const bool fits = value >= T{0} && static_cast<uint64_t>(value) <= UINT32_MAX;
  if (!fits) return bad_input(fmt::format("{} is {}, it must be 0 to {}", name, value, UINT32_MAX));
  return static_cast<uint32_t>(value);
}

}  // namespace

Column Column::constant(std::string name, uint32_t value) {
  Column column;
  column.name_ = std::move(name);
  column.constant_ = value;
  return column;
}

Result<uint32_t> Column::at(size_t i) const {
  if (is_constant()) return constant_;
  const char* at = data_ + stride_ * static_cast<int64_t>(i);
  switch (type_) {
    case Integer::kU8:
      return uint32_t{load<uint8_t>(at)};
    case Integer::kU16:
      return uint32_t{load<uint16_t>(at)};
    case Integer::kU32:
      return load<uint32_t>(at);
    case Integer::kU64:
      return narrowed(name_, load<uint64_t>(at));
    case Integer::kI8:
      return narrowed(name_, static_cast<int64_t>(load<int8_t>(at)));
    case Integer::kI16:
      return narrowed(name_, static_cast<int64_t>(load<int16_t>(at)));
    case Integer::kI32:
      return narrowed(name_, static_cast<int64_t>(load<int32_t>(at)));
    case Integer::kI64:
      return narrowed(name_, load<int64_t>(at));
  }
  return constant_;
}

}  // namespace zkmem::python
