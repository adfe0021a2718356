// Which processor we run on: what it must have, and which of its instruction sets the kernels use.
#pragma once

#include "zkmem/base/result.h"

namespace zkmem::cli {

// Call before anything else in main(): on a processor without the least that the kernels are compiled for,
// says so in one line on stderr and returns false. Everything else may be compiled with instructions it has
// not.
bool processor_is_enough();

// ZKMEM_CPU, if it is set, caps the kernels: avx512, avx2, sse4 or neon. Results are the same on each.
Status choose_kernels();

}  // namespace zkmem::cli
