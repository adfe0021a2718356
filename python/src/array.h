// Numbers as numpy's arrays.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

namespace zkmem::python {

namespace nb = nanobind;

// A view of numbers that `owner` keeps.
template <class T>
nb::ndarray<nb::numpy, const T, nb::ndim<1>> seen(nb::handle owner, const std::vector<T>& numbers) {
  return {numbers.data(), {numbers.size()}, owner};
}

// An object that keeps `kept`.
template <class T>
nb::capsule keeping(T kept) {
  return {new T(std::move(kept)), [](void* p) noexcept { delete static_cast<T*>(p); }};
}

// An array of its own.
inline nb::ndarray<nb::numpy, uint32_t, nb::ndim<1>> owned(std::vector<uint32_t> numbers) {
  const nb::capsule owner = keeping(std::move(numbers));
  auto& kept = *static_cast<std::vector<uint32_t>*>(owner.data());
  return {kept.data(), {kept.size()}, owner};
}

}  // namespace zkmem::python
