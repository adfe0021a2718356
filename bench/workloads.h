// The access logs that every benchmark runs on, ours and the peers' (bench/README.md): drawn by splitmix64
// from a fixed seed, so that they are the same everywhere.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace zkmem::bench {

enum class Workload { kRandom, kLocal, kSeq, kMixed };

std::optional<Workload> parse_workload(std::string_view name);

struct WorkloadAccess {
  uint32_t address_space;
  uint32_t pointer;
  uint32_t size;
  bool is_write;
  uint64_t draw;  // bits 24 … 55 are the value of a 4-byte write; other cells derive from it

  uint32_t cell(uint32_t i) const { return static_cast<uint32_t>(draw >> (24 + 8 * (i % 4))) & 0xff; }
  uint32_t word() const { return static_cast<uint32_t>(draw >> 24); }
};

std::vector<WorkloadAccess> draw_workload(Workload workload, size_t count);

}  // namespace zkmem::bench
