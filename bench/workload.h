// The access logs of the benchmarks (README.md): the same draws as bench/peers/src/workload.rs.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace zkmem::bench {

struct WordOperation {
  uint32_t pointer;
  uint32_t value;
  bool write;
};

// 2^log_count accesses of size 4 in space 2: `random` (16 MiB), `local` (64 KiB) or `seq`; nothing for
// another name.
inline std::optional<std::vector<WordOperation>> workload(std::string_view name, unsigned log_count) {
  uint64_t words = 0;
  if (name == "random") {
    words = uint64_t{1} << 22;
  } else if (name == "local") {
    words = uint64_t{1} << 14;
  } else if (name != "seq") {
    return std::nullopt;
  }
  uint64_t state = 1;
  std::vector<WordOperation> operations(size_t{1} << log_count);
  for (size_t i = 0; i < operations.size(); ++i) {
    state += 0x9E3779B97F4A7C15;
    uint64_t z = state;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
    z = (z ^ z >> 27) * 0x94D049BB133111EB;
    const uint64_t r = z ^ z >> 31;
    const uint64_t word = words == 0 ? i : r % words;
    operations[i] = {static_cast<uint32_t>(4 * word), static_cast<uint32_t>(r >> 24), r >> 63 == 1};
  }
  return operations;
}

}  // namespace zkmem::bench
