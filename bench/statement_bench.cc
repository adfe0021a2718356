// The statement about an access log: all its chips' traces from the log, and the checker over them. What
// `zkmem-peers finalise` measures for OpenVM 2 on the same log is the traces' part.
// Usage: statement_bench traces|check|cells WORKLOAD LOG2N [--profile P] [--mode persistent|volatile|global]
//          [--threads T] [--runs R] [--segments N] [--ends free|roots|start-root] [--start zeros|written]
// One JSON object a run on stdout. `traces`: the first run writes into fresh memory, the others into the
// buffer of the run before. `cells` counts, without a clock, what a proof of N equal segments commits to; of
// the others global memory has one segment, under a challenge that tells no tokens apart. `--ends roots`: of
// global memory between roots, `start-root`: with one at the start alone. `--start written`: not on zeros,
// but on other values where the same log leaves some.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include <sys/resource.h>

#include "bench/arguments.h"
#include "bench/workloads.h"
#include "zkmem/hash/simd.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/memory/offline/replay.h"
#include "zkmem/memory/online/controller.h"
#include "zkmem/memory/statement/ends_traces.h"
#include "zkmem/memory/statement/segment_traces.h"

namespace zkmem::bench {
namespace {

struct Options {
  std::string phase;
  Workload workload = Workload::kRandom;
  unsigned log_count = 0;
  MemoryConfig config = MemoryConfig::hybrid_default();
  unsigned threads = 1;
  int runs = 3;
  // Of cells.
  uint64_t segments = 1;
  std::string ends;
  bool starts_written = false;
};

Options parse(const Arguments& arguments) {
  arguments.words(3, 3);
  Options options;
  options.phase = arguments.word(0, {"traces", "check", "cells"});
  options.workload = *parse_workload(arguments.word(1, {"random", "local", "seq", "mixed"}));
  options.log_count = arguments.word_number(2, 0, 28);
  options.threads = arguments.number("--threads", 1, 0, 1024);
  options.runs = static_cast<int>(arguments.number("--runs", 3, 1, 1000000));
  const std::string profile = arguments.choice("--profile", "hybrid", {"hybrid", "openvm-v1", "openvm-v2"});
  if (profile == "openvm-v2") options.config = MemoryConfig::openvm_v2_default();
  options.config.profile = *parse_profile(profile);
  const std::string mode = arguments.choice("--mode", "persistent", {"persistent", "volatile", "global"});
  options.config.mode = *parse_mode(mode);
  options.segments = arguments.number("--segments", 1, 1, 1024);
  options.ends = arguments.choice("--ends", "free", {"free", "roots", "start-root"});
  options.starts_written = arguments.choice("--start", "zeros", {"zeros", "written"}) == "written";
  if (options.ends != "free" && mode != "global")
    arguments.fail("--ends " + options.ends + " is of --mode global");
  if (options.workload == Workload::kMixed && profile == "openvm-v2")
    arguments.fail("mixed has accesses that openvm-v2 does not know");
  if (const Status valid = options.config.validate(); !valid.ok()) arguments.fail(valid.error().message);
  return options;
}

// `flipped`: bits of what is written.
MemoryController<BabyBear> run_online(const MemoryConfig& config, Workload workload, size_t count,
                                      uint32_t flipped = 0) {
  auto controller = *MemoryController<BabyBear>::create(config);
  for (const WorkloadAccess& access : draw_workload(workload, count)) {
    const Address address{access.address_space, access.pointer};
    std::vector<uint32_t> values(access.size);
    for (uint32_t i = 0; i < access.size; ++i) values[i] = access.cell(i) ^ flipped;
    const auto done =
        access.is_write ? controller.write(address, values) : controller.read(address, access.size);
    ZKMEM_CHECK(done.ok());
  }
  return controller;
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// Of all threads: what a busy machine disturbs least.
double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

long peak_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

size_t cells_of(const AirTraces& traces) {
  size_t width = traces.common_main.width();
  for (const ConstTraceView cached : traces.cached_mains) width += cached.width();
  return width * traces.height();
}

class Bench {
 public:
  explicit Bench(const Options& options)
      : options_(options),
        airs_(*MemoryAirs::create(options.config)),
        controller_(run_online(options.config, options.workload, accesses())),
        image_(options.config) {
    context_.threads = options.threads;
  }

  void traces() {
    TraceBuffer buffer;
    for (int i = 0; i < options_.runs; ++i) {
      const double cpu_start = cpu_seconds();
      const auto start = std::chrono::steady_clock::now();
      const std::vector<MemorySegment> segments = memory_segments(controller_.memory().log());
      const double segment_seconds = seconds_since(start);
      SegmentTraces made = make(segments.at(0), std::move(buffer));
      const double seconds = seconds_since(start);
      const double cpu = cpu_seconds() - cpu_start;
      size_t cells = 0;
      for (const AirTraces& air : made.input()) cells += cells_of(air);
      std::printf(
          "{\"accesses\": %zu, \"threads\": %u, \"buffers\": \"%s\", \"seconds\": %.4f, "
          "\"cpu_seconds\": %.4f, \"segment_seconds\": %.4f, \"cells\": %zu, \"peak_mib\": %ld}\n",
          accesses(), options_.threads, i == 0 ? "fresh" : "reused", seconds, cpu, segment_seconds, cells,
          peak_mib());
      std::fflush(stdout);
      buffer = std::move(made.buffer);
    }
  }

  void check() {
    const SegmentTraces made = make(memory_segments(controller_.memory().log()).at(0), {});
    const std::vector<CheckedAir> checked = airs_.checked();
    for (int i = 0; i < options_.runs; ++i) {
      const auto report = check_traces(context_, checked, made.input(), {.buses = memory_bus_names()});
      ZKMEM_CHECK(report.ok() && report->ok());
      std::printf("{\"accesses\": %zu, \"threads\": %u", accesses(), options_.threads);
      double seconds = 0;
      for (const CheckCost& cost : report->costs) {
        std::printf(", \"%s\": {\"cells\": %lu, \"seconds\": %.6f, \"cells_per_second\": %.0f}",
                    checked[cost.air].name.c_str(), cost.cells, cost.seconds,
                    static_cast<double>(cost.cells) / cost.seconds);
        seconds += cost.seconds;
      }
      std::printf(", \"all\": {\"cells\": %lu, \"seconds\": %.6f, \"cells_per_second\": %.0f}}\n",
                  report->cells, seconds, static_cast<double>(report->cells) / seconds);
      std::fflush(stdout);
    }
  }

  // Of all segments, and of the ends of global memory. The heights of a chip are those of its largest trace.
  void cells() {
    struct Chip {
      size_t height = 0;
      size_t cells = 0;
    };
    std::map<std::string, Chip> chips;
    size_t total = 0;
    const std::vector<CheckedAir> checked = airs_.checked();
    const auto add = [&](const ProvingInput& traces) {
      for (const AirTraces& air : traces) {
        Chip& chip = chips[checked[air.air].name];
        chip.height = std::max(chip.height, air.height());
        chip.cells += cells_of(air);
        total += cells_of(air);
      }
    };
    const CutLog cut = cut_log(options_.config, controller_.memory().log(),
                               (accesses() + options_.segments - 1) / options_.segments);
    CellImage start = image_;
    if (options_.starts_written) {
      auto before = run_online(options_.config, options_.workload, accesses(), 1);
      for (const MemorySegment& segment : memory_segments(before.memory().log())) {
        const SegmentReplay replay =
            replay_segment(context_, options_.config, start, segment.accesses, segment.cells);
        ZKMEM_CHECK(apply_segment(replay, start).ok());
      }
    }
    CellImage image = start;
    std::optional<MerkleTree> tree;
    if (options_.starts_written) tree = tree_of(start);
    LeafMarks marks;
    TraceBuffer buffer;
    for (const MemorySegment& segment : memory_segments(cut.log)) {
      SegmentTraces made = make(segment, std::move(buffer), image, tree, marks);
      add(made.input());
      ZKMEM_CHECK(apply_segment(made.replay, image).ok());
      marks.touch(made.replay.touched, segment.index + 1);
      tree = std::move(made.final_tree);
      buffer = std::move(made.buffer);
    }
    if (airs_.ends) {
      // On an image all of its leaves have a row: those of the log's end are the ones that it touches.
      const std::vector<EndLeaf> leaves = end_leaves(marks, {}, {});
      const bool is_free = options_.ends == "free";
      add(!is_free
              ? make_rooted_ends_traces(context_, simd_poseidon2_batch(), airs_, leaves,
                                        {start, tree_of(start), options_.ends == "roots"}, image,
                                        kNoChallenge, std::move(buffer))
                    .traces
              : make_ends_traces(context_, airs_, leaves, image, kNoChallenge, std::move(buffer)).traces);
    }
    std::printf("{\"accesses\": %zu, \"profile\": \"%s\", \"mode\": \"%s\", \"segments\": %lu, \"chips\": {",
                accesses(), std::string(to_string(options_.config.profile)).c_str(),
                std::string(to_string(options_.config.mode)).c_str(), options_.segments);
    const char* before = "";
    for (const auto& [name, chip] : chips) {
      std::printf("%s\"%s\": {\"height\": %zu, \"cells\": %zu}", before, name.c_str(), chip.height,
                  chip.cells);
      before = ", ";
    }
    std::printf("}, \"cells\": %zu, \"cells_per_access\": %.1f}\n", total,
                static_cast<double>(total) / static_cast<double>(accesses()));
  }

 private:
  size_t accesses() const { return size_t{1} << options_.log_count; }

  MerkleTree tree_of(const CellImage& image) const {
    return tree_of_image(context_, simd_poseidon2_batch(), options_.config, image).value();
  }
  SegmentTraces make(const MemorySegment& segment, TraceBuffer buffer) const {
    return make(segment, std::move(buffer), image_, std::nullopt, {});
  }
  SegmentTraces make(const MemorySegment& segment, TraceBuffer buffer, const CellImage& image,
                     const std::optional<MerkleTree>& tree, const LeafMarks& marks) const {
    const BoundaryMode mode = options_.config.mode;
    const MerkleTree zeros(merkle_dimensions(options_.config));
    const MerkleTree* const start = tree ? &*tree : &zeros;
    const LedgerLink ledger{marks};
    auto made = make_segment_traces(context_, simd_poseidon2_batch(), airs_, segment,
                                    {image, mode == BoundaryMode::kPersistent ? start : nullptr,
                                     mode == BoundaryMode::kGlobal ? &ledger : nullptr},
                                    std::move(buffer));
    ZKMEM_CHECK(made.ok());
    return std::move(*made);
  }

  Options options_;
  MemoryAirs airs_;
  MemoryController<BabyBear> controller_;
  MemoryImage<BabyBear> image_;
  Context context_;
};

}  // namespace
}  // namespace zkmem::bench

int main(int argc, char** argv) {
  const zkmem::bench::Arguments arguments(
      argc, argv,
      "traces|check|cells random|local|seq|mixed LOG2N [--profile P] [--mode M] [--threads T] [--runs R] "
      "[--segments N] [--ends free|roots|start-root] [--start zeros|written]",
      {"--profile", "--mode", "--threads", "--runs", "--segments", "--ends", "--start"});
  const auto options = zkmem::bench::parse(arguments);
  zkmem::bench::Bench bench(options);
  if (options.phase == "traces") bench.traces();
  if (options.phase == "check") bench.check();
  if (options.phase == "cells") bench.cells();
  return 0;
}
