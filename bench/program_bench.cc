// Whole programs, phase by phase: what `zkmem-peers program` measures for OpenVM 2, on the same ELF files and
// inputs (bench/README.md).
// program_bench traces|prove ELF [INPUT]... [--height H] [--threads T] [--runs R]
// One JSON object a run on stdout: seconds of execution with record, of all traces (by chip: thread seconds
// and cells), of proving and verifying. Segments are the planner's at that stacked height.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <sys/resource.h>
#include <unistd.h>

#include "bench/arguments.h"
#include "zkmem/base/file.h"
#include "zkmem/hash/simd.h"
#include "zkmem/hash/simd_backend.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/protocol/proof_codec.h"
#include "zkmem/prover/prove.h"
#include "zkmem/prover/work_memory.h"
#include "zkmem/rv32im/chips/chip_times.h"
#include "zkmem/rv32im/chips/segment_traces.h"
#include "zkmem/rv32im/elf_loader.h"
#include "zkmem/rv32im/machine.h"
#include "zkmem/sdk/execution/input.h"
#include "zkmem/statement/execution/statement.h"
#include "zkmem/statement/verify.h"
#include "zkmem/vm/chips/system_chips.h"

namespace zkmem {
namespace {

using rv32im::ChipTimes;
using rv32im::Machine;
using rv32im::SegmentTraces;
using rv32im::StopReason;
using Json = nlohmann::ordered_json;

struct Options {
  std::string elf;
  std::vector<std::string> inputs;
  uint32_t height = 20;
  unsigned threads = 1;
  unsigned runs = 1;
  bool prove = false;
};

[[noreturn]] void fail(const std::string& message) {
  std::fprintf(stderr, "program_bench: %s\n", message.c_str());
  std::exit(1);
}

template <class T>
T value_of(Result<T> result) {
  if (!result.ok()) fail(result.error().message);
  return std::move(result).value();
}

class Stopwatch {
 public:
  double lap() {
    const auto now = std::chrono::steady_clock::now();
    const double seconds = std::chrono::duration<double>(now - start_).count();
    start_ = now;
    return seconds;
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

class Bench {
 public:
  explicit Bench(const Options& options) : options_(options), memory_(0) {
    context_.threads = options.threads;
    input_.program_file = value_of(read_file(options.elf));
    for (const std::string& path : options.inputs) input_.items.push_back(value_of(read_file(path)));
    input_.parameters = {ParameterFamily::kApp, options.height};
    program_ = std::make_shared<const Program>(value_of(rv32im::load_elf(input_.program_file)));
    table_ = program_table(*program_);
    key_ = value_of(keys_.key(execution_statement(), execution_statement().default_config(),
                              ParameterFamily::kApp, options.height, HashSuite::kPoseidon2));
    plan();
  }

  Json run() {
    rv32im::MachineOptions machine_options;
    machine_options.record = true;
    machine_options.inputs = input_.items;
    MachineState state = value_of(Machine::create(program_, machine_options)).save();
    MerkleTree tree = value_of(
        tree_of_image(context_, simd_poseidon2_batch(), MemoryConfig::openvm_v2_default(), state.image));
    ChipTimes times(rv32im::kNumMachineAirs);
    std::map<size_t, uint64_t> cells;
    double record = 0, traces = 0, prove_seconds = 0, verify_seconds = 0;
    uint64_t instructions = 0, proof_bytes = 0;
    for (const PlannedSegment& planned : plan_.segments) {
      machine_options.segment_accesses = planned.access_limit;
      Machine machine = value_of(Machine::resume(program_, machine_options, state));
      Stopwatch watch;
      const StopReason reason = machine.run(context_);
      record += watch.lap();
      SegmentTraces segment = value_of(SegmentTraces::plan(
          context_, simd_poseidon2_batch(), *program_, table_, *machine.record(), *machine.memory(), tree));
      if (!segment.fill(context_, &times, std::move(traces_)).ok()) fail("cancelled");
      traces += watch.lap();
      for (const AirTraces& air : segment.input()) cells[air.air] += air.height() * air.common_main.width();
      if (options_.prove) {
        ProveOptions prove_options;
        prove_options.memory = &memory_;
        watch.lap();
        const Proof proof = value_of(prove(context_, *key_, segment.input(), prove_options));
        prove_seconds += watch.lap();
        const std::vector<uint8_t> bytes = encode_proof(proof);
        proof_bytes += bytes.size();
        watch.lap();
        value_of(
            verify_segment(execution_statement(), plan_.claim->config, *key_, bytes, &simd_hash_backend()));
        verify_seconds += watch.lap();
      }
      tree = segment.final_tree();
      traces_ = segment.take_buffer();
      instructions = machine.instructions();
      if (reason == StopReason::kSegmentFull) machine.next_segment();
      state = machine.save();
    }
    return report(
        times, cells,
        {{"instructions", instructions},
         {"segments", plan_.segments.size()},
         {"threads", options_.threads},
         {"log_stacked_height", options_.height},
         {"record_seconds", record},
         {"trace_seconds", traces}},
        {{"prove_seconds", prove_seconds}, {"verify_seconds", verify_seconds}, {"proof_bytes", proof_bytes}});
  }

 private:
  // The cuts are planned once: timing is about what follows.
  void plan() {
    const auto path =
        std::filesystem::temp_directory_path() / ("zkmem_program_bench_" + std::to_string(::getpid()));
    std::vector<std::string> notes;
    const WorkFolder folder = value_of(WorkFolder::create(path.string()));
    plan_ = value_of(input_.plan(context_, keys_, folder, notes));
    std::filesystem::remove_all(path);
  }

  Json report(const ChipTimes& times, const std::map<size_t, uint64_t>& cells, Json out,
              const Json& proof) const {
    const auto airs = rv32im::machine_airs();
    uint64_t all = 0;
    Json chips = Json::object();
    for (const auto& [air, count] : cells) {
      all += count;
      chips[airs[air]->name()] = {{"air", air}, {"cells", count}, {"seconds", times.seconds(air)}};
    }
    out["cells"] = all;
    out["chips"] = std::move(chips);
    if (options_.prove) out.update(proof);
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    out["peak_kib"] = usage.ru_maxrss;
    return out;
  }

  Options options_;
  Context context_;
  KeyCache keys_;
  WorkMemory memory_;
  TraceBuffer traces_;
  ExecutionInput input_;
  std::shared_ptr<const Program> program_;
  Trace table_;
  std::shared_ptr<const VerifyingKey> key_;
  Plan plan_{execution_statement().new_claim()};
};

Options options_of(const bench::Arguments& arguments) {
  const std::vector<std::string>& words = arguments.words(2, SIZE_MAX);
  Options options;
  options.prove = arguments.word(0, {"traces", "prove"}) == "prove";
  options.elf = words[1];
  options.inputs.assign(words.begin() + 2, words.end());
  options.height = arguments.number("--height", 20, 19, 24);
  options.threads = arguments.number("--threads", 1, 1, 1024);
  options.runs = arguments.number("--runs", 1, 1, 1000);
  return options;
}

}  // namespace
}  // namespace zkmem

int main(int argc, char** argv) {
  const zkmem::bench::Arguments arguments(argc, argv,
                                          "traces|prove ELF [INPUT]... [--height H] [--threads T] [--runs R]",
                                          {"--height", "--threads", "--runs"});
  const zkmem::Options options = zkmem::options_of(arguments);
  zkmem::Bench bench(options);
  for (unsigned i = 0; i < options.runs; ++i) {
    std::printf("%s\n", bench.run().dump().c_str());
    std::fflush(stdout);
  }
  return 0;
}
