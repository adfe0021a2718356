#include "run.h"

#include <algorithm>

#include <nanobind/stl/optional.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>
#include <nlohmann/json.hpp>

#include "array.h"
#include "errors.h"
#include "image.h"
#include "log.h"
#include "work.h"
#include "zkmem/base/file.h"
#include "zkmem/field/babybear.h"
#include "zkmem/hash/digest_text.h"
#include "zkmem/hash/simd.h"
#include "zkmem/memory/log/zklog.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/rv32im/machine.h"
#include "zkmem/rv32im/program_file.h"
#include "zkmem/rv32im/report.h"
#include "zkmem/rv32im/source_map.h"
#include "zkmem/sdk/segment_proving.h"
#include "zkmem/sdk/work_store.h"

namespace zkmem::python {
namespace {

using Json = nlohmann::ordered_json;
using rv32im::Machine;
using rv32im::StopReason;

// Bytes, as the command line counts them: a page in the machine and in the image; an access in the log and as
// its binary form; an instruction of the record.
constexpr uint64_t kPage = 2 * (kPageCells + 128);
constexpr uint64_t kRecordedPage = kPage + kPageCells;
constexpr uint64_t kRecordedAccess = 84;
constexpr uint64_t kRecordedInstruction = 12;

// How often each instruction ran, and whose it is.
struct Cost {
  std::vector<uint32_t> pc;
  std::vector<uint64_t> count;
  std::vector<std::string> function;  // empty: the file does not say
  std::vector<std::string> place;     // "main+0x14 (sort.c:31)"
};

struct Run {
  std::string report;  // JSON, the fields of `zkmem run --json`
  Bytes output;
  std::shared_ptr<Log> log;
  std::shared_ptr<Image> image;
  std::shared_ptr<Cost> cost;
};

struct RunRequest {
  std::string name;
  std::optional<FileBytes> program;
  std::vector<Bytes> items;
  LogOptions memory;
  uint64_t segment_accesses = rv32im::kDefaultSegmentAccesses;
  uint64_t max_instructions = UINT64_MAX;
  bool with_log = false;
  bool with_cost = false;
};

const char* name_of(StopReason reason) {
  return reason == StopReason::kTrapped            ? "trapped"
         : reason == StopReason::kInstructionLimit ? "instruction_limit"
                                                   : "terminated";
}

Result<MemoryConfig> config_of(const LogOptions& given) {
  MemoryConfig config = MemoryConfig::openvm_v2_default();
  if (!given.config_json.empty()) {
    ZKMEM_ASSIGN_OR_RETURN(config, read_memory_config(given.config_json, MemoryConfig::hybrid_default()));
  }
  if (given.profile) config.put_under(*given.profile);
  ZKMEM_RETURN_IF_ERROR(config.validate());
  return config;
}

class Runner {
 public:
  Runner(const Context& context, RunRequest request) : context_(context), request_(std::move(request)) {}

  Result<Run> run() {
    FileBytes file;
    if (request_.program) {
      file = *std::move(request_.program);
    } else {
      ZKMEM_ASSIGN_OR_RETURN(file, read_file(request_.name));
    }
    Result<Program> loaded = rv32im::load_named_program(file, request_.name);
    if (!loaded.ok()) return loaded.error().in(request_.name);
    const auto program = std::make_shared<const Program>(*std::move(loaded));
    ZKMEM_ASSIGN_OR_RETURN(const MemoryConfig config, config_of(request_.memory));
    ZKMEM_ASSIGN_OR_RETURN(const CellImage below,
                           rv32im::memory_below(*program, config, CellImage(config, BabyBear::kModulus),
                                                request_.memory.initial));
    Result<CellImage> start = rv32im::initial_image(*program, config, below);
    if (!start.ok()) return start.error().in(request_.name);
    if (request_.with_log) encoder_.emplace(config, *start);
    Result<Machine> machine = Machine::create(program, options(config), *start);
    if (!machine.ok()) return machine.error().in(request_.name);
    ZKMEM_ASSIGN_OR_RETURN(const StopReason reason, run_segments(*machine));

    const rv32im::SourceMap names(file);
    Run done;
    ZKMEM_ASSIGN_OR_RETURN(const Digest first, root_of(config, *start));
    done.image = std::make_shared<Image>(config, machine->image());
    ZKMEM_ASSIGN_OR_RETURN(const Digest last, root_of(config, done.image->cells));
    done.report = report(*machine, reason, names, first, last);
    done.output = machine->output();
    if (request_.with_log) {
      encoder_->append(machine->memory()->log());
      encoder_->finish();
      ZKMEM_ASSIGN_OR_RETURN(LogFile log, parse_zklog(encoder_->take_bytes(), BabyBear::kModulus, {}));
      done.log = std::make_shared<Log>(std::move(log));
    }
    if (request_.with_cost) done.cost = cost(*program, names);
    return done;
  }

 private:
  rv32im::MachineOptions options(const MemoryConfig& config) {
    rv32im::MachineOptions options;
    options.config = config;
    options.segment_accesses = request_.segment_accesses;
    options.inputs = std::move(request_.items);
    options.keep_output = true;
    options.record = request_.with_log || request_.with_cost;
    if (request_.with_log) options.log_sink = [this](const AccessLog& segment) { encoder_->append(segment); };
    options.memory.page = options.record ? kRecordedPage : kPage;
    if (options.record) {
      options.memory.access = kRecordedAccess;
      options.memory.instruction = kRecordedInstruction;
    }
    options.memory.output = 2;
    options.memory.most = left();
    return options;
  }

