// Result<T, E>: a value or an error. Debian 12's g++ has no std::expected; this is the small part we need.
#pragma once

#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "zkmem/base/check.h"
#include "zkmem/base/error.h"

namespace zkmem {

template <class T, class E = Error>
class [[nodiscard]] Result {
 public:
  using value_type = T;
  using error_type = E;

  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT: implicit on purpose
  Result(E error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  // Reading the side that is not there is our own bug.
  T& value() & { return ZKMEM_CHECK(ok()), *std::get_if<0>(&state_); }
  const T& value() const& { return ZKMEM_CHECK(ok()), *std::get_if<0>(&state_); }
  T&& value() && { return ZKMEM_CHECK(ok()), std::move(*std::get_if<0>(&state_)); }
  E& error() & { return ZKMEM_CHECK(!ok()), *std::get_if<1>(&state_); }
  const E& error() const& { return ZKMEM_CHECK(!ok()), *std::get_if<1>(&state_); }
  E&& error() && { return ZKMEM_CHECK(!ok()), std::move(*std::get_if<1>(&state_)); }

  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

 private:
  std::variant<T, E> state_;
};

template <class E>
class [[nodiscard]] Result<void, E> {
 public:
  using value_type = void;
  using error_type = E;

  Result() = default;
  Result(E error) : error_(std::move(error)) {}  // NOLINT: implicit on purpose

  bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }
  E& error() & { return ZKMEM_CHECK(!ok()), *error_; }
  const E& error() const& { return ZKMEM_CHECK(!ok()), *error_; }
  E&& error() && { return ZKMEM_CHECK(!ok()), std::move(*error_); }

 private:
  std::optional<E> error_;
};

using Status = Result<void, Error>;

}  // namespace zkmem

// The two macros of this project: pass an error on, or take the value.
#define ZKMEM_CONCAT_INNER(a, b) a##b
#define ZKMEM_CONCAT(a, b) ZKMEM_CONCAT_INNER(a, b)

#define ZKMEM_RETURN_IF_ERROR(expression)                           \
  do {                                                              \
    auto zkmem_status = (expression);                               \
    if (!zkmem_status.ok()) return std::move(zkmem_status).error(); \
  } while (false)

#define ZKMEM_ASSIGN_OR_RETURN(declaration, expression)              \
  auto ZKMEM_CONCAT(zkmem_result_, __LINE__) = (expression);         \
  if (!ZKMEM_CONCAT(zkmem_result_, __LINE__).ok())                   \
    return std::move(ZKMEM_CONCAT(zkmem_result_, __LINE__)).error(); \
  declaration = std::move(ZKMEM_CONCAT(zkmem_result_, __LINE__)).value()
