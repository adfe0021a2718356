// `zkmem run`: executes a program on the memory system and says what its memory did. Suspends, resumes,
// writes the log.
#include <atomic>
#include <csignal>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "zkmem/base/base64.h"
#include "zkmem/base/file.h"
#include "zkmem/base/hex.h"
#include "zkmem/cli/commands.h"
#include "zkmem/cli/run_log.h"
#include "zkmem/field/babybear.h"
#include "zkmem/hash/digest_text.h"
#include "zkmem/hash/simd.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/rv32im/elf_loader.h"
#include "zkmem/rv32im/machine.h"
#include "zkmem/rv32im/report.h"
#include "zkmem/rv32im/savestate.h"
#include "zkmem/rv32im/source_map.h"

namespace zkmem::cli {
namespace {

using rv32im::Machine;
using rv32im::MachineOptions;
using rv32im::SavedRun;
using rv32im::StopReason;
using Json = nlohmann::ordered_json;

struct Options {
  std::string program;
  std::string stdin_path;
  std::vector<std::string> inputs;
  uint64_t segment_accesses = rv32im::kDefaultSegmentAccesses;
  std::string profile;
  std::string config;
  std::string log;
  uint64_t max_instructions = UINT64_MAX;
  std::string save;
  std::string resume;
  bool exit_code = false;
  bool json = false;
};

// Ctrl-C asks the run to stop between two instructions.
std::atomic<bool> interrupted = false;
void interrupt(int) { interrupted = true; }

// What a run starts from: a program and its options, or a saved run.
struct Start {
  Bytes program_file;
  std::shared_ptr<const Program> program;
  MachineOptions options;
  std::unique_ptr<SavedRun> saved;
};

Result<std::shared_ptr<const Program>> load_program(const Bytes& file, const std::string& name) {
  auto program = rv32im::load_elf(file);
  if (!program.ok()) return program.error().in(name);
  return std::make_shared<const Program>(std::move(*program));
}

Result<MemoryConfig> program_config(const Options& options) {
  MemoryConfig config = MemoryConfig::openvm_v2_default();
  if (!options.config.empty()) {
    ZKMEM_ASSIGN_OR_RETURN(config, load_memory_config(options.config));
  }
  if (!options.profile.empty()) {
    const auto profile = parse_profile(options.profile);
    if (!profile)
      return bad_input("--profile '" + options.profile + "': must be openvm-v1, openvm-v2 or hybrid");
    config.profile = *profile;
  }
  return config;
}

Result<std::vector<Bytes>> read_inputs(const Options& options) {
  std::vector<std::string> paths = options.inputs;
  if (!options.stdin_path.empty()) paths.insert(paths.begin(), options.stdin_path);
  std::vector<Bytes> items;
  for (const std::string& path : paths) {
    ZKMEM_ASSIGN_OR_RETURN(Bytes item, read_file(path));
    if (item.size() > UINT32_MAX) return bad_input(path + ": an input item must be smaller than 4 GiB");
    items.push_back(std::move(item));
  }
  return items;
}

Result<Start> fresh_start(const Options& options) {
  Start start;
  ZKMEM_ASSIGN_OR_RETURN(start.program_file, read_file(options.program));
  ZKMEM_ASSIGN_OR_RETURN(start.program, load_program(start.program_file, options.program));
  ZKMEM_ASSIGN_OR_RETURN(start.options.config, program_config(options));
  ZKMEM_ASSIGN_OR_RETURN(start.options.inputs, read_inputs(options));
  start.options.segment_accesses = options.segment_accesses;
  return start;
}

Result<Start> saved_start(const Options& options) {
  ZKMEM_ASSIGN_OR_RETURN(const Bytes file, read_file(options.resume));
  auto saved = rv32im::decode_saved_run(file);
  if (!saved.ok()) return saved.error().in(options.resume);
  Start start;
  start.program_file = saved->program_file;
  if (!options.program.empty()) {
    ZKMEM_ASSIGN_OR_RETURN(const Bytes given, read_file(options.program));
    if (given != start.program_file)
      return bad_input(options.program + " is not the program that " + options.resume + " was saved from");
  }
  ZKMEM_ASSIGN_OR_RETURN(start.program, load_program(start.program_file, options.resume));
  start.options.config = saved->config;
  start.options.segment_accesses = saved->segment_accesses;
  start.saved = std::make_unique<SavedRun>(std::move(*saved));
  return start;
}

// A log has to hold the whole run. So with --log, a saved run is executed again from its beginning, silently,
// up to where it was saved, which must lead to the very state that was saved.
Status catch_up(Machine& machine, const SavedRun& saved, const Context& context) {
  const auto reason = machine.run_through(context, saved.state.instructions);
  if (reason == StopReason::kCancelled) return cancelled();
  const bool same = machine.instructions() == saved.state.instructions && machine.pc() == saved.state.pc &&
                    machine.clock() == saved.state.clock && machine.image() == saved.state.image;
  if (!same) return bad_input("the saved state is not what its program and inputs lead to");
  return {};
}

struct Roots {
  Digest initial;
  Digest final;
};

// `saved`: what the run was resumed from; its first root is that of the run before.
Result<Roots> roots_of(const Context& context, const Machine& machine, const SavedRun* saved) {
  const Poseidon2Batch& hash = simd_poseidon2_batch();
  const CellImage& first = machine.initial_image();
  ZKMEM_ASSIGN_OR_RETURN(const MerkleTree before, tree_of_image(context, hash, machine.config(), first));
  ZKMEM_ASSIGN_OR_RETURN(const MerkleTree after,
                         updated_tree(context, hash, machine.config(), before, first, machine.image()));
  Roots roots{before.root(), after.root()};
  if (saved != nullptr)
    std::transform(saved->initial_root.begin(), saved->initial_root.end(), roots.initial.begin(),
                   [](uint32_t word) { return BabyBear::from_canonical(word); });
  return roots;
}

const char* describe(StopReason reason) {
  switch (reason) {
    case StopReason::kTerminated:
      return "terminated";
    case StopReason::kTrapped:
      return "trapped";
    case StopReason::kInstructionLimit:
      return "instruction_limit";
    case StopReason::kCancelled:
      return "interrupted";
    case StopReason::kSegmentFull:
      return "segment_full";
  }
  return "";
}

Json trap_json(const Machine& machine, const rv32im::SourceMap& names) {
  const Trap& trap = *machine.trap();
  return {{"cause", trap_name(trap.cause)},
          {"pc", trap.pc},
          {"address", trap.address},
          {"report", rv32im::trap_report(machine.program(), names, trap)}};
}

void print_json(const Machine& machine, StopReason reason, const Roots& roots,
                const rv32im::SourceMap& names) {
  const auto accesses = machine.accesses();
  const auto ends = machine.segment_ends();
  Json out;
  out["exit_code"] = machine.exit_code() ? Json(*machine.exit_code()) : Json(nullptr);
  out["stopped"] = describe(reason);
  out["instructions"] = machine.instructions();
  out["stdout"] = to_base64(machine.output());
  out["accesses"] = {{"1", accesses[1]}, {"2", accesses[2]}, {"3", accesses[3]}};
  out["touched_pages"] = machine.touched_pages();
  out["end_timestamp"] = ends.back();
  out["public_values"] = machine.public_values();
  out["segments"] = ends.size();
  out["segment_ends"] = ends;
  out["pc"] = machine.pc();
  out["initial_root"] = digest_to_hex(roots.initial);
  out["final_root"] = digest_to_hex(roots.final);
  if (machine.trap()) out["trap"] = trap_json(machine, names);
  std::printf("%s\n", out.dump().c_str());
}

void print_summary(const Machine& machine, StopReason reason, const Roots& roots) {
  const auto accesses = machine.accesses();
  const auto ends = machine.segment_ends();
  std::string text;
  if (reason == StopReason::kTerminated) text = fmt::format("exit code {}", *machine.exit_code());
  if (reason == StopReason::kTrapped) text = "trapped";
  if (reason == StopReason::kInstructionLimit || reason == StopReason::kCancelled)
    text = fmt::format("suspended at pc {:#x}", machine.pc());
  text += fmt::format(" after {} instructions\n", machine.instructions());
  text += fmt::format("accesses       registers {}, memory {}, public values {}\n", accesses[1], accesses[2],
                      accesses[3]);
  text += fmt::format("touched pages  {}\n", machine.touched_pages());
  text += fmt::format("segments       {}, the last one ends at timestamp {}\n", ends.size(), ends.back());
  text += fmt::format("public values  {}\n", to_hex(machine.public_values()));
  text += fmt::format("initial root   {}\nfinal root     {}\n", digest_to_hex(roots.initial),
                      digest_to_hex(roots.final));
  std::fputs(text.c_str(), stderr);
}

// Why the program ended as it did, when that is not what it asked for.
void print_report(const Machine& machine, const rv32im::SourceMap& names) {
  std::string report;
  if (machine.trap()) report = rv32im::trap_report(machine.program(), names, *machine.trap());
  if (machine.exit_code()) report = rv32im::unimp_report(machine.program(), names, machine.pc());
  if (!report.empty()) std::fprintf(stderr, "zkmem: %s\n", report.c_str());
}

Status save(const Options& options, const Start& start, const Machine& machine, const Roots& roots) {
  SavedRun run(machine.save());
  run.program_file = start.program_file;
  run.config = start.options.config;
  run.segment_accesses = start.options.segment_accesses;
  std::transform(roots.initial.begin(), roots.initial.end(), run.initial_root.begin(),
                 [](BabyBear word) { return word.as_canonical(); });
  ZKMEM_RETURN_IF_ERROR(write_file(options.save, rv32im::encode_saved_run(run)));
  std::fprintf(stderr, "zkmem: suspended after %llu instructions, saved in %s\n",
               static_cast<unsigned long long>(machine.instructions()), options.save.c_str());
  return {};
}

Result<int> run(const Options& options) {
  if (options.program.empty() && options.resume.empty()) return bad_input("run needs a PROGRAM or --resume");
  ZKMEM_ASSIGN_OR_RETURN(Start start, options.resume.empty() ? fresh_start(options) : saved_start(options));

  // A handler set once for the process; what it sets is asked for between slices of the run.
  interrupted = false;
  struct sigaction on_interrupt = {};
  on_interrupt.sa_handler = interrupt;
  on_interrupt.sa_flags = static_cast<int>(SA_RESETHAND);  // a second Ctrl-C ends the process
  sigaction(SIGINT, &on_interrupt, nullptr);
  Context context;
  context.cancel = &interrupted;

  RunLog log;
  bool silent = options.json;
  MachineOptions machine_options = start.options;
  machine_options.keep_output = options.json || !options.save.empty();
  machine_options.print = [&silent](std::span<const uint8_t> text) {
    if (!silent) std::fwrite(text.data(), 1, text.size(), stdout);
  };
  if (!options.log.empty()) {
    machine_options.record = true;
    machine_options.log_sink = [&log](const AccessLog& segment) { log.append(segment); };
  }

  const bool continues = start.saved != nullptr && options.log.empty();
  if (start.saved != nullptr) machine_options.inputs = start.saved->state.streams.items();
  auto created = continues ? Machine::resume(start.program, machine_options, start.saved->state)
                           : Machine::create(start.program, machine_options);
  if (!created.ok()) return created.error().in(options.resume.empty() ? options.program : options.resume);
  Machine& machine = *created;
  if (!options.log.empty()) log.open(options.log, machine.config(), machine.initial_image());
  if (start.saved != nullptr && !continues) {
    silent = true;
    ZKMEM_RETURN_IF_ERROR(catch_up(machine, *start.saved, context));
    silent = options.json;
  }

  const StopReason reason = machine.run_through(context, options.max_instructions);
  std::fflush(stdout);
  if (!options.log.empty()) {
    log.append(machine.memory()->log());
    ZKMEM_RETURN_IF_ERROR(log.write());
  }
  const bool suspended = reason == StopReason::kInstructionLimit || reason == StopReason::kCancelled;
  if (reason == StopReason::kCancelled && options.save.empty()) return cancelled();

  // Roots are worth the moment they take even after Ctrl-C, which asked only the program to stop.
  ZKMEM_ASSIGN_OR_RETURN(const Roots roots, roots_of({}, machine, start.saved.get()));
  if (suspended && !options.save.empty()) ZKMEM_RETURN_IF_ERROR(save(options, start, machine, roots));
  const rv32im::SourceMap names(start.program_file);
  print_report(machine, names);
  if (options.json) {
    print_json(machine, reason, roots, names);
  } else {
    print_summary(machine, reason, roots);
  }
  if (reason == StopReason::kTrapped) return kNo;
  if (reason == StopReason::kCancelled) return kCancelled;
  return options.exit_code && machine.exit_code() ? static_cast<int>(*machine.exit_code()) : kDone;
}

}  // namespace

void add_run(CLI::App& app, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* cmd = app.add_subcommand("run", "Execute a program and say what its memory did");
  cmd->add_option("program", options->program, "A RISC-V RV32IM ELF file; with --resume it may be left out");
  auto* inputs =
      cmd->add_option("--input", options->inputs, "A further input item: the file's bytes (repeatable)");
  auto* standard = cmd->add_option("--stdin", options->stdin_path, "The first input item: the file's bytes");
  auto* accesses = cmd->add_option("--segment-accesses", options->segment_accesses,
                                   "The most accesses of a segment (default 4194304)");
  auto* profile =
      cmd->add_option("--profile", options->profile, "openvm-v1, openvm-v2 (the default) or hybrid");
  auto* config = cmd->add_option("--config", options->config, "The memory's configuration, a JSON file");
  cmd->add_option("--log", options->log, "Write the access log (.jsonl: as text)");
  cmd->add_option("--max-instructions", options->max_instructions, "Suspend after so many instructions");
  cmd->add_option("--save", options->save, "Where a suspended run is saved, also on Ctrl-C");
  cmd->add_option("--resume", options->resume, "Go on with a saved run")
      ->excludes(inputs)
      ->excludes(standard)
      ->excludes(accesses)
      ->excludes(profile)
      ->excludes(config);
  cmd->add_flag("--exit-code", options->exit_code, "Exit with the program's own exit code");
  cmd->add_flag("--json", options->json, "Print one JSON object; the program's output is in it, as base64");
  cmd->footer("Example: zkmem run sort.elf --stdin numbers.txt --log sort.zklog");
  cmd->callback([&action, options] { action = [options] { return run(*options); }; });
}

}  // namespace zkmem::cli
