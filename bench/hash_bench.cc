// Rows and nodes hashed by the vector kernels of BLAKE3 and of Poseidon2, one thread, on the same words.
// Usage: hash_bench [--runs R]; one JSON object a line on stdout, the two hashes alternating: seconds and
// gigabytes of input a second.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "zkmem/hash/blake3_simd.h"
#include "zkmem/hash/simd.h"

namespace zkmem::bench {
namespace {

template <class Work>
void measure(const char* hash, const char* what, size_t width, double bytes, Work&& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  std::printf("{\"hash\":\"%s\",\"what\":\"%s\",\"width\":%zu,\"seconds\":%.6f,\"gb_per_s\":%.3f}\n", hash,
              what, width, seconds.count(), 1e-9 * bytes / seconds.count());
}

void rows(size_t width) {
  const size_t height = (size_t{1} << 22) / width;  // 16 MiB of input
  std::vector<BabyBear> cells(width * height);
  for (size_t i = 0; i < cells.size(); ++i) cells[i] = BabyBear::from_u64(i * 2654435761U);
  std::vector<const BabyBear*> columns;
  for (size_t j = 0; j < width; ++j) columns.push_back(cells.data() + j * height);
  std::vector<Blake3Words> words(height);
  std::vector<Digest> digests(height);
  const double bytes = 4.0 * static_cast<double>(cells.size());
  measure("blake3", "rows", width, bytes,
          [&] { simd_blake3_columns(blake3_keyed_mode({1}), columns, 0, words); });
  measure("poseidon2", "rows", width, bytes, [&] { simd_hash_columns(columns, 0, digests); });
}

void nodes() {
  constexpr size_t kNodes = size_t{1} << 17;
  std::vector<Blake3Words> words(2 * kNodes);
  std::vector<Digest> digests(2 * kNodes);
  for (size_t i = 0; i < words.size(); ++i) {
    for (size_t j = 0; j < 8; ++j) {
      words[i][j] = static_cast<uint32_t>(i * 8 + j);
      digests[i][j] = BabyBear::from_u64(i * 8 + j);
    }
  }
  const double bytes = 64.0 * kNodes;
  measure("blake3", "nodes", 16, bytes,
          [&] { simd_blake3_nodes(blake3_keyed_mode({1}), words, std::span(words).first(kNodes)); });
  measure("poseidon2", "nodes", 16, bytes,
          [&] { compress_pairs(simd_poseidon2_batch(), digests, std::span(digests).first(kNodes)); });
}

}  // namespace
}  // namespace zkmem::bench

int main(int argc, char** argv) {
  const std::string option = argc > 1 ? argv[1] : "";
  if (argc != 1 && (argc != 3 || option != "--runs")) {
    std::fprintf(stderr, "usage: hash_bench [--runs R]\n");
    return 2;
  }
  const long runs = argc == 3 ? std::strtol(argv[2], nullptr, 10) : 5;
  if (runs < 1) {
    std::fprintf(stderr, "hash_bench: --runs takes a number from 1 on\n");
    return 2;
  }
  for (long run = 0; run < runs; ++run) {
    for (const size_t width : {16U, 64U, 256U, 1024U}) zkmem::bench::rows(width);
    zkmem::bench::nodes();
  }
}
