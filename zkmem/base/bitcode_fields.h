// Types in bitcode, described once for reading and writing: `visit(archive, node, what, value)` for values,
// and `visit_fields` for a structure's fields in their order. A type of one's own gets an overload of `visit`
// in namespace zkmem. Sizes that Rust calls usize are written as u64; they are held in 32 bits here.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "zkmem/base/bitcode.h"

namespace zkmem {

// What is a usize in Rust, of at most `max`.
struct Usize {
  uint32_t& value;
  uint64_t max = std::numeric_limits<uint32_t>::max();
};
inline Usize usize(uint32_t& value) { return {value}; }

struct Usizes {
  std::vector<uint32_t>& values;
};
inline Usizes usizes(std::vector<uint32_t>& values) { return {values}; }

// A Rust type without a value, such as PhantomData.
struct Nothing {};

template <class A, class T>
void visit_integer(A& a, typename A::Node& node, const char* what, BitcodeInt type, T& value,
                   uint64_t max = std::numeric_limits<T>::max()) {
  uint64_t wide = value;
  a.integer(node, type, wide, max, what);
  if constexpr (A::kReads) value = static_cast<T>(wide);
}

template <class A>
void visit(A&, typename A::Node&, const char*, Nothing) {}

template <class A>
void visit(A& a, typename A::Node& node, const char* what, uint8_t& value) {
  visit_integer(a, node, what, BitcodeInt::kU8, value);
}

template <class A>
void visit(A& a, typename A::Node& node, const char* what, uint16_t& value) {
  visit_integer(a, node, what, BitcodeInt::kU16, value);
}

template <class A>
void visit(A& a, typename A::Node& node, const char* what, uint32_t& value) {
  visit_integer(a, node, what, BitcodeInt::kU32, value);
}

template <class A>
void visit(A& a, typename A::Node& node, const char* what, Usize value) {
  visit_integer(a, node, what, BitcodeInt::kU64, value.value, value.max);
}

template <class A>
void visit(A& a, typename A::Node& node, const char* what, bool& value) {
  a.flag(node, value, what);
}

template <class A>
void visit(A& a, typename A::Node& node, const char* what, std::string& value) {
  a.text(node, value, what);
}

// The items of a sequence: `each(node of the items, value)`.
template <class A, class T, class Each>
void visit_items(A& a, typename A::Node& node, const char* what, std::vector<T>& values, Each each) {
  uint64_t size = values.size();
  a.length(node, size, what);
  if constexpr (A::kReads) values.clear();
  typename A::Node& item = a.item(node);
  for (size_t i = 0; i < size && !a.failed(); ++i) {
    if constexpr (A::kReads) values.emplace_back();
    each(item, values[i]);
  }
}

template <class A, class T>
void visit(A& a, typename A::Node& node, const char* what, std::vector<T>& values) {
  visit_items(a, node, what, values, [&](typename A::Node& item, T& value) { visit(a, item, what, value); });
}

template <class A>
void visit(A& a, typename A::Node& node, const char* what, Usizes list) {
  visit_items(a, node, what, list.values,
              [&](typename A::Node& item, uint32_t& value) { visit(a, item, what, usize(value)); });
}

template <class A, class T, size_t kSize>
void visit(A& a, typename A::Node& node, const char* what, std::array<T, kSize>& values) {
  static_assert(kSize > 1);
  a.tuple(node, kSize);
  for (size_t i = 0; i < kSize; ++i) visit(a, a.field(node, i), what, values[i]);
}

template <class A, class T>
void visit(A& a, typename A::Node& node, const char* what, std::optional<T>& value) {
  uint32_t variant = value.has_value() ? 1 : 0;
  a.variant(node, variant, 2, what);
  if constexpr (A::kReads) {
    value.reset();
    if (variant == 1) value.emplace();
  }
  if (variant == 1) visit(a, a.content(node, 1), what, *value);
}

// A field with the name that errors give it. T is a reference, or one of the wrappers above.
template <class T>
struct Field {
  const char* what;
  T value;
};
template <class T>
Field<T> field(const char* what, T&& value) {
  return {what, std::forward<T>(value)};
}

template <class A, class... T>
void visit_fields(A& a, typename A::Node& node, Field<T>... fields) {
  if constexpr (sizeof...(T) == 1) {
    (visit(a, node, fields.what, std::forward<T>(fields.value)), ...);
  } else {
    a.tuple(node, sizeof...(T));
    size_t i = 0;
    (visit(a, a.field(node, i++), fields.what, std::forward<T>(fields.value)), ...);
  }
}

// A whole file.
template <class T>
Result<T> read_bitcode(std::span<const uint8_t> bytes, const char* what) {
  BitcodeReader in(bytes);
  T value = {};
  visit(in, in.root(), what, value);
  ZKMEM_RETURN_IF_ERROR(in.finish());
  return value;
}

template <class T>
std::vector<uint8_t> write_bitcode(T& value, const char* what) {
  BitcodeWriter out;
  visit(out, out.root(), what, value);
  return std::move(out).take();
}

}  // namespace zkmem
