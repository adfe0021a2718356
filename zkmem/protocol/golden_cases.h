// For tests: the golden cases' directories and their bytes.
#pragma once

#include <cstdint>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "zkmem/base/check.h"

namespace zkmem::testing {

// Every case that has a key, a proof and a transcript, relative to the golden directory; small ones first.
inline const std::vector<std::string>& golden_proof_cases() {
  static const std::vector<std::string> kCases = {
      "swirl/small/fib_tiny_h2",      "swirl/small/fib",         "swirl/small/interactions",
      "swirl/small/self_interaction", "swirl/small/prep_cached", "swirl/small/interactions_cached",
      "swirl/small/fib3_one_absent",  "swirl/small/mixture",     "swirl/app20/fib",
      "swirl/app20/interactions",     "swirl/app20/prep_cached", "openvm-v2/mem_a_tiny/small",
      "openvm-v2/mem_a/app20",        "openvm-v2/rv32im_run"};
  return kCases;
}

inline std::vector<uint8_t> golden_bytes(const std::string& path) {
  std::ifstream file(std::string(ZKMEM_TESTDATA) + "/" + path, std::ios::binary);
  ZKMEM_CHECK(file.good());
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace zkmem::testing
