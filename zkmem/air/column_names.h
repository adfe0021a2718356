// The names of a chip's columns, read off its column struct (columns.h), so that columns are stated once:
// `member` for a cell, `array__0`, `array__1`, … for an array, `outer__inner` for a struct within, which is
// how the reference spells them. Members of a struct that declares `using PartsAreUnnamed = void;` give no
// prefix.
//
// C++20 cannot list members. How many there are is found by trying how many initialisers the struct takes,
// where they are by a structured binding, and what they are called in the text that compilers offer as the
// signature of a function whose template argument is a member's address. All of it at compile time.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace zkmem {
namespace column_names_detail {

// Stands for the cell's type where only names matter.
enum class Cell : unsigned char {};

// Initialises anything; never evaluated.
struct Anything {
  template <class T>
  constexpr operator T() const;  // NOLINT: implicit on purpose
};

template <class Struct, size_t... kIndices>
constexpr bool takes_initialisers(std::index_sequence<kIndices...>) {
  return requires { Struct{{(static_cast<void>(kIndices), Anything{})}...}; };
}

template <class Struct, size_t kCount = 1>
constexpr size_t num_members() {
  if constexpr (takes_initialisers<Struct>(std::make_index_sequence<kCount>())) {
    return num_members<Struct, kCount + 1>();
  } else {
    return kCount - 1;
  }
}

template <class Member>
struct Place {
  using Type = Member;
  const Member* address;
};

// The struct whose members' addresses are spoken of.
template <class Struct>
inline constexpr Struct kObject{};

// The places of all members, as a tuple.
// clang-format off
template <class Struct>
consteval auto members() {
  constexpr size_t kCount = num_members<Struct>();
  constexpr auto places = [](const auto&... m) {
    return std::make_tuple(Place<std::remove_cvref_t<decltype(m)>>{&m}...);
  };
  const auto& o = kObject<Struct>;
  static_assert(kCount >= 1 && kCount <= 20, "one more case is needed");
  if constexpr (kCount == 1) { const auto& [a] = o; return places(a); }
  if constexpr (kCount == 2) { const auto& [a, b] = o; return places(a, b); }
  if constexpr (kCount == 3) { const auto& [a, b, c] = o; return places(a, b, c); }
  if constexpr (kCount == 4) { const auto& [a, b, c, d] = o; return places(a, b, c, d); }
  if constexpr (kCount == 5) { const auto& [a, b, c, d, e] = o; return places(a, b, c, d, e); }
  if constexpr (kCount == 6) { const auto& [a, b, c, d, e, f] = o; return places(a, b, c, d, e, f); }
  if constexpr (kCount == 7) {
    const auto& [a, b, c, d, e, f, g] = o;
    return places(a, b, c, d, e, f, g);
  }
  if constexpr (kCount == 8) {
    const auto& [a, b, c, d, e, f, g, h] = o;
    return places(a, b, c, d, e, f, g, h);
  }
  if constexpr (kCount == 9) {
    const auto& [a, b, c, d, e, f, g, h, i] = o;
    return places(a, b, c, d, e, f, g, h, i);
  }
  if constexpr (kCount == 10) {
    const auto& [a, b, c, d, e, f, g, h, i, j] = o;
    return places(a, b, c, d, e, f, g, h, i, j);
  }
  if constexpr (kCount == 11) {
    const auto& [a, b, c, d, e, f, g, h, i, j, k] = o;
    return places(a, b, c, d, e, f, g, h, i, j, k);
  }
  if constexpr (kCount == 12) {
    const auto& [a, b, c, d, e, f, g, h, i, j, k, l] = o;
    return places(a, b, c, d, e, f, g, h, i, j, k, l);
  }
  if constexpr (kCount == 13) {
    const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m] = o;
    return places(a, b, c, d, e, f, g, h, i, j, k, l, m);
  }
  if constexpr (kCount == 14) {
    const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n] = o;
    return places(a, b, c, d, e, f, g, h, i, j, k, l, m, n);
  }
  if constexpr (kCount == 15) {
    const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, p] = o;
    return places(a, b, c, d, e, f, g, h, i, j, k, l, m, n, p);
  }
  if constexpr (kCount == 16) {
    const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, p, q] = o;
    return places(a, b, c, d, e, f, g, h, i, j, k, l, m, n, p, q);
  }
  if constexpr (kCount == 17) {
    const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, p, q, r] = o;
    return places(a, b, c, d, e, f, g, h, i, j, k, l, m, n, p, q, r);
  }
  if constexpr (kCount == 18) {
    const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, p, q, r, s] = o;
    return places(a, b, c, d, e, f, g, h, i, j, k, l, m, n, p, q, r, s);
  }
  if constexpr (kCount == 19) {
    const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, p, q, r, s, t] = o;
    return places(a, b, c, d, e, f, g, h, i, j, k, l, m, n, p, q, r, s, t);
  }
  if constexpr (kCount == 20) {
    const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, p, q, r, s, t, u] = o;
    return places(a, b, c, d, e, f, g, h, i, j, k, l, m, n, p, q, r, s, t, u);
  }
}
// clang-format on

