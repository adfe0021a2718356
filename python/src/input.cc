#include "input.h"

#include <fmt/format.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>
#include <nlohmann/json.hpp>

#include "errors.h"
#include "work.h"
#include "zkmem/base/file.h"
#include "zkmem/memory/log/zklog.h"
#include "zkmem/rv32im/vmexe.h"
#include "zkmem/sdk/memory_global/input.h"
#include "zkmem/sdk/proof_run.h"
#include "zkmem/statement/execution/claim.h"
#include "zkmem/statement/openvm/app_proof.h"
#include "zkmem/statement/verify.h"
#include "zkmem/verdict/claim_json.h"

namespace zkmem::python {
namespace {

using Json = nlohmann::ordered_json;

struct ProofChoices {
  std::string params;
  std::string hash;
  bool for_openvm = false;
  WantedRoots roots;
  std::string state;  // its folder; empty: none
  std::optional<uint64_t> segment_accesses;
};

Result<ParameterChoice> chosen_parameters(const ProofChoices& choices) {
  HashSuite hash = choices.for_openvm ? HashSuite::kPoseidon2 : HashSuite::kBlake3;
  if (!choices.hash.empty()) {
    ZKMEM_ASSIGN_OR_RETURN(hash, parse_hash_suite(choices.hash));
  }
  return parse_parameters(choices.params, hash);
}

// What `prove`, `plan` and `check` refuse besides what the sdk does; the words are Python's.
Status choose(const ProofChoices& choices, const std::string& name, StatementInput& input) {
  const std::string mode(to_string(input.config().mode));
  const bool is_global_run = input.statement().tag() == ExecutionClaim::kGlobalTag;
  input.roots = input.roots | choices.roots;
  const bool asks_for_roots = choices.roots.any() || !choices.state.empty();
  if (asks_for_roots && input.config().starts_from_zero())
    return bad_input(name + ": " + mode +
                     " memory starts from zero and leaves nothing: it has neither roots nor a state");
  if (choices.for_openvm && is_global_run)
    return bad_input(name + ": segments of OpenVM's machine have roots, which memory='global' has not");
  if (choices.segment_accesses) {
    if (*choices.segment_accesses == 0) return bad_input("segment_accesses must be at least 1");
    input.segment_accesses = *choices.segment_accesses;
  }
  return {};
}

std::shared_ptr<Input> make_input(const std::shared_ptr<Log>& log, const std::string& path,
                                  const std::optional<nb::bytes>& data, const std::string& name,
                                  const std::vector<nb::bytes>& items, const std::string& config,
                                  const std::string& config_name, const std::string& profile,
                                  const std::string& memory, const InitialBytes& initial,
                                  std::optional<uint64_t> segment_accesses,
                                  std::optional<uint64_t> max_instructions, const std::string& params,
                                  const std::string& hash, bool for_openvm, bool initial_root,
                                  bool final_root, const std::string& state, bool chooses,
                                  const WorkOptions& work) {
  const auto given = [&]() -> Result<InputOptions> {
    InputOptions options;
    for (const nb::bytes& item : items) options.items.push_back(bytes_of(item));
    ZKMEM_ASSIGN_OR_RETURN(options.log, log_options(config, config_name, profile, memory, initial));
    options.max_instructions = max_instructions;
    options.is_program = rv32im::is_vmexe_name(name);
    return options;
  };
  InputOptions options = value_or_raise(given());
  FileBytes bytes;
  if (data) bytes = bytes_of(*data);
  const bool is_read = data.has_value();
  const bool as_it_is = config.empty() && profile.empty() && memory.empty() && options.log.initial.empty() &&
                        options.items.empty() && !max_instructions;
  const WantedRoots roots{initial_root, final_root};
  const ProofChoices choices{params, hash, for_openvm, roots, state, segment_accesses};
  return Work(work).run<std::shared_ptr<Input>>(
      [&](const Context& context, const WorkEvents&) -> Result<std::shared_ptr<Input>> {
        ZKMEM_ASSIGN_OR_RETURN(const ParameterChoice parameters, chosen_parameters(choices));
        // As the command line has it.
        std::optional<MemoryChooser> chooser;
        if (chooses && may_choose_memory(parameters))
          chooser.emplace(context, segment_accesses.value_or(kDefaultSegmentAccesses), roots, state);
        std::unique_ptr<StatementInput> input;
        if (log != nullptr && as_it_is && (!chooser || why_global_memory(*chooser, log->file()).empty())) {
          input = memory_input(log->file());
        } else {
          if (log != nullptr) {
            // Options are held against a log's bytes, as they are against a file's.
            ZklogEncoder encoder(log->file().config, log->file().initial);
            encoder.append(log->file().log);
            encoder.finish();
            bytes = encoder.take_bytes();
          } else if (!is_read) {
            ZKMEM_ASSIGN_OR_RETURN(bytes, read_file(path));
          }
          if (chooser) options.chooser.emplace(*chooser);
          auto read = read_input(std::move(bytes), std::move(options));
          if (!read.ok()) return read.error().in(name);
          input = *std::move(read);
        }
        ZKMEM_RETURN_IF_ERROR(choose(choices, name, *input));
        input->parameters = parameters;
        return std::make_shared<Input>(std::move(input), name, log);
      });
}

Json report_json(const ProveReport& report) {
  Json segments = Json::array();
  for (const SegmentReport& segment : report.segments)
    segments.push_back(
        {{"seconds", segment.seconds}, {"cells", segment.cells}, {"proof_bytes", segment.proof_bytes}});
  return {{"segments", segments}, {"resumed", report.resumed}, {"retried", report.retried}};
}

// (the proof's bytes, what is said of it as JSON)
std::pair<nb::bytes, std::string> prove(const Input& input, const std::string& output, bool resume,
                                        bool restart, const std::string& state, const WorkOptions& options) {
  ProofRun run;
  run.output = output;
  run.resume = resume;
  run.restart = restart;
  run.state = state;
  run.name = input.name();
  if (is_app_proof_name(output)) run.encode = &app_proof_file;
  const FinishedProof finished =
      Work(options).run<FinishedProof>([&](const Context& context, const WorkEvents& events) {
        run.on_planned = events.on_planned;
        run.on_segment = events.on_segment;
        KeyCache keys;
        return run_proof(context, keys, input.input(), run);
      });
  const Claim& claim = *finished.proof.claim;
  Json said = {{"claim", verdict::claim_json(claim)},    {"unit", claim.statement().unit()},
               {"length", finished.plan.length()},       {"proven_bits", finished.proven_bits},
               {"report", report_json(finished.report)}, {"plan", Json::parse(to_json(finished.plan))}};
  const Status outcome = claim.statement().check_outcome(claim, VerificationOptions());
  said["warning"] = outcome.ok() ? Json(nullptr) : Json(outcome.error().message);
  return {to_bytes(finished.bytes), said.dump()};
}

std::string check(const Input& input, const WorkOptions& options) {
  const CheckOutcome outcome =
      Work(options).run<CheckOutcome>([&](const Context& context, const WorkEvents&) -> Result<CheckOutcome> {
        auto checked = input.input().check(context);
        if (!checked.ok()) return checked.error().in(input.name());
        if (!checked->ok()) return rejected(input.name() + ": does not hold: " + checked->problem);
        return checked;
      });
  return Json{{"segments", outcome.segments},          {"accesses", outcome.accesses},
              {"instructions", outcome.instructions},  {"cells", outcome.cells},
              {"bus_messages", outcome.messages},      {"tokens", outcome.tokens},
              {"check_seconds", outcome.check_seconds}}
      .dump();
}

}  // namespace

void bind_input(nb::module_& module) {
  nb::class_<Input>(module, "Input").def_prop_ro("unit", [](const Input& input) {
    return std::string(input.input().statement().unit());
  });
  module.def("make_input", &make_input, nb::arg("log").none(), nb::arg("path"), nb::arg("data").none(),
             nb::arg("name"), nb::arg("items"), nb::arg("config"), nb::arg("config_name"), nb::arg("profile"),
             nb::arg("memory"), nb::arg("initial"), nb::arg("segment_accesses").none(),
             nb::arg("max_instructions").none(), nb::arg("params"), nb::arg("hash"), nb::arg("for_openvm"),
             nb::arg("initial_root"), nb::arg("final_root"), nb::arg("state"), nb::arg("chooses"),
             nb::arg("work"));
  module.def("prove", &prove, nb::arg("input"), nb::arg("output"), nb::arg("resume"), nb::arg("restart"),
             nb::arg("state"), nb::arg("options"));
  module.def("check", &check, nb::arg("input"), nb::arg("options"));
}

}  // namespace zkmem::python
