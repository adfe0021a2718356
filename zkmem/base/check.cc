#include "zkmem/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace zkmem::internal {

void check_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "zkmem: internal error at %s:%d: %s does not hold\n", file, line, condition);
  std::abort();
}

}  // namespace zkmem::internal
