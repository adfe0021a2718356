// Finalisation and traces of a segment's memory: what `zkmem-peers finalise` measures for OpenVM 2, on the
// same log. Usage: finalise_bench WORKLOAD LOG2N [--threads T] [--runs R]; one JSON object a run on
// stdout. `fresh` runs allocate their traces, `reused` ones write into the buffers of the run before.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>
#include <utility>

#include <sys/resource.h>

#include "bench/arguments.h"
#include "bench/workloads.h"
#include "zkmem/hash/simd.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/memory/offline/memory_segment.h"
#include "zkmem/memory/online/controller.h"
#include "zkmem/memory/traces/finalized_memory.h"
#include "zkmem/primitives/poseidon2_air.h"

namespace zkmem::bench {
namespace {

class Stopwatch {
 public:
  double lap() {
    const auto now = std::chrono::steady_clock::now();
    const double seconds = std::chrono::duration<double>(now - start_).count();
    start_ = now;
    return seconds;
  }
  // Of all threads: what a busy machine does not disturb.
  double cpu_lap() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    const double seconds = static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
    return seconds - std::exchange(cpu_start_, seconds);
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  double cpu_start_ = 0;
};

MemoryController<BabyBear> run_online(const MemoryConfig& config, Workload workload, size_t count) {
  auto controller = *MemoryController<BabyBear>::create(config);
  for (const WorkloadAccess& access : draw_workload(workload, count)) {
    const Address address{access.address_space, access.pointer};
    std::vector<uint32_t> values(access.size);
    for (uint32_t i = 0; i < access.size; ++i) values[i] = access.cell(i);
    const auto done =
        access.is_write ? controller.write(address, values) : controller.read(address, access.size);
    ZKMEM_CHECK(done.ok());
  }
  return controller;
}

long peak_kib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

int run(Workload workload, unsigned log_count, unsigned threads, int runs) {
  const MemoryConfig config = MemoryConfig::hybrid_default();
  auto controller = run_online(config, workload, size_t{1} << log_count);
  const AccessLog& log = controller.memory().log();
  const MemoryImage<BabyBear> image(config);
  Context context;
  context.threads = threads;
  const Poseidon2Batch& hash = simd_poseidon2_batch();
  std::vector<Trace> traces;
  for (int i = 0; i < runs; ++i) {
    Stopwatch watch;
    watch.cpu_lap();
    const MemorySegment segment = memory_segments(log).at(0);
    SegmentReplay replay = replay_segment(context, config, image, segment.accesses, segment.cells);
    const FinalizedMemory memory(config, MerkleTree(merkle_dimensions(config)), std::move(replay));
    const double finalise = watch.lap();
    const double finalise_cpu = watch.cpu_lap();
    const bool is_fresh = traces.empty();
    if (is_fresh) {
      for (const MemoryChip& chip : memory.chips()) traces.emplace_back(chip.height, chip.width);
    }
    std::vector<TraceView> views;
    std::vector<ConstTraceView> const_views;
    for (Trace& trace : traces) {
      views.push_back(trace.view());
      const_views.push_back(trace.view());
    }
    RangeCounts counts(config.range_max_bits);
    const MerkleTree after = memory.fill(context, hash, views, counts);
    const double chips = watch.lap();
    const double chips_cpu = watch.cpu_lap();
    const Poseidon2Rows rows = distinct_poseidon2_inputs(context, memory.hash_lookups(context, const_views));
    const double distinct = watch.lap();
    size_t cells = 0;
    for (const Trace& trace : traces) cells += trace.height() * trace.width();
    std::printf("{\"accesses\": %zu, \"threads\": %u, \"buffers\": \"%s\", ", size_t{1} << log_count, threads,
                is_fresh ? "fresh" : "reused");
    std::printf("\"finalise_seconds\": %.4f, \"chips_seconds\": %.4f, \"distinct_hashes_seconds\": %.4f, ",
                finalise, chips, distinct);
    std::printf("\"finalise_cpu\": %.4f, \"chips_cpu\": %.4f, ", finalise_cpu, chips_cpu);
    std::printf(
        "\"cells\": %zu, \"leaves\": %zu, \"adapter_rows\": %zu, \"hashes\": %zu, \"peak_mib\": %ld}\n",
        cells, memory.touched().size(), memory.adapters().total_rows(), rows.inputs.size(),
        peak_kib() / 1024);
    std::fflush(stdout);
  }
  return 0;
}

}  // namespace
}  // namespace zkmem::bench

int main(int argc, char** argv) {
  const zkmem::bench::Arguments arguments(argc, argv, "random|local|seq|mixed LOG2N [--threads T] [--runs R]",
                                          {"--threads", "--runs"});
  arguments.words(2, 2);
  const auto workload = zkmem::bench::parse_workload(arguments.word(0, {"random", "local", "seq", "mixed"}));
  return zkmem::bench::run(*workload, arguments.word_number(1, 0, 28),
                           arguments.number("--threads", 1, 0, 1024),
                           static_cast<int>(arguments.number("--runs", 3, 1, 1000000)));
}
