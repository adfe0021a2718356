#include "zkmem/sdk/statement_input.h"

#include <utility>

#include <fmt/format.h>

#include "zkmem/hash/simd.h"
#include "zkmem/memory/chips/ledger/image_tokens.h"
#include "zkmem/memory/statement/memory_airs.h"
#include "zkmem/rv32im/program_file.h"
#include "zkmem/rv32im/program_image.h"
#include "zkmem/sdk/execution/input.h"
#include "zkmem/sdk/ledger_planning.h"
#include "zkmem/sdk/memory_choice.h"
#include "zkmem/sdk/memory_global/input.h"
#include "zkmem/statement/execution_global/statement.h"
#include "zkmem/store/state_store.h"

namespace zkmem {
namespace {

// Programs run on OpenVM 2's own configuration, between roots or on global memory; saying so is allowed.
Result<rv32im::MachineMemory> program_memory(const LogOptions& given) {
  const MemoryConfig own = MemoryConfig::openvm_v2_default();
  MemoryConfig config = own;
  if (!given.config_json.empty()) {
    ZKMEM_ASSIGN_OR_RETURN(config, read_memory_config(given.config_json, MemoryConfig::hybrid_default()));
  }
  if (given.profile) config.put_under(*given.profile);
  if (given.mode) config.put_under(*given.mode);
  ZKMEM_RETURN_IF_ERROR(config.validate());
  if (config == own) return rv32im::MachineMemory::kRoots;
  if (config == global_execution_statement().default_config()) return rv32im::MachineMemory::kGlobal;
  return bad_input("programs are proven on OpenVM 2's own configuration: " +
                   describe_difference(config, own));
}

std::string chosen_in_words(const MemoryCost& cost) {
  return fmt::format("one memory for the whole run, as {} (--memory persistent has roots)", cost.in_words());
}

WantedRoots wanted_roots(const MemoryChooser& chooser) {
  return chooser.state.empty() ? chooser.roots : WantedRoots{true, true};
}

// What a program finds over the state; none: it does not load, which planning will say.
std::optional<CellImage> memory_over_state(const MemoryChooser& chooser, const Program& program,
                                           const MemoryConfig& config) {
  CellImage under(config, BabyBear::kModulus);
  if (const auto store = StateStore::open(chooser.state, StateStore::Access::kRead); store.ok()) {
    auto head = load_head(chooser.context, simd_poseidon2_batch(), *store);
    if (!head.ok()) return std::nullopt;
    under = std::move(head->image);
  }
  auto image = rv32im::initial_image(program, config, under);
  return image.ok() ? std::optional(*std::move(image)) : std::nullopt;
}

// Of a program on memory that starts as its file says, over the state if there is one; a run that fails is
// refused when it is planned.
Status choose_memory(const MemoryChooser& chooser, ExecutionInput& input) {
  if (!input.initial.empty()) return {};
  const Result<Program> program = rv32im::load_program(input.program_file, input.machine->instructions());
  if (!program.ok()) return {};
  rv32im::MachineOptions options;
  options.config = input.config();
  options.segment_accesses = chooser.segment_accesses;
  options.count = true;
  options.inputs = input.items;
  options.extensions = input.machine->instructions();
  std::optional<CellImage> image;
  if (!chooser.state.empty()) {
    image = memory_over_state(chooser, *program, options.config);
    if (!image) return {};
  }
  const auto shared = std::make_shared<const Program>(*program);
  Result<rv32im::Machine> machine = image ? rv32im::Machine::create(shared, options, *std::move(image))
                                          : rv32im::Machine::create(shared, options);
  if (!machine.ok()) return {};
  ZKMEM_ASSIGN_OR_RETURN(const MemoryCost cost,
                         memory_cost(chooser.context, *std::move(machine), input.max_instructions));
  const WantedRoots roots = wanted_roots(chooser);
  if (!cost.ledger_pays({roots.any(), roots.final})) return {};
  input.machine = &OwnMachine::rv32im(rv32im::MachineMemory::kGlobal);
  chooser.context.note(chosen_in_words(cost));
  return {};
}

// Whoever verifies has no image unless somebody says so: then its root is in the proof.
bool starts_on_memory(const LogFile& log) { return !image_tokens(log.initial).empty(); }

}  // namespace

bool may_choose_memory(const ParameterChoice& parameters) {
  return parameters.hash != HashSuite::kPoseidon2 && check_ledger_parameters(parameters).ok();
}

std::string why_global_memory(const MemoryChooser& chooser, const LogFile& log) {
  if (log.config.mode != BoundaryMode::kPersistent) return "";
  MemoryConfig config = log.config;
  config.put_under(BoundaryMode::kGlobal);
  if (!MemoryAirs::create(config).ok()) return "";
  const MemoryCost cost = memory_cost(log, chooser.segment_accesses);
  const WantedRoots roots = wanted_roots(chooser);
  if (!cost.ledger_pays({roots.initial || starts_on_memory(log), roots.final})) return "";
  return chosen_in_words(cost);
}

Result<bool> choose_memory(const MemoryChooser& chooser, LogFile& log) {
  const std::string why = why_global_memory(chooser, log);
  ZKMEM_RETURN_IF_ERROR(chooser.context.check_cancelled());
  if (why.empty()) return false;
  log.config.put_under(BoundaryMode::kGlobal);
  chooser.context.note(why);
  return true;
}

Plan StatementInput::new_plan() const {
  Plan plan{statement().new_claim()};
  plan.claim->config = config();
  plan.claim->parameters = parameters.family;
  plan.claim->hash = parameters.hash;
  plan.input_checksum = checksum();
  if (state) plan.state_version = state->version ? state->version->id : 0;
  return plan;
}

Status StatementInput::tell_growth(Plan& plan) const {
  if (!on_growth) return {};
  plan.is_growing = true;
  Status status = on_growth(plan);
  plan.is_growing = false;
  return status;
}

Result<std::unique_ptr<StatementInput>> read_input(FileBytes bytes, InputOptions options) {
  const bool chooses = options.chooser && !options.log.mode;
  if (rv32im::is_elf(bytes) || options.is_program) {
    ZKMEM_ASSIGN_OR_RETURN(const rv32im::MachineMemory memory, program_memory(options.log));
    auto program = std::make_unique<ExecutionInput>(std::move(bytes), std::move(options.items));
    program->max_instructions = options.max_instructions.value_or(UINT64_MAX);
    program->initial = std::move(options.log.initial);
    program->machine = &OwnMachine::rv32im(memory);
    if (chooses && memory == rv32im::MachineMemory::kRoots)
      ZKMEM_RETURN_IF_ERROR(choose_memory(*options.chooser, *program));
    return std::unique_ptr<StatementInput>(std::move(program));
  }
  if (!options.items.empty())
    return bad_input("input items (--stdin, --input) are for programs, this is a log");
  if (options.max_instructions) return bad_input("--max-instructions is for programs, this is a log");
  ZKMEM_ASSIGN_OR_RETURN(LogFile log, parse_log(bytes, options.log));
  bool is_chosen = false;
  if (chooses) {
    ZKMEM_ASSIGN_OR_RETURN(is_chosen, choose_memory(*options.chooser, log));
  }
  const bool starts_from_root = is_chosen && starts_on_memory(log);
  std::unique_ptr<StatementInput> input = memory_input(std::move(bytes), std::move(log));
  input->roots.initial = starts_from_root;
  return input;
}

}  // namespace zkmem
