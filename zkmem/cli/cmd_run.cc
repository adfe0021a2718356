// `zkmem run`: executes a program on the memory system and says what its memory did. Suspends, resumes,
// writes the log, keeps the state.
#include <memory>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "zkmem/base/file.h"
#include "zkmem/cli/commands.h"
#include "zkmem/cli/log_input.h"
#include "zkmem/cli/output.h"
#include "zkmem/cli/progress.h"
#include "zkmem/cli/run_log.h"
#include "zkmem/cli/run_memory.h"
#include "zkmem/cli/run_report.h"
#include "zkmem/cli/run_setup.h"
#include "zkmem/rv32im/machine.h"
#include "zkmem/rv32im/source_map.h"

namespace zkmem::cli {
namespace {

using rv32im::Machine;
using rv32im::MachineOptions;
using rv32im::StopReason;

// Why the run must not go on, though its program could.
Status check_stop(StopReason reason, const Machine& machine, const RunMemory& memory) {
  if (reason == StopReason::kMemoryLimit) return memory.error(machine);
  return {};
}

// Runs on, and commits each segment that ends. A commit is short and not to be cut off: whoever asked to stop
// is heard at the next instruction.
Result<StopReason> run_segments(Machine& machine, const RunStart& start, const RunLog& log, RunMemory& memory,
                                const Context& context, uint64_t max_instructions) {
  const uint64_t before = machine.instructions();
  for (;;) {
    const StopReason reason = machine.run(context, max_instructions - (machine.instructions() - before));
    ZKMEM_RETURN_IF_ERROR(check_stop(reason, machine, memory));
    const bool ended = reason == StopReason::kSegmentFull || reason == StopReason::kTerminated;
    if (ended && start.versions != nullptr) {
      ZKMEM_RETURN_IF_ERROR(flush_output());  // a version does not stand for output that was lost
      ZKMEM_RETURN_IF_ERROR(commit_segment(start, machine));
    }
    if (reason != StopReason::kSegmentFull) return reason;
    machine.next_segment();
    memory.next_segment(machine, log.memory_bytes());
  }
}

Result<int> run(const RunOptions& options) {
  const Interrupt interrupt;  // Ctrl-C asks the run to stop between two instructions
  Context context;
  context.cancel = &Interrupt::flag();
  ZKMEM_ASSIGN_OR_RETURN(RunMemory memory, RunMemory::create(options));
  ZKMEM_ASSIGN_OR_RETURN(RunInput input, read_run(options));
  ZKMEM_ASSIGN_OR_RETURN(
      const RunStart start,
      start_run(context, std::move(input), [&memory](uint64_t pages) { return memory.check_state(pages); }));

  if (start.abandoned) {
    print_err("zkmem: this run starts from the middle of another one ({})\n", start.abandoned->note);
  }
  RunLog log;
  bool silent = options.json;
  MachineOptions machine_options = start.options;
  machine_options.memory = memory.limit();
  machine_options.keep_output = options.json || !options.save.empty();
  machine_options.print = [&silent](std::span<const uint8_t> text) {
    if (silent) return;
    const bool arrives = write_out({reinterpret_cast<const char*>(text.data()), text.size()});
    if (!arrives) Interrupt::raise();  // a program may print for ever
  };
  if (!options.log.empty()) {
    machine_options.record = true;
    machine_options.log_sink = [&log](const AccessLog& segment) { log.append(segment); };
    log.open(options.log, start.options.config, *start.first_image);
  }
  auto created = first_machine(start, machine_options);
  if (!created.ok()) return created.error().in(options.source());
  Machine& machine = *created;
  ZKMEM_RETURN_IF_ERROR(memory.begin(machine));
  if (start.saved != nullptr && machine.instructions() != start.saved->state.instructions) {
    silent = true;
    ZKMEM_ASSIGN_OR_RETURN(const StopReason stopped, catch_up(context, start, machine));
    ZKMEM_RETURN_IF_ERROR(check_stop(stopped, machine, memory));
    silent = options.json;
  }

  ZKMEM_ASSIGN_OR_RETURN(const StopReason reason,
                         run_segments(machine, start, log, memory, context, options.max_instructions));
  ZKMEM_RETURN_IF_ERROR(flush_output());
  if (!options.log.empty()) {
    log.append(machine.memory()->log());
    ZKMEM_RETURN_IF_ERROR(log.write());
  }
  const bool suspended = reason == StopReason::kInstructionLimit || reason == StopReason::kCancelled;
  if (suspended && !options.save.empty()) {
    ZKMEM_RETURN_IF_ERROR(write_file(options.save, saved_run(start, machine)));
    print_err("zkmem: suspended after {} instructions, saved in {}\n", machine.instructions(), options.save);
  }
  if (reason == StopReason::kCancelled && options.save.empty()) return cancelled();

  ZKMEM_ASSIGN_OR_RETURN(const Digest last_root, root_now(start, machine));
  const RunRoots roots{start.first_root, last_root};
  const rv32im::SourceMap names(start.program_file);
  print_run_report(machine, names);
  if (options.json) {
    print_run_json(machine, reason, roots, names);
  } else {
    print_run_summary(machine, reason, roots);
  }
  if (reason == StopReason::kTrapped) return kNo;
  if (reason == StopReason::kCancelled) return kCancelled;
  return options.exit_code && machine.exit_code() ? static_cast<int>(*machine.exit_code()) : kDone;
}

}  // namespace

void add_run(CLI::App& app, Action& action) {
  auto options = std::make_shared<RunOptions>();
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
  add_initial_option(*cmd, options->initial);
  cmd->add_option("--state", options->state,
                  "Run over the memory that the last run left in this folder; each finished segment leaves a "
                  "version there");
  cmd->add_option("--log", options->log, "Write the access log (.jsonl: as text)");
  cmd->add_option("--max-instructions", options->max_instructions, "Suspend after so many instructions");
  cmd->add_option("--memory-budget", options->budget,
                  "512M, 8G, … (default: three quarters of the machine's)");
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
