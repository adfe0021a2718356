// For tests: what C hands out, owned.
#pragma once

#include <memory>
#include <span>
#include <string>

#include <gtest/gtest.h>

#include "zkmem/c/zkmem.h"

namespace zkmem::c::testing {

template <auto free>
struct Freer {
  template <class T>
  void operator()(T* object) const {
    free(object);
  }
};

// As the last parameters of a function: `Out<T> x; f(…, x.out(), error.out())`.
template <class T, auto free>
class Out {
 public:
  T** out() {
    owned_.reset();
    return &raw_;
  }
  T* get() {
    if (raw_ != nullptr) owned_.reset(std::exchange(raw_, nullptr));
    return owned_.get();
  }

 private:
  std::unique_ptr<T, Freer<free>> owned_;
  T* raw_ = nullptr;
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
