#include "bench/workloads.h"

namespace zkmem::bench {
namespace {

class SplitMix64 {
 public:
  uint64_t next() {
    uint64_t z = state_ += 0x9E3779B97F4A7C15;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }

 private:
  uint64_t state_ = 1;
};

// Half in main memory with sizes 4 … 32 at multiples of 4 within 64 KiB, half in the field space with sizes 1
// … 32 anywhere within its 16384 cells.
WorkloadAccess draw_mixed(uint64_t r) {
  WorkloadAccess access{};
  access.draw = r;
  access.is_write = r >> 63 != 0;
  const auto place = static_cast<uint32_t>(r >> 8 & 0xffff);
  if ((r >> 62 & 1) != 0) {
    access.address_space = 2;
    access.size = 4u << (r & 3);
    access.pointer = place % (65536 / 4 - access.size / 4 + 1) * 4;
  } else {
    access.address_space = 4;
    access.size = 1u << ((r & 7) % 6);
    access.pointer = place % (16384 - access.size + 1);
  }
  return access;
}

}  // namespace

std::optional<Workload> parse_workload(std::string_view name) {
  if (name == "random") return Workload::kRandom;
  if (name == "local") return Workload::kLocal;
  if (name == "seq") return Workload::kSeq;
  if (name == "mixed") return Workload::kMixed;
  return std::nullopt;
}

std::vector<WorkloadAccess> draw_workload(Workload workload, size_t count) {
  SplitMix64 random;
  std::vector<WorkloadAccess> accesses;
  accesses.reserve(count);
  for (size_t i = 0; i < count; ++i) {
    const uint64_t r = random.next();
    if (workload == Workload::kMixed) {
      accesses.push_back(draw_mixed(r));
      continue;
    }
    uint32_t pointer = static_cast<uint32_t>(4 * i);
    if (workload == Workload::kRandom) pointer = static_cast<uint32_t>(r & ((1u << 22) - 1)) * 4;
    if (workload == Workload::kLocal) pointer = static_cast<uint32_t>(r & ((1u << 14) - 1)) * 4;
    accesses.push_back({2, pointer, 4, r >> 63 != 0, r});
  }
  return accesses;
}

}  // namespace zkmem::bench
