// For tests: what C hands out, owned.
#pragma once

#include <span>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "zkmem/c/zkmem.h"

namespace zkmem::c::testing {

// As the last parameters of a function: `Out<T> x; f(…, x.out(), error.out())`.
template <class T, auto free>
class Out {
 public:
  Out() = default;
  Out(Out&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  Out& operator=(Out&& other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~Out() { free(object_); }
  // For the next one: what there was is given back.
  T** out() {
    free(std::exchange(object_, nullptr));
    return &object_;
  }
  T* get() { return object_; }

 private:
  T* object_ = nullptr;
};

using Bytes = Out<zkmem_bytes, zkmem_bytes_free>;
using Key = Out<zkmem_key, zkmem_key_free>;
using Prover = Out<zkmem_prover, zkmem_prover_free>;
using Memory = Out<zkmem_memory, zkmem_memory_free>;
using Log = Out<zkmem_log, zkmem_log_free>;
using CRun = Out<zkmem_run, zkmem_run_free>;
using Report = Out<zkmem_report, zkmem_report_free>;
using Cancellation = Out<zkmem_cancellation, zkmem_cancellation_free>;

class Failure : public Out<zkmem_error, zkmem_error_free> {
 public:
  std::string message() { return zkmem_error_message(get()); }
  zkmem_code code() { return zkmem_error_code(get()); }
};

inline zkmem_span span_of(std::span<const uint8_t> bytes) { return {bytes.data(), bytes.size()}; }
inline zkmem_span span_of(Bytes& bytes) {
  return {zkmem_bytes_data(bytes.get()), zkmem_bytes_size(bytes.get())};
}

}  // namespace zkmem::c::testing
