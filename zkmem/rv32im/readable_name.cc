#include "zkmem/rv32im/readable_name.h"

#include <cstdlib>
#include <memory>
#include <string_view>

#include <cxxabi.h>

namespace zkmem::rv32im {
namespace {

constexpr size_t kMostNameBytes = 200;
constexpr size_t kMostMangledBytes = 4096;

}  // namespace

std::string readable_name(const char* name) {
  std::string_view text(name);
  if (text.starts_with("_Z") && text.size() <= kMostMangledBytes) {
    int status = 0;
    const std::unique_ptr<char, void (*)(void*)> plain(abi::__cxa_demangle(name, nullptr, nullptr, &status),
                                                       &std::free);
    if (status == 0 && plain != nullptr) return readable_name(plain.get());
  }
  return text.size() <= kMostNameBytes ? std::string(text)
                                       : std::string(text.substr(0, kMostNameBytes)) + "...";
}

}  // namespace zkmem::rv32im
