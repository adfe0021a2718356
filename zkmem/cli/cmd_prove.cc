// zkmem prove, plan, prove-segment, assemble: a proof in one go or in steps that any scheduler can run.
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "zkmem/base/file.h"
#include "zkmem/cli/commands.h"
#include "zkmem/cli/output.h"
#include "zkmem/cli/plan_status.h"
#include "zkmem/cli/progress.h"
#include "zkmem/cli/prove_input.h"
#include "zkmem/cli/verdict.h"
#include "zkmem/hash/digest_text.h"
#include "zkmem/rv32im/vmexe.h"
#include "zkmem/sdk/openvm_config.h"
#include "zkmem/sdk/proof_run.h"
#include "zkmem/sdk/prove_share.h"
#include "zkmem/sdk/proven_versions.h"
#include "zkmem/sdk/work_lock.h"
#include "zkmem/statement/execution/statement.h"
#include "zkmem/statement/openvm/app_proof.h"
#include "zkmem/statement/verify.h"
#include "zkmem/store/state_store.h"
#include "zkmem/verdict/claim_json.h"

namespace zkmem::cli {
namespace {

using json = nlohmann::ordered_json;

struct Options : ProveInputOptions {
  std::string output;
  std::string budget;
  std::string folder;
  std::string status;
  std::optional<uint64_t> segment;
  std::string share;
  unsigned threads = 0;
  bool resume = false;
  bool restart = false;
  bool as_json = false;
};

// What every step of the work shares.
struct Session {
  explicit Session(const Options& options) {
    context.threads = options.threads;
    context.cancel = &Interrupt::flag();
    context.progress = progress.sink();
    context.notes = [this](std::string_view line) { progress.note(line); };
  }
  Status set_budget(const std::string& text) {
    context.memory_budget = text.empty() ? default_memory_budget() : parse_bytes(text);
    if (context.memory_budget == 0)
      return bad_input("--memory-budget: '" + text + "' is no size (512M, 8G, …)");
    return {};
  }

