// Which instruction set the vector kernels run on. They choose the best at the first call; tests and
// benchmarks look at the others. Pinning concerns the whole process and must not race with kernels at work.
#pragma once

#include <string>
#include <vector>

namespace zkmem {

// All instruction sets of this machine for which kernels were compiled, best first.
std::vector<std::string> simd_targets();

// Runs all kernels on one of them from now on; the empty name lifts the pin. False if there is no such
// target.
bool pin_simd_target(const std::string& name);

}  // namespace zkmem
