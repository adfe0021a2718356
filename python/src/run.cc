#include "run.h"

#include <algorithm>

#include <fmt/format.h>
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
#include "zkmem/memory/log/zklog.h"
#include "zkmem/rv32im/machine.h"
#include "zkmem/rv32im/report.h"
#include "zkmem/rv32im/source_map.h"
#include "zkmem/sdk/run_start.h"
#include "zkmem/sdk/segment_proving.h"

namespace zkmem::python {
namespace {

using Json = nlohmann::ordered_json;
using rv32im::Machine;
using rv32im::StopReason;

// Bytes, as the command line counts them: a page in the machine and in the image; an access in the log and as
// its binary form; an instruction of the record.
constexpr uint64_t kPage = 2 * (kPageCells + 128);
constexpr uint64_t kRecordedPage = kPage + kPageCells;
constexpr uint64_t kStatePage =
    kPageCells + 128 + (uint64_t{72} << 10);  // before and after, and the trees over it
constexpr uint64_t kSavedPage =
    kPageCells + 128 + 5 * uint64_t{kPageCells};  // encoded, whose bytes double as they grow
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
  std::optional<Bytes> saved;  // of a suspended run, if that is wanted
  std::shared_ptr<Log> log;
  std::shared_ptr<Image> image;
  std::shared_ptr<Cost> cost;
};

struct RunRequest {
  RunInput input;
  uint64_t max_instructions = UINT64_MAX;
  bool with_log = false;
  bool with_cost = false;
  bool saves = false;
  std::string save_path;  // empty: in memory
};

const char* name_of(StopReason reason) {
  return reason == StopReason::kTrapped            ? "trapped"
         : reason == StopReason::kInstructionLimit ? "instruction_limit"
                                                   : "terminated";
}

// Without a name there is no file; without content it is read.
Result<std::optional<Bytes>> file_of(const std::string& name, const std::optional<nb::bytes>& content) {
  if (content) return std::optional(bytes_of(*content));
  if (name.empty()) return std::optional<Bytes>();
  ZKMEM_ASSIGN_OR_RETURN(Bytes bytes, read_file(name));
  return std::optional(std::move(bytes));
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
  Runner(const Context& context, RunRequest request) : context_(context), request_(std::move(request)) {
    name_ = request_.input.name;
    per_page_ = request_.with_log || request_.with_cost ? kRecordedPage : kPage;
    if (!request_.input.state.empty()) per_page_ += kStatePage;
    if (request_.saves) per_page_ += kSavedPage;
  }

  Result<Run> run() {
    request_.input.recorded = request_.with_log || request_.with_cost;
    ZKMEM_ASSIGN_OR_RETURN(const RunStart start,
                           start_run(context_, std::move(request_.input),
                                     [this](uint64_t pages) { return check_state(pages); }));
    if (start.abandoned)
      context_.note("this run starts from the middle of another one (" + start.abandoned->note + ")");
    if (request_.with_log) encoder_.emplace(start.options.config, *start.first_image);
    Result<Machine> machine = first_machine(start, options(start));
    if (!machine.ok()) return machine.error().in(name_);
    if (start.saved != nullptr && machine->instructions() != start.saved->state.instructions) {
      ZKMEM_RETURN_IF_ERROR(repeat(start, *machine));
    }
    ZKMEM_ASSIGN_OR_RETURN(const StopReason reason, run_segments(start, *machine));

    Run done;
    const bool is_suspended = reason == StopReason::kInstructionLimit || reason == StopReason::kCancelled;
    if (is_suspended && request_.saves) done.saved = saved_run(start, *machine);
    if (done.saved && !request_.save_path.empty()) {
      ZKMEM_RETURN_IF_ERROR(write_file(request_.save_path, *done.saved));
      context_.note(fmt::format("suspended after {} instructions, saved in {}", machine->instructions(),
                                request_.save_path));
    }
    if (reason == StopReason::kCancelled) return cancelled();
    const rv32im::SourceMap names(start.program_file);
    done.image = std::make_shared<Image>(start.options.config, machine->image());
    ZKMEM_ASSIGN_OR_RETURN(const Digest last, root_now(start, *machine));
    done.report = report(*machine, reason, names, start.first_root, last);
    done.output = machine->output();
    if (request_.with_log) {
      encoder_->append(machine->memory()->log());
      encoder_->finish();
      ZKMEM_ASSIGN_OR_RETURN(LogFile log, parse_zklog(encoder_->take_bytes(), BabyBear::kModulus, {}));
      done.log = std::make_shared<Log>(std::move(log));
    }
    if (request_.with_cost) done.cost = cost(*start.program, names);
    return done;
  }

 private:
  rv32im::MachineOptions options(const RunStart& start) {
    rv32im::MachineOptions options = start.options;
    options.keep_output = true;
    options.record = request_.with_log || request_.with_cost;
    if (request_.with_log) options.log_sink = [this](const AccessLog& segment) { encoder_->append(segment); };
    options.memory.page = per_page_;
    if (options.record) {
      options.memory.access = kRecordedAccess;
      options.memory.instruction = kRecordedInstruction;
    }
    options.memory.output = 2;
    options.memory.most = left();
    return options;
  }

  Status check_state(uint64_t pages) const {
    const uint64_t needed = kProcessBytes + pages * per_page_;
    if (needed <= context_.memory_budget) return {};
    return limit_reached(fmt::format(
        "{}: the state's memory has {} pages of 4096 cells: the run needs {} bytes of memory, the "
        "budget is {}",
        name_, pages, needed, context_.memory_budget));
  }

  // Up to where the run was saved, for a record of the whole.
  Status repeat(const RunStart& start, Machine& machine) {
    ZKMEM_ASSIGN_OR_RETURN(const StopReason reason, catch_up(context_, start, machine, [&] {
                             if (request_.with_cost) count(machine);
                             machine.set_memory_limit(left());
                           }));
    if (reason == StopReason::kMemoryLimit) return too_much(machine);
    return {};
  }

  Error too_much(const Machine& machine) const {
    return rv32im::memory_limit_error(machine, kProcessBytes, context_.memory_budget).in(name_);
  }

  uint64_t left() const {
    const uint64_t taken = kProcessBytes + (encoder_ ? 2 * encoder_->size() : 0);
    return context_.memory_budget - std::min(context_.memory_budget, taken);
  }

  // `max_instructions` counts from where the run goes on.
  Result<StopReason> run_segments(const RunStart& start, Machine& machine) {
    const uint64_t before = machine.instructions();
    for (;;) {
      const StopReason reason =
          machine.run(context_, request_.max_instructions - (machine.instructions() - before));
      if (reason == StopReason::kCancelled) return reason;
      if (reason == StopReason::kMemoryLimit) return too_much(machine);
      if (request_.with_cost && machine.record() != nullptr) count(machine);
      context_.report("run", kUnknownFraction);
      if (reason == StopReason::kSegmentFull || reason == StopReason::kTerminated) {
        ZKMEM_RETURN_IF_ERROR(commit_segment(start, machine));
      }
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
  std::string name_;  // for messages
  uint64_t per_page_ = 0;
  std::optional<ZklogEncoder> encoder_;
  std::vector<uint64_t> counts_;
};

Run run(const std::string& name, const std::optional<nb::bytes>& program, const std::string& saved_name,
        const std::optional<nb::bytes>& saved, const std::vector<nb::bytes>& items, const std::string& config,
        const std::string& config_name, const std::string& profile, const InitialBytes& initial,
        const std::string& state, std::optional<uint64_t> segment_accesses,
        std::optional<uint64_t> max_instructions, bool with_log, bool with_cost, bool saves,
        const std::string& save_path, const WorkOptions& options) {
  const auto asked = [&]() -> Result<RunRequest> {
    RunRequest request;
    RunInput& input = request.input;
    ZKMEM_ASSIGN_OR_RETURN(input.saved_file, file_of(saved_name, saved));
    ZKMEM_ASSIGN_OR_RETURN(input.program_file, file_of(name, program));
    input.name = input.saved_file ? saved_name : name;
    input.program_name = name;
    for (const nb::bytes& item : items) input.items.push_back(bytes_of(item));
    ZKMEM_ASSIGN_OR_RETURN(const LogOptions memory, log_options(config, config_name, profile, "", initial));
    ZKMEM_ASSIGN_OR_RETURN(input.config, config_of(memory));
    input.initial = memory.initial;
    input.state = state;
    input.segment_accesses = segment_accesses.value_or(input.segment_accesses);
    if (input.segment_accesses == 0) return bad_input("segment_accesses must be at least 1");
    request.max_instructions = max_instructions.value_or(UINT64_MAX);
    request.with_log = with_log;
    request.with_cost = with_cost;
    request.saves = saves;
    request.save_path = save_path;
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
      .def_prop_ro("saved",
                   [](const Run& run) {
                     return run.saved ? std::optional(to_bytes(*run.saved)) : std::optional<nb::bytes>();
                   })
      .def_ro("log", &Run::log)
      .def_ro("image", &Run::image)
      .def_ro("cost", &Run::cost);
  module.def("run", &run, nb::arg("name"), nb::arg("program").none(), nb::arg("saved_name"),
             nb::arg("saved").none(), nb::arg("items"), nb::arg("config"), nb::arg("config_name"),
             nb::arg("profile"), nb::arg("initial"), nb::arg("state"), nb::arg("segment_accesses").none(),
             nb::arg("max_instructions").none(), nb::arg("with_log"), nb::arg("with_cost"), nb::arg("saves"),
             nb::arg("save_path"), nb::arg("options"));
}

}  // namespace zkmem::python