  Interrupt interrupt;
  Progress progress;
  Context context;
  KeyCache keys;
};

json report_json(const ProveReport& report) {
  json seconds = json::object();
  json cells = json::object();
  for (const SegmentReport& segment : report.segments) {
    for (const auto& [phase, value] : segment.seconds) seconds[phase] = seconds.value(phase, 0.0) + value;
    for (const auto& [chip, value] : segment.cells) cells[chip] = cells.value(chip, uint64_t{0}) + value;
  }
  return {{"seconds_by_phase", seconds},
          {"cells_by_chip", cells},
          {"resumed", report.resumed},
          {"retried", report.retried}};
}

// A proof that the program failed is a proof all the same; whoever made it is told, and how to verify it.
std::string outcome_warning(const Claim& claim) {
  const Status outcome = claim.statement().check_outcome(claim, VerificationOptions());
  return outcome.ok() ? "" : outcome.error().message;
}

std::vector<uint64_t> cells_of(const Plan& plan) {
  std::vector<uint64_t> cells;
  for (const PlannedSegment& segment : plan.segments) cells.push_back(segment.cells);
  return cells;
}

// A proof overwrites neither its input nor what is no file.
Status check_output(const std::string& output, const std::string& input) {
  std::error_code none;
  if (std::filesystem::equivalent(output, input, none))
    return bad_input(fmt::format("-o: '{}' is the input, which the proof would overwrite", output));
  if (std::filesystem::exists(output, none) && !std::filesystem::is_regular_file(output, none))
    return bad_input(fmt::format("-o: '{}' is no regular file; a proof needs one of its own", output));
  return {};
}

std::string default_output(const Options& options) {
  if (!options.hash.for_openvm() || !rv32im::is_vmexe_name(options.input)) return options.input + ".zkproof";
  return std::filesystem::path(options.input).replace_extension(".app.proof").string();
}

// What OpenVM's file of a proof can hold, at OpenVM's usual height unless one is asked for.
Status prepare_app_proof(const Options& options, const std::string& output, StatementInput& input) {
  ParameterChoice& parameters = input.parameters;
  if (parameters.hash != HashSuite::kPoseidon2 || parameters.family != ParameterFamily::kApp ||
      &input.statement() != &execution_statement()) {
    return bad_input(fmt::format(
        "-o: '{}' would be an application proof of OpenVM's, which needs a program, --for openvm and no "
        "--params but app",
        output));
  }
  if (!options.state.empty())
    return bad_input("--state: OpenVM's application proofs are of runs over empty memory");
  if (options.params.empty() && !options.openvm.given())
    parameters.log_stacked_height = kDefaultAppLogStackedHeight;
  return {};
}

Result<int> prove(const Options& options) {
  Session session(options);
  ZKMEM_RETURN_IF_ERROR(session.set_budget(options.budget));
  const auto start = std::chrono::steady_clock::now();
  if (options.output == "-" || (options.output.empty() && options.input == "-"))
    return bad_input("-o: a proof needs a file of its own, unfinished work stands beside it");
  const std::string output = options.output.empty() ? default_output(options) : options.output;
  ZKMEM_RETURN_IF_ERROR(check_output(output, options.input));
  ZKMEM_ASSIGN_OR_RETURN(const auto input, read_prove_input(options, session.keys, &session.context));
  ProofRun run;
  if (is_app_proof_name(output)) {
    ZKMEM_RETURN_IF_ERROR(prepare_app_proof(options, output, *input));
    run.encode = &app_proof_file;
  }
  run.output = output;
  run.resume = options.resume;
  run.restart = options.restart;
  run.state = options.state;
  run.name = options.input;
  run.on_planned = [&](const Plan& plan) { session.progress.begin_work(cells_of(plan)); };
  run.on_segment = [&](size_t index, size_t) { session.progress.begin_segment(index); };
  ZKMEM_ASSIGN_OR_RETURN(const FinishedProof finished, run_proof(session.context, session.keys, *input, run));
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  const Claim& claim = *finished.proof.claim;
  const Statement& statement = claim.statement();
  const uint64_t length = finished.plan.length();
  session.progress.end();
  const std::string warning = outcome_warning(claim);
  if (!warning.empty()) session.progress.note(warning);
  if (options.as_json) {
    json out = {{"verdict", verdict_of(kDone)}};
    if (!warning.empty()) out["warning"] = warning;
    out.update(verdict::claim_json(claim));
    out.update(report_json(finished.report));
    out["file"] = output;
    out["proof_bytes"] = finished.bytes.size();
    out[std::string(statement.unit())] = length;
    out["seconds"] = seconds;
    out["peak_memory_bytes"] = peak_memory();
    out["proven_bits"] = finished.proven_bits;
    if (!finished.plan.cut.empty()) out["cut"] = finished.plan.cut;
    print_out("{}\n", out.dump());
    return kDone;
  }
  const size_t closing = claim.closing_proofs();
  const size_t count = claim.num_segments() - closing;
  const std::string segments = fmt::format("{} segment{}", count, count == 1 ? "" : "s");
  print_out("proved {}: {} {} in {}{}\n", options.input, length, statement.unit(), segments,
            statement.summary(claim));
  if (!finished.plan.cut.empty()) print_out("  cut into {}\n", finished.plan.cut);
  if (closing > 1) print_out("  its ends are in {} proofs of their own, cut by address\n", closing);
  if (claim.has_initial_root()) print_out("  initial root  {}\n", digest_to_hex(claim.initial_root()));
  if (claim.has_final_root()) print_out("  final root    {}\n", digest_to_hex(claim.final_root()));
  print_out("  {:.1f} s, {:.1f} MiB at most, {} bytes of proof, {:.1f} proven bits\n", seconds,
            static_cast<double>(peak_memory()) / (1 << 20), finished.bytes.size(), finished.proven_bits);
  print_out("  written to {}\n", output);
  return kDone;
}

Result<int> plan(const Options& options) {
  if (!options.status.empty()) return print_plan_status(options.status, options.as_json);
  if (options.input.empty()) return bad_input("INPUT is required, or --status DIR (see zkmem plan --help)");
  if (options.folder.empty()) return bad_input("--output is required (see zkmem plan --help)");
  Session session(options);
  ZKMEM_RETURN_IF_ERROR(session.set_budget(options.budget));
  ZKMEM_ASSIGN_OR_RETURN(const auto input, read_prove_input(options, session.keys, &session.context));
  ZKMEM_ASSIGN_OR_RETURN(const auto store, open_state(options.state, input->config()));
  ZKMEM_ASSIGN_OR_RETURN(const WorkFolder folder, WorkFolder::create(options.folder));
  if (folder.has_plan()) {
    return bad_input("there is a plan in '" + options.folder + "' already (plan --status " + options.folder +
                     " shows how much of it is proven)");
  }
  ZKMEM_RETURN_IF_ERROR(folder.check_only_work());
  ZKMEM_ASSIGN_OR_RETURN(const WorkLock lock, WorkLock::planning(folder.path()));
  ZKMEM_RETURN_IF_ERROR(folder.clear());  // of a plan that did not come to its end
  ProofRun run;
  run.name = options.input;
  input->on_growth = [&](const Plan& growing) { return folder.write_growing_plan(growing); };
  const Result<Plan> planned = make_plan(session.context, session.keys, *input, run, folder, store);
  if (!planned.ok()) {
    static_cast<void>(folder.give_up(lock));
    return planned.error();
  }
  const Plan& made = *planned;
  session.progress.end();
  if (options.as_json) {
    print_out("{}\n", json::parse(to_json(made)).dump());
    return kDone;
  }
  const size_t closing = made.claim->closing_proofs();
  const size_t count = made.segments.size() - closing;
  std::string ends = closing == 0 ? "" : ", and the ends,";
  if (closing > 1) ends = fmt::format(", and the ends in {} parts,", closing);
  print_out("{} segment{}{} planned in {}\n", count, count == 1 ? "" : "s", ends, options.folder);
  if (!made.cut.empty()) print_out("  cut into {}\n", made.cut);
  for (size_t k = 0; k < made.segments.size(); ++k) {
    const PlannedSegment& segment = made.segments[k];
    std::string what = fmt::format("{} {}", segment.length, made.claim->statement().unit());
    if (k >= count) what = "the ends";
    if (segment.leaves != 0)
      what = fmt::format("{} leaves of the ends, part {} of {}", segment.leaves, k - count + 1, closing);
    print_out("  {}: {}, stacked height {}, {} MiB to prove\n", k, what, made.height(k),
              segment.memory_bytes >> 20);
  }
  return kDone;
}

Result<int> prove_share(const Options& options, Session& session, const WorkFolder& folder,
                        const Plan& made) {
  Result<Share> share = parse_share(options.share);
  if (!share.ok()) return share.error().in("--share");
  // How much a plan that is growing will be is not known.
  if (!made.is_growing) {
    std::vector<uint64_t> cells;
    for (size_t k = share->index; k < made.segments.size(); k += share->count)
      cells.push_back(made.segments[k].cells);
    session.progress.begin_work(cells);
  }
  ZKMEM_ASSIGN_OR_RETURN(
      ShareReport report,
      zkmem::prove_share(session.context, session.keys, folder, made, *share, [&](size_t k) {
        if (!made.is_growing) session.progress.begin_segment((k - share->index) / share->count);
      }));
  session.progress.end();
  ZKMEM_ASSIGN_OR_RETURN(const Plan whole, folder.plan());
  if (options.as_json) {
    ProveReport all;
    all.segments = std::move(report.segments);
    all.resumed = report.found.size();
    all.retried = static_cast<size_t>(std::ranges::count(all.segments, true, &SegmentReport::is_retried));
    json out = {{"verdict", verdict_of(kDone)}};
    out.update(report_json(all));
    out["proven"] = report.proven;
    out["found"] = report.found;
    out["segments"] = whole.segments.size();
    print_out("{}\n", out.dump());
  } else {
    print_out("share {} of {} segments: {} proven, {} found proven\n", options.share, whole.segments.size(),
              report.proven.size(), report.found.size());
  }
  return kDone;
}

Result<int> segment(const Options& options) {
  if (options.segment.has_value() == !options.share.empty())
    return bad_input("either a segment K or --share I/N is required (see zkmem prove-segment --help)");
  Session session(options);
  ZKMEM_RETURN_IF_ERROR(session.set_budget(options.budget));
  ZKMEM_ASSIGN_OR_RETURN(const WorkFolder folder, WorkFolder::open(options.folder));
  ZKMEM_ASSIGN_OR_RETURN(const Plan made, folder.plan());
  if (!options.segment) return prove_share(options, session, folder, made);
  const uint64_t index = *options.segment;
  std::optional<WorkLock> lock;
  if (index < made.segments.size()) {
    ZKMEM_ASSIGN_OR_RETURN(lock, WorkLock::segment(folder.path(), index));
    session.progress.begin_work({made.segments[index].cells});
    session.progress.begin_segment(0);
  }
  ZKMEM_ASSIGN_OR_RETURN(const SegmentReport report,
                         prove_segment(session.context, session.keys, folder, made, index));
  session.progress.end();
  if (options.as_json) {
    ProveReport all;
    all.segments = {report};
    json out = {{"verdict", verdict_of(kDone)}};
    out.update(report_json(all));
    out["segment"] = index;
    out["proof_bytes"] = report.proof_bytes;
    print_out("{}\n", out.dump());
  } else {
    print_out("segment {} of {}{} proven: {} bytes\n", index, made.segments.size(),
              made.is_growing ? " so far" : "", report.proof_bytes);
  }
  return kDone;
}

Result<int> join(const Options& options) {
  if (options.output == "-" && options.as_json)
    return bad_input("-o -: the proof is on stdout, --json cannot be there, too");
  Session session(options);
  ZKMEM_ASSIGN_OR_RETURN(const WorkFolder folder, WorkFolder::open(options.folder));
  ZKMEM_ASSIGN_OR_RETURN(const Plan made, folder.plan());
  ZKMEM_ASSIGN_OR_RETURN(const ZkProof proof, assemble(session.context, session.keys, folder, made));
  FileBytes bytes;
  if (is_app_proof_name(options.output)) {
    Result<FileBytes> file = app_proof_file(proof);
    if (!file.ok()) return file.error().in(options.output);
    bytes = *std::move(file);
  } else {
    bytes = encode_zkproof(proof);
  }
  ZKMEM_RETURN_IF_ERROR(write_file(options.output, bytes));
  ZKMEM_ASSIGN_OR_RETURN(std::optional<StateStore> store, open_state(options.state, made.claim->config));
  std::optional<ProvenVersions> versions;
  if (store) {
    ZKMEM_ASSIGN_OR_RETURN(versions,
                           ProvenVersions::open(Context{}, *std::move(store), folder, made,
                                                run_name("assemble", options.folder, made.input_checksum)));
  }
  for (size_t k = 0; versions && k < made.segments.size(); ++k) {
    ZKMEM_RETURN_IF_ERROR(versions->commit(Context{}, folder, made, k, *proof.claim));
  }
  session.progress.end();
  const std::string warning = outcome_warning(*proof.claim);
  if (!warning.empty()) session.progress.note(warning);
  if (options.output == "-") return kDone;
  if (options.as_json) {
    json out = {{"verdict", verdict_of(kDone)}};
    if (!warning.empty()) out["warning"] = warning;
    out.update(verdict::claim_json(*proof.claim));
    out["file"] = options.output;
    out["proof_bytes"] = bytes.size();
    print_out("{}\n", out.dump());
  } else {
    print_out("{} segments assembled into {}: {} bytes\n", made.segments.size(), options.output,
              bytes.size());
  }
  return kDone;
}

void add_input_options(CLI::App* command, const std::shared_ptr<Options>& options) {
  command->add_option("INPUT", options->input, "A program (ELF, or OpenVM's .vmexe) or an access log")
      ->required();
  command->add_option("--stdin", options->std_in, "File that is the first input item");
  command->add_option("--input", options->inputs, "File that is a further input item (repeatable)");
  options->log.add_reading_options(*command);
  options->log.add_memory_option(*command);
  command->add_option("--segment-accesses", options->segment_accesses,
                      "Most accesses in a segment (default: 4194304; in global memory chosen by cost)");
  command->add_option(
      "--part-leaves", options->part_leaves,
      "In global memory: most leaves in a proof of the ends, which are cut by address (default: "
      "as many as fit)");
  add_instruction_limit(*command, *options);
  command->add_option(
      "--params", options->params,
      "fast (default), small, or app (OpenVM's, default of poseidon2); with :H (stacked height; "
      "default: one that fits)");
  options->hash.add(*command);
  options->openvm.add(*command, true);
  command->add_option(
      "--state", options->state,
      "Folder of the persistent state to start from; each proven segment leaves a version there");
  command->add_flag("--initial-root", options->initial_root,
                    "In global memory: show the root that it starts from, and alone nothing of the end");
  command->add_flag("--final-root", options->final_root,
                    "Likewise: show the root that it ends in, and the one that it starts from");
}

void add_run_options(CLI::App* command, const std::shared_ptr<Options>& options) {
  command->add_option("--threads", options->threads, "Threads (default: all)");
  Progress::add_option(*command);
  command->add_flag("--json", options->as_json, "One JSON object on stdout");
}

void add_budget_option(CLI::App* command, const std::shared_ptr<Options>& options) {
  command->add_option("--memory-budget", options->budget,
                      "512M, 8G, … (default: three quarters of the machine's)");
}

}  // namespace

void add_prove(CLI::App& app, Action& action) {
  auto options = std::make_shared<Options>();
  const auto set = [&action, options](CLI::App* command, Result<int> (*run)(const Options&)) {
    command->callback([&action, options, run] { action = [options, run] { return run(*options); }; });
  };
  CLI::App* command = app.add_subcommand("prove", "Prove that a program ran, or that a log is consistent");
  add_input_options(command, options);
  command->add_option("-o,--output", options->output,
                      "The proof (default: INPUT.zkproof); as NAME.app.proof it is OpenVM's file");
  CLI::Option* resume =
      command->add_flag("--resume", options->resume, "Keep the finished segments of an interrupted run");
  command->add_flag("--restart", options->restart, "Discard them and begin anew")->excludes(resume);
  add_run_options(command, options);
  add_budget_option(command, options);
  command->footer("Example: zkmem prove sort.elf --stdin numbers.txt -o sort.zkproof");
  set(command, &prove);

  command = app.add_subcommand("plan", "Cut the work into segments that can be proven anywhere");
  add_input_options(command, options);
  command->get_option("INPUT")->required(false);
  CLI::Option* folder = command->add_option("-o,--output", options->folder, "Folder of the work");
  command->add_option("--status", options->status, "Only say how much of this folder's plan is proven")
      ->excludes(command->get_option("INPUT"))
      ->excludes(folder);
  add_run_options(command, options);
  add_budget_option(command, options);
  command->footer("Example: zkmem plan sort.elf --stdin numbers.txt -o work/");
  set(command, &plan);

  command = app.add_subcommand("prove-segment", "Prove one segment of a plan, or a share of them");
  command->add_option("DIR", options->folder, "Folder of the work")->required();
  CLI::Option* one = command->add_option("K", options->segment, "Segment, from 0");
  command
      ->add_option("--share", options->share,
                   "I/N: segments I, I + N, … that are not proven yet; one of N workers on the same folder")
      ->excludes(one);
  add_run_options(command, options);
  add_budget_option(command, options);
  command->footer("Example: zkmem prove-segment work/ 0");
  set(command, &segment);

  command = app.add_subcommand("assemble", "Join the proven segments of a plan");
  command->add_option("DIR", options->folder, "Folder of the work")->required();
  command->add_option("-o,--output", options->output, "The proof")->required();
  command->add_option(
      "--state", options->state,
      "Folder of the persistent state that was planned over; gets a version for each segment");
  add_run_options(command, options);
  command->footer("Example: zkmem assemble work/ -o sort.zkproof");
  set(command, &join);
}

}  // namespace zkmem::cli
