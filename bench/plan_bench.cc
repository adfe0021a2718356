// Planning a program's run from counts beside planning it from the execution record, alternating in one
// process (bench/README.md).
// plan_bench ELF [INPUT]... [--memory persistent|global] [--segment-accesses N] [--way both|counted]
// [--threads T] [--rounds R] One JSON object on stdout: instructions, segments, the best seconds of each way,
// millions of instructions a second, and the ratio. The two plans must be equal. Without --segment-accesses
// the planner chooses the cut.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "bench/arguments.h"
#include "zkmem/base/file.h"
#include "zkmem/sdk/execution/input.h"

namespace zkmem {
namespace {

using Json = nlohmann::ordered_json;

[[noreturn]] void fail(const std::string& message) {
  std::fprintf(stderr, "plan_bench: %s\n", message.c_str());
  std::exit(1);
}

struct Planned {
  std::string plan;
  uint64_t instructions = 0;
  size_t segments = 0;
  double seconds = 0;
};

Planned plan(const Context& context, ExecutionInput& input, bool by_record) {
  input.plan_by_record = by_record;
  KeyCache keys;
  std::vector<std::string> notes;
  const auto begin = std::chrono::steady_clock::now();
  const Result<Plan> made = input.plan(context, keys, WorkFolder::in_memory(), notes);
  if (!made.ok()) fail(made.error().message);
  Planned planned;
  planned.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  planned.plan = to_json(*made);
  planned.instructions = made->length();
  planned.segments = made->segments.size();
  return planned;
}

int run(const bench::Arguments& arguments) {
  const std::vector<std::string>& words = arguments.words(1, 100);
  ExecutionInput input;
  const auto file = [](const std::string& path) {
    Result<FileBytes> bytes = read_file(path);
    if (!bytes.ok()) fail(bytes.error().message);
    return *std::move(bytes);
  };
  input.program_file = file(words[0]);
  for (size_t i = 1; i < words.size(); ++i) input.items.push_back(file(words[i]));
  const bool global = arguments.choice("--memory", "global", {"persistent", "global"}) == "global";
  input.machine =
      &OwnMachine::rv32im(global ? rv32im::MachineMemory::kGlobal : rv32im::MachineMemory::kRoots);
  if (const unsigned accesses = arguments.number("--segment-accesses", 0, 0, 1U << 29))
    input.segment_accesses = accesses;
  const bool both = arguments.choice("--way", "both", {"both", "counted"}) == "both";
  input.parameters.family = ParameterFamily::kFast;
  input.parameters.hash = HashSuite::kBlake3;
  Context context;
  context.threads = arguments.number("--threads", 0, 0, 1024);
  const unsigned rounds = arguments.number("--rounds", 3, 1, 100);
  Planned counted;
  Planned recorded;
  std::vector<double> seconds[2];
  for (unsigned round = 0; round < rounds; ++round) {
    counted = plan(context, input, false);
    seconds[0].push_back(counted.seconds);
    if (!both) continue;
    recorded = plan(context, input, true);
    if (counted.plan != recorded.plan) fail("the two plans differ");
    seconds[1].push_back(recorded.seconds);
  }
  const auto rate = [&](double s) { return static_cast<double>(counted.instructions) / s / 1e6; };
  const double best = *std::ranges::min_element(seconds[0]);
  Json out = {{"instructions", counted.instructions},
              {"segments", counted.segments},
              {"memory", global ? "global" : "persistent"},
              {"counted_seconds", best},
              {"counted_millions_per_second", rate(best)}};
  if (both) {
    const double old = *std::ranges::min_element(seconds[1]);
    out["recorded_seconds"] = old;
    out["recorded_millions_per_second"] = rate(old);
    out["ratio"] = old / best;
  }
  std::printf("%s\n", out.dump().c_str());
  return 0;
}

}  // namespace
}  // namespace zkmem

int main(int argc, char** argv) {
  return zkmem::run(
      zkmem::bench::Arguments(argc, argv,
                              "ELF [INPUT]... [--memory persistent|global] [--segment-accesses N] [--way "
                              "both|counted] [--threads T] [--rounds R]",
                              {"--memory", "--segment-accesses", "--way", "--threads", "--rounds"}));
}
