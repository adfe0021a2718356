// What the WebAssembly module exports. A call is a request and its answer; whoever calls makes a new instance
// for each, since a trap leaves memory as it is.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "zkmem/portable/request.h"

namespace {

// Of the last answer. Never destroyed: a module has no end.
std::string& last_answer() {
  static auto* answer = new std::string;
  return *answer;
}

}  // namespace

extern "C" {

void __wasm_call_ctors();  // of the linker

// To be called first, as of any module of this kind ("reactor").
[[clang::export_name("_initialize")]] void initialize_module() { __wasm_call_ctors(); }

[[clang::export_name("zkmem_alloc")]] void* zkmem_alloc(uint32_t size) { return std::malloc(size); }

[[clang::export_name("zkmem_free")]] void zkmem_free(void* block) { std::free(block); }

// The answer stays until the next call.
[[clang::export_name("zkmem_verify")]] const char* zkmem_verify(const uint8_t* request, uint32_t size) {
  last_answer() = zkmem::portable::answer_request({request, size});
  return last_answer().data();
}

[[clang::export_name("zkmem_answer_size")]] uint32_t zkmem_answer_size() {
  return static_cast<uint32_t>(last_answer().size());
}

}  // extern "C"