template <auto kPlace>
consteval std::string_view signature() {
  return __PRETTY_FUNCTION__;
}

// g++ prints "… Place<…>{(& kObject<…>.Columns<…>::name)}; …", clang "… Place<…>{&kObject.name}]".
template <auto kPlace>
consteval std::string_view member_name() {
  constexpr auto is_identifier = [](char c) {
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  };
  std::string_view text = signature<kPlace>();
  text = text.substr(0, text.rfind('}'));
  while (!is_identifier(text.back())) text.remove_suffix(1);
  size_t begin = text.size();
  while (is_identifier(text[begin - 1])) --begin;
  return text.substr(begin);
}

template <class Member>
struct ArrayOf {
  static constexpr size_t kSize = 0;
};
template <class Element, size_t kCount>
struct ArrayOf<Element[kCount]> {
  using Type = Element;
  static constexpr size_t kSize = kCount;
};
template <class Element, size_t kCount>
struct ArrayOf<std::array<Element, kCount>> : ArrayOf<Element[kCount]> {};

template <class Member>
void append(std::vector<std::string>& names, const std::string& name);

template <class Struct, size_t... kIndices>
void append_members(std::vector<std::string>& names, const std::string& prefix,
                    std::index_sequence<kIndices...>) {
  constexpr auto kMembers = members<Struct>();
  const auto append_one = [&]<size_t kIndex>() {
    constexpr auto kPlace = std::get<kIndex>(kMembers);
    using Member = typename std::remove_cvref_t<decltype(kPlace)>::Type;
    if constexpr (requires { typename Struct::PartsAreUnnamed; }) {
      append<Member>(names, prefix);
    } else {
      append<Member>(names, prefix + (prefix.empty() ? "" : "__") + std::string(member_name<kPlace>()));
    }
  };
  (append_one.template operator()<kIndices>(), ...);
}

template <class Member>
void append(std::vector<std::string>& names, const std::string& name) {
  if constexpr (std::is_same_v<Member, Cell>) {
    names.push_back(name);
  } else if constexpr (ArrayOf<Member>::kSize != 0) {
    for (size_t i = 0; i < ArrayOf<Member>::kSize; ++i) {
      append<typename ArrayOf<Member>::Type>(names, name + "__" + std::to_string(i));
    }
  } else {
    append_members<Member>(names, name, std::make_index_sequence<num_members<Member>()>());
  }
}

}  // namespace column_names_detail

// One name a column, in order; of several structs, one after the other.
template <template <class> class... Columns>
std::vector<std::string> column_names() {
  std::vector<std::string> names;
  (column_names_detail::append<Columns<column_names_detail::Cell>>(names, ""), ...);
  return names;
}

}  // namespace zkmem
