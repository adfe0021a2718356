// The path-like name of an observed or sampled value, such as `gkr.round3.sumcheck1.s(2)`. Every `{}` of the
// pattern stands for one number. Nothing is formatted unless a log is attached: a label costs a pointer and
// its numbers.
#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <string>

namespace zkmem {

class Label {
 public:
  static constexpr size_t kMaxNumbers = 4;

  // The pattern must outlive the label: a string literal.
  template <std::integral... Numbers>
    requires(sizeof...(Numbers) <= kMaxNumbers)
  constexpr Label(const char* pattern, Numbers... numbers)  // NOLINT: implicit on purpose
      : pattern_(pattern), numbers_{static_cast<uint64_t>(numbers)...} {}

  std::string text() const;

 private:
  const char* pattern_;
  std::array<uint64_t, kMaxNumbers> numbers_ = {};
};

}  // namespace zkmem
