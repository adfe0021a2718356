// Errors of the library as Python's exceptions: zkmem.errors makes them, so that their classes and fields are
// Python's to look at.
#pragma once

#include <utility>

#include <nanobind/nanobind.h>

#include "zkmem/base/result.h"
#include "zkmem/memory/model/error.h"

namespace zkmem::python {

namespace nb = nanobind;

// With the interpreter's lock held.
[[noreturn]] void raise(const Error& error);
// A refused access, with the rule, the access and both numbers as fields.
[[noreturn]] void raise(const MemoryError& error);

template <class T, class E>
T value_or_raise(Result<T, E>&& result) {
  if (!result.ok()) raise(result.error());
  return std::move(result).value();
}
template <class E>
void value_or_raise(Result<void, E>&& result) {
  if (!result.ok()) raise(result.error());
}

}  // namespace zkmem::python
