// Instructions per second of the machine, plainly and with the execution record (bench/README.md).
// run_bench [PROGRAM.elf [INPUT]...]: without a program, a built-in loop of loads, stores, arithmetic and
// branches. Prints one JSON object; the best of several alternating runs, and all of them.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "bench/arguments.h"
#include "zkmem/base/file.h"
#include "zkmem/rv32im/elf_loader.h"
#include "zkmem/rv32im/machine.h"
#include "zkmem/rv32im/testing/assembler.h"

namespace zkmem::rv32im {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kRuns = 5;

// xorshift over a 64 KiB table: 10 instructions a round, a load, a store, a branch, the rest arithmetic.
std::shared_ptr<const Program> built_in_program() {
  using namespace testing;
  return program_of({
      lui(s0, 0x10),  // table
      lui(a0, 0x12345),
      addi(a0, a0, 1),  // state
      lui(a1, 0x5b8),
      addi(a1, a1, -640),  // rounds: 6 M
      lui(a4, 0x10),
      addi(a4, a4, -4),  // mask: 0xfffc
      i_type(0x13, 1, a2, a0, 13),
      op(4, 0, a0, a0, a2),  // x ^= x << 13
      i_type(0x13, 5, a2, a0, 17),
      op(4, 0, a0, a0, a2),  // x ^= x >> 17
      op(7, 0, a2, a0, a4),
      add(a2, a2, s0),  // &table[x & mask]
      lw(a3, 0, a2),
      add(a3, a3, a0),
      sw(a3, 0, a2),
      addi(a1, a1, -1),
      b_type(1, a1, zero, -40),
      terminate(0),
  });
}

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

struct Measured {
  double seconds = 0;
  double cpu = 0;  // what a shared machine takes away shows in the difference
  uint64_t instructions = 0;
  uint64_t accesses = 0;
  uint64_t log_bytes = 0;
};

Measured measure(const std::shared_ptr<const Program>& program, const std::vector<Bytes>& inputs,
                 bool record) {
  MachineOptions options;
  options.record = record;
  options.inputs = inputs;
  Measured measured;
  options.log_sink = [&](const AccessLog& log) { measured.log_bytes += log.bytes(); };
  Machine machine = Machine::create(program, options).value();
  const auto start = std::chrono::steady_clock::now();
  const double cpu_start = cpu_seconds();
  const StopReason reason = machine.run_through({});
  measured.cpu = cpu_seconds() - cpu_start;
  measured.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (reason != StopReason::kTerminated) std::exit(1);
  if (record) measured.log_bytes += machine.memory()->log().bytes();
  measured.instructions = machine.instructions();
  for (const uint64_t count : machine.accesses()) measured.accesses += count;
  return measured;
}

Json report(const std::vector<Measured>& runs) {
  Json each = Json::array(), cpu = Json::array();
  double best = 0, best_cpu = 0;
  for (const Measured& run : runs) {
    each.push_back(run.seconds);
    cpu.push_back(run.cpu);
    best_cpu = std::max(best_cpu, static_cast<double>(run.instructions) / run.cpu);
    best = std::max(best, static_cast<double>(run.instructions) / run.seconds);
  }
  const Measured& last = runs.back();
  Json out = {{"instructions_per_second", best},
              {"instructions_per_cpu_second", best_cpu},
              {"seconds", each},
              {"cpu_seconds", cpu}};
  if (last.log_bytes != 0)
    out["log_bytes_per_access"] = static_cast<double>(last.log_bytes) / static_cast<double>(last.accesses);
  return out;
}

Bytes read_or_fail(const bench::Arguments& arguments, const std::string& path) {
  Result<Bytes> file = read_file(path);
  if (!file.ok()) arguments.fail(file.error().message);
  return std::move(file).value();
}

int run(const bench::Arguments& arguments) {
  const std::vector<std::string>& files = arguments.words(0, SIZE_MAX);
  std::shared_ptr<const Program> program = built_in_program();
  std::vector<Bytes> inputs;
  if (!files.empty()) {
    Result<Program> loaded = load_elf(read_or_fail(arguments, files[0]));
    if (!loaded.ok()) arguments.fail(files[0] + ": " + loaded.error().message);
    program = std::make_shared<const Program>(std::move(loaded).value());
  }
  for (size_t i = 1; i < files.size(); ++i) inputs.push_back(read_or_fail(arguments, files[i]));
  std::vector<Measured> plain, recorded;
  for (int i = 0; i < kRuns; ++i) {
    plain.push_back(measure(program, inputs, false));
    recorded.push_back(measure(program, inputs, true));
  }
  const Json out = {{"program", files.empty() ? "built-in loop" : files[0]},
                    {"instructions", plain.back().instructions},
                    {"accesses", plain.back().accesses},
                    {"plain", report(plain)},
                    {"recorded", report(recorded)}};
  std::printf("%s\n", out.dump().c_str());
  return 0;
}

}  // namespace
}  // namespace zkmem::rv32im

int main(int argc, char** argv) {
  return zkmem::rv32im::run(zkmem::bench::Arguments(argc, argv, "[PROGRAM.elf [INPUT]...]", {}));
}
