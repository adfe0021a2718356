#include "zkmem/cli/processor.h"

#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include <unistd.h>

#include "zkmem/base/nearest.h"
#include "zkmem/field/simd_target.h"

namespace zkmem::cli {
namespace {

struct Cap {
  std::string_view name;
  const char* target;  // as the kernels' library calls it
};
// Best first.
#if defined(__x86_64__)
constexpr Cap kCaps[] = {{"avx512", "AVX3"}, {"avx2", "AVX2"}, {"sse4", "SSE4"}};
#else
constexpr Cap kCaps[] = {{"neon", "NEON"}};
#endif

}  // namespace

bool processor_is_enough() {
#if defined(__x86_64__)
  // What -march=x86-64-v2 takes for granted (cmake/ZkmemTargets.cmake).
  __builtin_cpu_init();
  if (__builtin_cpu_supports("ssse3") && __builtin_cpu_supports("sse4.1") &&
      __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt")) {
    return true;
  }
  // No more than a system call: even a string may be compiled with what is missing.
  static constexpr char kText[] =
      "zkmem: this processor is too old: SSSE3, SSE4.1, SSE4.2 and POPCNT are needed (x86-64-v2, as since "
      "2008)\n";
  return ::write(STDERR_FILENO, kText, sizeof kText - 1) < 0 && false;
#else
  return true;
#endif
}

Status choose_kernels() {
  const char* wanted = std::getenv("ZKMEM_CPU");
  if (wanted == nullptr || *wanted == '\0') return {};
  std::vector<std::string_view> names;
  bool capped = false;
  for (const Cap& cap : kCaps) {
    names.push_back(cap.name);
    capped = capped || cap.name == wanted;
    if (capped && pin_simd_target(cap.target)) return {};
  }
  if (capped) return {};  // there is one kind of kernels only
  std::string list;
  for (const std::string_view name : names) list += (list.empty() ? "" : ", ") + std::string(name);
  return bad_input("ZKMEM_CPU is '" + std::string(wanted) + "', there are " + list +
                   did_you_mean(wanted, names));
}

}  // namespace zkmem::cli
