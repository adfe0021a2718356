// Seconds per verification, from the proof's bytes to the verdict, one line each, on one thread. The Rust
// peer is `zkmem-interop bench-verify`; bench/verify_ratio.py runs both in turn.
//
//   verifier_bench VK.postcard PROOF.bin [--runs N] [--scalar]
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "zkmem/base/file.h"
#include "zkmem/hash/simd.h"
#include "zkmem/protocol/verifying_key_codec.h"
#include "zkmem/verifier/verify.h"

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: verifier_bench VK.postcard PROOF.bin [--runs N] [--scalar]\n");
    return 2;
  }
  int runs = 5;
  zkmem::VerifyOptions options;
  options.hash = &zkmem::simd_poseidon2_batch();
  for (int i = 3; i < argc; ++i) {
    if (std::strcmp(argv[i], "--scalar") == 0) options.hash = nullptr;
    if (std::strcmp(argv[i], "--runs") == 0 && i + 1 < argc) runs = std::atoi(argv[++i]);
  }
  const auto key_bytes = zkmem::read_file(argv[1]);
  const auto proof_bytes = zkmem::read_file(argv[2]);
  if (!key_bytes.ok() || !proof_bytes.ok()) {
    std::fprintf(stderr, "cannot read %s or %s\n", argv[1], argv[2]);
    return 2;
  }
  const auto key = zkmem::decode_verifying_key(*key_bytes);
  if (!key.ok()) {
    std::fprintf(stderr, "%s\n", key.error().message.c_str());
    return 2;
  }
  for (int run = 0; run < runs; ++run) {
    const auto start = std::chrono::steady_clock::now();
    const zkmem::Verdict verdict = zkmem::verify_bytes(*key, *proof_bytes, options);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    if (!verdict.ok()) {
      std::fprintf(stderr, "%s\n", verdict.error().message().c_str());
      return 1;
    }
    std::printf("%.6f\n", seconds.count());
  }
  return 0;
}
