#include <atomic>
#include <csignal>
#include <cstdio>

#include <zkmem/zkmem.h>

namespace {
std::atomic<bool> stop = false;
}

// long_work PROOF: three segments, with progress, a budget and cancellation; run again, it goes on.
int main(int argc, char** argv) {
  if (argc != 2) return 2;
  std::signal(SIGINT, [](int) { stop = true; });
  auto memory = zkmem::open_memory().value();
  for (uint32_t i = 0; i < 3000; ++i) {
    const auto written = memory.write<4>({2, 4 * (i * 977 % 65536)}, {i & 255, i >> 8, 0, 0});
    if (!written.ok()) return std::fprintf(stderr, "%s\n", written.error().message().c_str()), 2;
    if (i % 1000 == 999) memory.cut_segment();
  }
  zkmem::ProofOptions options;
  options.output = argv[1];  // finished segments wait beside it, in PROOF.work
  options.resume = true;
  options.context.threads = 2;
  options.context.memory_budget = uint64_t{4} << 30;
  options.context.cancel = &stop;
  options.context.notes = [](std::string_view line) {
    std::fprintf(stderr, "%.*s\n", int(line.size()), line.data());
  };
  options.context.progress = [](std::string_view phase, double fraction) {
    if (fraction >= 0)
      std::fprintf(stderr, "\r%.*s %.0f %%   ", int(phase.size()), phase.data(), 100 * fraction);
  };
  const auto proof = zkmem::prove_log(zkmem::take_log(memory), options);
  std::fputc('\n', stderr);
  if (!proof.ok()) {
    std::fprintf(stderr, "%s\n", proof.error().message.c_str());
    return proof.error().kind == zkmem::ErrorKind::kCancelled ? 130 : 1;
  }
  std::printf("%zu segments, %zu of them from an earlier run, %zu bytes\n", proof->report.segments.size(),
              proof->report.resumed, proof->bytes.size());
}
