// Between C++ and C: results become codes with a text, exceptions stop here, options of an older header are
// read as far as they go. Internal to zkmem/c.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstring>
#include <exception>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/c/zkmem.h"
#include "zkmem/hash/hash_suite.h"

struct zkmem_error {
  zkmem_code code = ZKMEM_INTERNAL;
  std::string message;
};

struct zkmem_bytes {
  std::vector<uint8_t> data;  // with the NUL behind them
};

struct zkmem_cancellation {
  std::atomic<bool> requested = false;
};

namespace zkmem::c {

zkmem_code code_of(ErrorKind kind);

// The code, with the message in `*error` if the caller wants one and there is memory for it.
zkmem_code fail(zkmem_error** error, zkmem_code code, std::string_view message) noexcept;

// Runs `body`, which returns a Status, and turns whatever comes out of it into a code.
template <class Body>
zkmem_code guarded(zkmem_error** error, const Body& body) noexcept {
  if (error != nullptr) *error = nullptr;
  try {
    const Status done = body();
    if (done.ok()) return ZKMEM_OK;
    return fail(error, code_of(done.error().kind), done.error().message);
  } catch (const std::bad_alloc&) {
    return fail(error, ZKMEM_OUT_OF_MEMORY, "out of memory");
  } catch (const std::exception& e) {
    return fail(error, ZKMEM_INTERNAL, e.what());
  } catch (...) {
    return fail(error, ZKMEM_INTERNAL, "an exception of unknown type");
  }
}

// kBadInput that names what is null.
template <class T>
Status needed(T* pointer, std::string_view name) {
  if (pointer != nullptr) return {};
  return bad_input(std::string(name) + " is null");
}

// A caller's options as this library knows them; those that are not given are zero. kBadInput: the size says
// that it is no such structure, or that it is one of a later header with fields that are in use.
template <class Options>
Result<Options> read_options(const Options* given, std::string_view name) {
  Options options = {};
  if (given == nullptr) return options;
  const size_t size = given->struct_size;
  if (size < sizeof(size_t))
    return bad_input(std::string(name) + ": struct_size is " + std::to_string(size) + ", not its size, " +
                     std::to_string(sizeof(Options)));
  const auto* bytes = reinterpret_cast<const unsigned char*>(given);
  for (size_t i = sizeof(Options); i < size; ++i)
    if (bytes[i] != 0)
      return bad_input(std::string(name) + ": byte " + std::to_string(i) +
                       " is used, this library knows the first " + std::to_string(sizeof(Options)));
  std::memcpy(static_cast<void*>(&options), bytes, std::min(size, sizeof(Options)));
  return options;
}

// kBadInput: null, but of a size other than 0.
Result<std::span<const uint8_t>> bytes_of(zkmem_span span, std::string_view name);
Result<std::vector<std::vector<uint8_t>>> items_of(const zkmem_span* spans, size_t count);

// "" for null.
inline std::string text_of(const char* text) { return text == nullptr ? std::string() : std::string(text); }

// kBadInput: no such suite. ZKMEM_HASH_DEFAULT: `otherwise`.
template <class Suite>
Result<Suite> hash_of(zkmem_hash hash, Suite otherwise) {
  switch (hash) {
    case ZKMEM_HASH_DEFAULT:
      return otherwise;
    case ZKMEM_HASH_POSEIDON2:
      return Suite(HashSuite::kPoseidon2);
    case ZKMEM_HASH_BLAKE3:
      return Suite(HashSuite::kBlake3);
    default:
      return bad_input("hash: " + std::to_string(hash) + " is none");
  }
}

zkmem_bytes* give_bytes(std::vector<uint8_t> data);

// A context for the time of one call; stays where it is.
class CallContext {
 public:
  CallContext() = default;
  CallContext(const CallContext&) = delete;
  CallContext& operator=(const CallContext&) = delete;

  Status read(const zkmem_context* given);
  const Context& context() const { return context_; }

 private:
  zkmem_cancellation own_;  // when the caller has none
  Context context_;
};

}  // namespace zkmem::c
