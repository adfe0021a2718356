// Distinct inputs in first-use order. Lookups are dealt to partitions by hash, each partition keeps the order
// of use and is searched by one thread, so neither the order nor the counts depend on the number of threads.
#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "zkmem/base/parallel.h"
#include "zkmem/primitives/poseidon2_air.h"

namespace zkmem {
namespace {

constexpr size_t kPartitions = 64;
constexpr size_t kChunk = size_t{1} << 14;

// Inputs are field elements an adversary cannot aim at this table with: a collision costs time, never
// correctness.
uint64_t input_hash(const Poseidon2State& input) {
  uint64_t h = 0x243f6a8885a308d3ULL;
  for (size_t i = 0; i < 16; i += 2) {
    const uint64_t pair = (uint64_t{input[i].monty()} << 32) | input[i + 1].monty();
    h = (h ^ pair) * 0x9e3779b97f4a7c15ULL;
    h ^= h >> 29;
  }
  return h * 0xbf58476d1ce4e5b9ULL;
}
size_t partition_of(uint64_t hash) { return hash >> 58; }

// The lookups of each partition, ascending.
struct Partitions {
  std::vector<uint32_t> lookups;
  std::array<size_t, kPartitions + 1> first = {};
};

Partitions deal(const Context& context, std::span<const uint64_t> hashes) {
  const size_t chunks = (hashes.size() + kChunk - 1) / kChunk;
  std::vector<std::array<size_t, kPartitions>> offsets(chunks);
  const auto for_chunk = [&](const auto& visit) {
    parallel_for(context, chunks, 1, [&](size_t begin, size_t end) {
      for (size_t c = begin; c < end; ++c) {
        for (size_t i = c * kChunk; i < std::min(hashes.size(), (c + 1) * kChunk); ++i) visit(c, i);
      }
    });
  };
  for_chunk([&](size_t c, size_t i) { ++offsets[c][partition_of(hashes[i])]; });
  Partitions out;
  size_t total = 0;
  for (size_t p = 0; p < kPartitions; ++p) {
    out.first[p] = total;
    for (auto& counts : offsets) total += std::exchange(counts[p], total);
  }
  out.first[kPartitions] = total;
  out.lookups.resize(total);
  for_chunk([&](size_t c, size_t i) {
    out.lookups[offsets[c][partition_of(hashes[i])]++] = static_cast<uint32_t>(i);
  });
  return out;
}

}  // namespace

Poseidon2Rows distinct_poseidon2_inputs(const Context& context, std::span<const Poseidon2State> lookups) {
  ZKMEM_CHECK(lookups.size() < ~uint32_t{0});
  std::vector<uint64_t> hashes(lookups.size());
  parallel_for(context, lookups.size(), kChunk, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) hashes[i] = input_hash(lookups[i]);
  });
  const Partitions partitions = deal(context, hashes);

  std::vector<uint32_t> uses(lookups.size());  // at the first use: how often; 0 elsewhere
  parallel_for(context, kPartitions, 1, [&](size_t begin, size_t end) {
    std::vector<uint32_t> table;
    for (size_t p = begin; p < end; ++p) {
      const size_t count = partitions.first[p + 1] - partitions.first[p];
      const size_t mask = std::bit_ceil(2 * count + 1) - 1;
      table.assign(mask + 1, ~uint32_t{0});
      for (size_t k = partitions.first[p]; k < partitions.first[p + 1]; ++k) {
        const uint32_t lookup = partitions.lookups[k];
        size_t slot = hashes[lookup] & mask;
        while (table[slot] != ~uint32_t{0} && lookups[table[slot]] != lookups[lookup])
          slot = (slot + 1) & mask;
        if (table[slot] == ~uint32_t{0}) table[slot] = lookup;
        ++uses[table[slot]];
      }
    }
  });

  Poseidon2Rows rows;
  for (size_t i = 0; i < lookups.size(); ++i) {
    if (uses[i] == 0) continue;
    rows.inputs.push_back(lookups[i]);
    rows.multiplicities.push_back(uses[i]);
  }
  return rows;
}

}  // namespace zkmem