  uint64_t left() const {
    const uint64_t taken = kProcessBytes + (encoder_ ? 2 * encoder_->size() : 0);
    return context_.memory_budget - std::min(context_.memory_budget, taken);
  }

  Result<StopReason> run_segments(Machine& machine) {
    for (;;) {
      const StopReason reason = machine.run(context_, request_.max_instructions - machine.instructions());
      if (reason == StopReason::kCancelled) return cancelled();
      if (reason == StopReason::kMemoryLimit)
        return rv32im::memory_limit_error(machine, kProcessBytes, context_.memory_budget).in(request_.name);
      if (request_.with_cost && machine.record() != nullptr) count(machine);
      context_.report("run", kUnknownFraction);
      if (reason != StopReason::kSegmentFull) return reason;
      machine.next_segment();
      machine.set_memory_limit(left());
    }
  }

  void count(const Machine& machine) {
    const std::vector<uint32_t> ran = machine.record()->frequencies(machine.program().instructions.size());
    counts_.resize(ran.size());
    for (size_t place = 0; place < ran.size(); ++place) counts_[place] += ran[place];
  }

  std::shared_ptr<Cost> cost(const Program& program, const rv32im::SourceMap& names) const {
    auto cost = std::make_shared<Cost>();
    for (size_t place = 0; place < counts_.size(); ++place) {
      if (counts_[place] == 0) continue;
      const uint32_t pc = program.pc_of(place);
      const auto symbol = names.symbol(pc);
      cost->pc.push_back(pc);
      cost->count.push_back(counts_[place]);
      cost->function.push_back(symbol ? symbol->name : "");
      cost->place.push_back(names.describe(pc));
    }
    return cost;
  }

  Result<Digest> root_of(const MemoryConfig& config, const CellImage& image) const {
    return root_of_image(context_, simd_poseidon2_batch(), config, image);
  }

  std::string report(const Machine& machine, StopReason reason, const rv32im::SourceMap& names,
                     const Digest& first, const Digest& last) const {
    const auto accesses = machine.accesses();
    const auto ends = machine.segment_ends();
    Json out = {{"exit_code", machine.exit_code() ? Json(*machine.exit_code()) : Json(nullptr)},
                {"stopped", name_of(reason)},
                {"instructions", machine.instructions()},
                {"accesses", {{"1", accesses[1]}, {"2", accesses[2]}, {"3", accesses[3]}}},
                {"touched_pages", machine.touched_pages()},
                {"end_timestamp", ends.back()},
                {"public_values", machine.public_values()},
                {"segments", ends.size()},
                {"segment_ends", ends},
                {"pc", machine.pc()},
                {"initial_root", digest_to_hex(first)},
                {"final_root", digest_to_hex(last)}};
    if (machine.trap()) {
      const Trap& trap = *machine.trap();
      out["trap"] = {{"cause", trap_name(trap.cause)},
                     {"pc", trap.pc},
                     {"address", trap.address},
                     {"report", rv32im::trap_report(machine.program(), names, trap)}};
    }
    return out.dump();
  }

  const Context& context_;
  RunRequest request_;
  std::optional<ZklogEncoder> encoder_;
  std::vector<uint64_t> counts_;
};

Run run(const std::string& name, const std::optional<nb::bytes>& program, const std::vector<nb::bytes>& items,
        const std::string& config, const std::string& config_name, const std::string& profile,
        const InitialBytes& initial, std::optional<uint64_t> segment_accesses,
        std::optional<uint64_t> max_instructions, bool with_log, bool with_cost, const WorkOptions& options) {
  const auto asked = [&]() -> Result<RunRequest> {
    RunRequest request;
    request.name = name;
    if (program) request.program = bytes_of(*program);
    for (const nb::bytes& item : items) request.items.push_back(bytes_of(item));
    ZKMEM_ASSIGN_OR_RETURN(request.memory, log_options(config, config_name, profile, "", initial));
    request.segment_accesses = segment_accesses.value_or(request.segment_accesses);
    if (request.segment_accesses == 0) return bad_input("segment_accesses must be at least 1");
    request.max_instructions = max_instructions.value_or(UINT64_MAX);
    request.with_log = with_log;
    request.with_cost = with_cost;
    return request;
  };
  RunRequest request = value_or_raise(asked());
  return Work(options).run<Run>(
      [&](const Context& context, const WorkEvents&) { return Runner(context, std::move(request)).run(); });
}

}  // namespace

void bind_run(nb::module_& module) {
  nb::class_<Cost>(module, "Cost")
      .def_prop_ro(
          "pc", [](nb::handle self) { return seen(self, nb::cast<const Cost&>(self).pc); },
          nb::rv_policy::automatic)
      .def_prop_ro(
          "count", [](nb::handle self) { return seen(self, nb::cast<const Cost&>(self).count); },
          nb::rv_policy::automatic)
      .def_ro("function", &Cost::function)
      .def_ro("place", &Cost::place);
  nb::class_<Run>(module, "Run")
      .def_ro("report", &Run::report)
      .def_prop_ro("output", [](const Run& run) { return to_bytes(run.output); })
      .def_ro("log", &Run::log)
      .def_ro("image", &Run::image)
      .def_ro("cost", &Run::cost);
  module.def("run", &run, nb::arg("name"), nb::arg("program").none(), nb::arg("items"), nb::arg("config"),
             nb::arg("config_name"), nb::arg("profile"), nb::arg("initial"),
             nb::arg("segment_accesses").none(), nb::arg("max_instructions").none(), nb::arg("with_log"),
             nb::arg("with_cost"), nb::arg("options"));
}

}  // namespace zkmem::python
