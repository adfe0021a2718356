// Seconds by phase, cells/s, proof bytes and peak memory of the prover on one workload; one JSON object a
// run.
//
//   prover_bench fib LOG2N | interactions LOG2N | traces VK DIR | kernels   [--hash poseidon2|blake3]
//                [--threads T] [--runs R] [--dump DIR]
//
// `--hash` proves under another suite's key than the workload's, which is Poseidon2's: the same constraints,
// traces and heights.
// `--dump` writes the key and the traces for the Rust peer (bench/README.md) instead of proving.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>
#include <sys/resource.h>

#include "bench/arguments.h"
#include "zkmem/air/air.h"
#include "zkmem/air/interaction.h"
#include "zkmem/base/file.h"
#include "zkmem/dft/encoder.h"
#include "zkmem/field/simd_target.h"
#include "zkmem/hash/simd.h"
#include "zkmem/hash/simd_backend.h"
#include "zkmem/protocol/keygen.h"
#include "zkmem/protocol/presets.h"
#include "zkmem/protocol/proof_codec.h"
#include "zkmem/protocol/verifying_key_codec.h"
#include "zkmem/prover/prove.h"
#include "zkmem/prover/trace_files.h"
#include "zkmem/prover/work_memory.h"
#include "zkmem/verifier/verify.h"

