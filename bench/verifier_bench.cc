// Seconds per verification, from the proof's bytes to the verdict, one line each, on one thread. The Rust
// peer is `zkmem-interop bench-verify`; bench/verify_ratio.py runs both in turn.
//
//   verifier_bench VK.postcard PROOF.bin [--runs N] [--scalar]
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "bench/arguments.h"
#include "zkmem/base/file.h"
#include "zkmem/hash/simd_backend.h"
#include "zkmem/protocol/verifying_key_codec.h"
#include "zkmem/verifier/verify.h"

int main(int argc, char** argv) {
  const zkmem::bench::Arguments arguments(argc, argv, "VK.postcard PROOF.bin [--runs N] [--scalar]",
                                          {"--runs"}, {"--scalar"});
  const auto& files = arguments.words(2, 2);
  const unsigned runs = arguments.number("--runs", 5, 1, 1000000);
  zkmem::VerifyOptions options;
  options.hash = arguments.flag("--scalar") ? nullptr : &zkmem::simd_hash_backend();
  const auto key_bytes = zkmem::read_file(files[0]);
  const auto proof_bytes = zkmem::read_file(files[1]);
  if (!key_bytes.ok()) arguments.fail(key_bytes.error().message);
  if (!proof_bytes.ok()) arguments.fail(proof_bytes.error().message);
  const auto key = zkmem::decode_verifying_key(*key_bytes);
  if (!key.ok()) arguments.fail(files[0] + ": " + key.error().message);
  for (unsigned run = 0; run < runs; ++run) {
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
