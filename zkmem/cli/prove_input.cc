#include "zkmem/cli/prove_input.h"

#include <fmt/format.h>

#include "zkmem/base/file.h"
#include "zkmem/rv32im/vmexe.h"
#include "zkmem/statement/execution/claim.h"

namespace zkmem::cli {

void add_instruction_limit(CLI::App& command, ProveInputOptions& options) {
  command.add_option("--max-instructions", options.max_instructions,
                     "Stop with exit 3 if the program has not ended after so many instructions");
}

namespace {

Result<ParameterChoice> chosen_parameters(const ProveInputOptions& options, KeyCache& keys) {
  ZKMEM_ASSIGN_OR_RETURN(const HashSuite hash, options.hash.suite());
  if (!options.openvm.given()) return parse_parameters(options.params, hash);
  if (hash != HashSuite::kPoseidon2)
    return bad_input("--app-vk, --app-pk and --openvm-toml are OpenVM's: they need --for openvm");
  if (!options.params.empty())
    return bad_input("--params: with --app-vk, --app-pk or --openvm-toml the parameters are OpenVM's");
  ZKMEM_ASSIGN_OR_RETURN(const auto choice, options.openvm.parameters(keys));
  return *choice;
}

}  // namespace

Result<std::unique_ptr<StatementInput>> read_prove_input(const ProveInputOptions& options, KeyCache& keys,
                                                         const Context* chooser) {
  if (options.segment_accesses == 0) return bad_input("--segment-accesses must be at least 1");
  if (options.part_leaves == 0) return bad_input("--part-leaves must be at least 1");
  ZKMEM_ASSIGN_OR_RETURN(FileBytes bytes, read_file(options.input));
  InputOptions given;
  std::vector<std::string> items = options.inputs;
  if (!options.std_in.empty()) items.insert(items.begin(), options.std_in);
  for (const std::string& path : items) {
    ZKMEM_ASSIGN_OR_RETURN(FileBytes item, read_file(path));
    given.items.push_back(std::move(item));
  }
  ZKMEM_ASSIGN_OR_RETURN(given.log, options.log.options());
  given.max_instructions = options.max_instructions;
  given.is_program = rv32im::is_vmexe_name(options.input);
  ZKMEM_ASSIGN_OR_RETURN(const ParameterChoice parameters, chosen_parameters(options, keys));
  const WantedRoots roots{options.initial_root, options.final_root};
  if (chooser != nullptr && may_choose_memory(parameters))
    given.chooser.emplace(*chooser, options.segment_accesses.value_or(kDefaultSegmentAccesses), roots,
                          options.state);
  auto input = read_input(std::move(bytes), std::move(given));
  if (!input.ok()) return input.error().in(options.input);
  StatementInput& read = **input;
  if (!options.state.empty() && read.config().starts_from_zero()) {
    return bad_input(options.input + ": " + std::string(to_string(read.config().mode)) +
                     " memory starts from zero and leaves nothing: no --state");
  }
  if (roots.any() && read.config().starts_from_zero()) {
    return bad_input(options.input + ": " + std::string(to_string(read.config().mode)) +
                     " memory has no roots: no --initial-root, no --final-root");
  }
  if (options.part_leaves && read.config().mode != BoundaryMode::kGlobal) {
    return bad_input(fmt::format("{}: {} memory has no ends that are cut: no --part-leaves", options.input,
                                 to_string(read.config().mode)));
  }
  read.roots = read.roots | roots;
  if (options.hash.for_openvm() && read.statement().tag() == ExecutionClaim::kGlobalTag) {
    return bad_input(
        options.input +
        ": --for openvm: segments of OpenVM's machine have roots, which --memory global has not");
  }
  read.segment_accesses = options.segment_accesses;
  read.part_leaves = options.part_leaves;
  read.parameters = parameters;
  return input;
}

}  // namespace zkmem::cli