namespace zkmem {
namespace {

using Json = nlohmann::ordered_json;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// Processor time of all threads: what a phase takes when other processes want the machine, too.
double cpu_seconds() {
  timespec now = {};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

// Two columns, five constraints, three public values, rotation: the AIR of golden/swirl/app20/fib.
class FibonacciAir final : public Air {
 public:
  std::string name() const override { return "FibonacciAir"; }
  AirWidths widths() const override { return {0, {}, 2}; }
  size_t num_public_values() const override { return 3; }
  std::vector<std::string> column_names() const override { return {"left", "right"}; }
  void eval(AirBuilder& builder) const override {
    const std::vector<Expr> local = builder.row(0, 0);
    const std::vector<Expr> next = builder.row(0, 1);
    builder.when_first_row().assert_eq(local[0], builder.public_value(0));
    builder.when_first_row().assert_eq(local[1], builder.public_value(1));
    builder.when_transition().assert_eq(local[1], next[0]);
    builder.when_transition().assert_eq(local[0] + local[1], next[1]);
    builder.when_last_row().assert_eq(local[1], builder.public_value(2));
  }
};

// Eight columns, eight interactions a row of two fields each: what four buses get from a row, they give to
// the next.
class InteractionAir final : public Air {
 public:
  std::string name() const override { return "InteractionAir"; }
  AirWidths widths() const override { return {0, {}, 8}; }
  std::vector<std::string> column_names() const override { return ColumnNames().add("x", 8).take(); }
  void eval(AirBuilder& builder) const override {
    const std::vector<Expr> local = builder.row(0, 0);
    const std::vector<Expr> next = builder.row(0, 1);
    for (uint16_t i = 0; i < 4; ++i) {
      const PermutationBus bus{i};
      bus.send(builder, {local[i], local[i + 4u]}, builder.constant(1));
      bus.receive(builder, {next[i], next[i + 4u]}, builder.constant(1));
    }
  }
};

struct Workload {
  VerifyingKey key;
  TraceDirectory traces;
};

Result<Workload> one_air(const Air& air, uint32_t log_stacked_height, OwnedAirTraces traces) {
  ZKMEM_ASSIGN_OR_RETURN(const SystemParams params, app_params(log_stacked_height));
  const KeygenAir keygen = {&air, true, std::nullopt};
  Workload workload;
  ZKMEM_ASSIGN_OR_RETURN(workload.key, generate_verifying_key(params, {&keygen, 1}));
  workload.traces.traces.emplace_back(0, std::move(traces));
  return workload;
}

Result<Workload> fibonacci(uint32_t log_height) {
  OwnedAirTraces traces;
  traces.common_main = Trace(size_t{1} << log_height, 2);
  BabyBear a = BabyBear::one();
  BabyBear b = BabyBear::one();
  traces.public_values = {a, b};
  for (size_t row = 0; row < size_t{1} << log_height; ++row) {
    traces.common_main.at(row, 0) = a;
    traces.common_main.at(row, 1) = b;
    a = std::exchange(b, a + b);
  }
  traces.public_values.push_back(a);
  return one_air(FibonacciAir(), log_height, std::move(traces));
}

Result<Workload> interactions(uint32_t log_height) {
  OwnedAirTraces traces;
  traces.common_main = Trace(size_t{1} << log_height, 8);
  uint64_t state = 1;
  for (size_t row = 0; row < size_t{1} << log_height; ++row) {
    for (size_t col = 0; col < 8; ++col) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      traces.common_main.at(row, col) = BabyBear::from_u64(state >> 33);
    }
  }
  return one_air(InteractionAir(), log_height, std::move(traces));
}

Result<Workload> from_files(const std::string& key_path, const std::string& directory) {
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<uint8_t> bytes, read_file(key_path));
  Workload workload;
  ZKMEM_ASSIGN_OR_RETURN(workload.key, decode_verifying_key(bytes));
  ZKMEM_ASSIGN_OR_RETURN(workload.traces, read_trace_directory(directory, workload.key.inner));
  return workload;
}

// The workload's key with the suite in it: preprocessed traces are committed again.
Status set_suite(Workload& workload, HashSuite suite) {
  VerifyingKeyContent& key = workload.key.inner;
  if (key.params.hash == suite) return {};
  key.params.hash = suite;
  for (const auto& [air, traces] : workload.traces.traces) {
    if (!key.per_air[air].preprocessed_data) continue;
    ZKMEM_ASSIGN_OR_RETURN(key.per_air[air].preprocessed_data->commit,
                           commit_trace(Context(), key.params, traces.preprocessed.view()));
  }
  workload.key.pre_hash = verifying_key_pre_hash(key);
  return {};
}

struct Options {
  HashSuite hash = HashSuite::kPoseidon2;
  unsigned threads = 0;
  int runs = 3;
  std::string dump;
};

// `memory` is kept from proof to proof, as from segment to segment of a run.
Result<Json> run_once(const Workload& workload, const Options& options, WorkMemory& memory) {
  const ProvingInput input = workload.traces.input();
  uint64_t cells = 0;
  for (const AirTraces& traces : input) {
    cells += traces.common_main.width() * traces.height() + traces.preprocessed.width() * traces.height();
    for (const ConstTraceView& cached : traces.cached_mains) cells += cached.width() * traces.height();
  }
  struct Mark {
    std::string phase;
    double seconds;
    double cpu_seconds;
  };
  std::vector<Mark> marks;
  const Clock::time_point start = Clock::now();
  const double cpu_start = cpu_seconds();
  Context context;
  context.threads = options.threads;
  context.progress = [&](std::string_view phase, double) {
    if (marks.empty() || marks.back().phase != phase)
      marks.push_back({std::string(phase), seconds_since(start), cpu_seconds() - cpu_start});
  };
  ZKMEM_ASSIGN_OR_RETURN(const Proof proof, prove(context, workload.key, input, {.memory = &memory}));
  marks.push_back({"", seconds_since(start), cpu_seconds() - cpu_start});
  const double total = marks.back().seconds;
  Json phases;
  Json cpu_phases;
  for (size_t i = 0; i + 1 < marks.size(); ++i) {
    phases[marks[i].phase] = marks[i + 1].seconds - marks[i].seconds;
    cpu_phases[marks[i].phase] = marks[i + 1].cpu_seconds - marks[i].cpu_seconds;
  }
  const Verdict verdict = verify(workload.key, proof, {.hash = &simd_hash_backend()});
  rusage usage = {};
  ::getrusage(RUSAGE_SELF, &usage);
  return Json{{"threads", options.threads},
              {"cells", cells},
              {"seconds", total},
              {"phases", phases},
              {"cpu_seconds", marks.back().cpu_seconds},
              {"cpu_phases", cpu_phases},
              {"cells_per_second", static_cast<double>(cells) / total},
              {"proof_bytes", encode_proof(proof).size()},
              {"accepted", verdict.ok()},
              {"estimated_bytes", proving_memory(workload.key, input, options.threads)},
              {"used_bytes", memory.peak_use()},
              {"touched_bytes", memory.touched()},
              {"peak_resident_kib", usage.ru_maxrss}};
}

// Poseidon2 permutations, and transformed elements of 2^20 x 64 cells, per second on one thread.
Json kernels() {
  Json out;
  // A permutation a row of eight columns, as commitments hash them.
  constexpr size_t kRows = 1 << 10;
  const std::vector<BabyBear> cells(8 * kRows, BabyBear::two());
  std::array<const BabyBear*, 8> columns{};
  for (size_t i = 0; i < columns.size(); ++i) columns[i] = cells.data() + i * kRows;
  std::vector<Digest> digests(kRows);
  std::vector<BabyBear> coefficients(1 << 20, BabyBear::two());
  for (const std::string& target : simd_targets()) {
    if (!pin_simd_target(target)) continue;
    Clock::time_point start = Clock::now();
    size_t count = 0;
    for (; seconds_since(start) < 0.5; count += kRows) simd_hash_columns(columns, 0, digests);
    const double permutations = static_cast<double>(count) / seconds_since(start);
    const Encoder encoder(20, 0);
    std::vector<const BabyBear*> rows;
    for (size_t i = 0; i < encoder.chunk_rows(); ++i)
      rows.push_back(coefficients.data() + i * encoder.chunk());
    std::vector<BabyBear> buffer(rows.size() * encoder.band_width());
    std::vector<std::vector<BabyBear>> codewords(64, std::vector<BabyBear>(encoder.domain()));
    std::vector<BabyBear*> words(codewords.size());
    start = Clock::now();
    for (count = 0; seconds_since(start) < 0.5; count += codewords.size() * encoder.domain()) {
      for (std::vector<BabyBear>& codeword : codewords) {
        for (size_t band = 0; band < encoder.num_bands(); ++band) {
          encoder.first_pass(rows, band, 0, buffer.data());
          encoder.put_band(buffer.data(), band, codeword.data(), false);
        }
      }
      for (size_t chunk = 0; chunk < encoder.num_chunks(); ++chunk) {
        for (size_t j = 0; j < words.size(); ++j) words[j] = &codewords[j][chunk * encoder.chunk()];
        encoder.second_pass(chunk, std::vector<const BabyBear*>(words.begin(), words.end()), words);
      }
    }
    const double elements = static_cast<double>(count) / seconds_since(start);
    out[target] = {{"poseidon2_per_second", permutations}, {"dft_elements_per_second", elements}};
  }
  pin_simd_target("");
  return out;
}

Status run(const bench::Arguments& arguments, const Options& options) {
  const std::string kind = arguments.words(1, 3)[0];
  arguments.word(0, {"fib", "interactions", "traces", "kernels"});
  const std::vector<std::string>& words =
      kind == "traces" ? arguments.words(3, 3)
                       : arguments.words(kind == "kernels" ? 1 : 2, kind == "kernels" ? 1 : 2);
  if (kind == "kernels") {
    std::printf("%s\n", kernels().dump().c_str());
    return {};
  }
  Result<Workload> workload = kind == "traces" ? from_files(words[1], words[2])
                              : kind == "fib"  ? fibonacci(arguments.word_number(1, 0, 24))
                                               : interactions(arguments.word_number(1, 0, 24));
  if (!workload.ok()) return workload.error();
  ZKMEM_RETURN_IF_ERROR(set_suite(*workload, options.hash));
  if (!options.dump.empty()) {
    ZKMEM_RETURN_IF_ERROR(write_file(options.dump + "/vk.postcard", encode_verifying_key(workload->key)));
    return write_trace_directory(options.dump, workload->traces.input());
  }
  WorkMemory memory(proving_memory(workload->key, workload->traces.input(), options.threads));
  for (int i = 0; i < options.runs; ++i) {
    ZKMEM_ASSIGN_OR_RETURN(const Json result, run_once(*workload, options, memory));
    Json line = {{"workload", words[0] + " " + words.back()},
                 {"hash", options.hash == HashSuite::kBlake3 ? "blake3" : "poseidon2"}};
    line.update(result);
    std::printf("%s\n", line.dump().c_str());
    std::fflush(stdout);
  }
  return {};
}

}  // namespace
}  // namespace zkmem

int main(int argc, char** argv) {
  const zkmem::bench::Arguments arguments(
      argc, argv,
      "fib N | interactions N | traces VK DIR | kernels [--hash poseidon2|blake3] [--threads T] [--runs R] "
      "[--dump DIR]",
      {"--hash", "--threads", "--runs", "--dump"});
  zkmem::Options options;
  options.hash = arguments.choice("--hash", "poseidon2", {"poseidon2", "blake3"}) == "blake3"
                     ? zkmem::HashSuite::kBlake3
                     : zkmem::HashSuite::kPoseidon2;
  options.threads = arguments.number("--threads", options.threads, 0, 1024);
  options.runs =
      static_cast<int>(arguments.number("--runs", static_cast<unsigned>(options.runs), 1, 1000000));
  options.dump = arguments.text("--dump", options.dump);
  const zkmem::Status status = zkmem::run(arguments, options);
  if (status.ok()) return 0;
  std::fprintf(stderr, "prover_bench: %s\n", status.error().message.c_str());
  return 2;
}
