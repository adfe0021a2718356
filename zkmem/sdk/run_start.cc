#include "zkmem/sdk/run_start.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "zkmem/field/babybear.h"
#include "zkmem/hash/digest_text.h"
#include "zkmem/hash/simd.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/rv32im/program_file.h"
#include "zkmem/rv32im/program_image.h"
#include "zkmem/sdk/work_folder.h"

namespace zkmem {
namespace {

using rv32im::Machine;
using rv32im::MachineOptions;
using rv32im::SavedRun;
using rv32im::StopReason;

Result<std::shared_ptr<const Program>> load_program(const Bytes& file, const std::string& name) {
  auto program = rv32im::load_named_program(file, name);
  if (!program.ok()) return program.error().in(name);
  return std::make_shared<const Program>(std::move(*program));
}

Result<RunStart> fresh_start(RunInput& input) {
  RunStart start;
  if (!input.program_file) return bad_input("a run needs a program, or a saved run to go on with");
  start.program_file = *std::move(input.program_file);
  ZKMEM_ASSIGN_OR_RETURN(start.program, load_program(start.program_file, input.program_name));
  start.options.config = input.config;
  start.options.segment_accesses = input.segment_accesses;
  start.options.inputs = std::move(input.items);
  return start;
}

Digest digest_of(const std::array<uint32_t, kDigestWidth>& words) {
  Digest digest;
  std::transform(words.begin(), words.end(), digest.begin(),
                 [](uint32_t word) { return BabyBear::from_canonical(word); });
  return digest;
}

Result<RunStart> saved_start(const RunInput& input) {
  auto saved = rv32im::decode_saved_run(*input.saved_file);
  if (!saved.ok()) return saved.error().in(input.name);
  RunStart start;
  start.program_file = saved->program_file;
  if (input.program_file && *input.program_file != start.program_file)
    return bad_input(input.program_name + " is not the program that " + input.name + " was saved from");
  ZKMEM_ASSIGN_OR_RETURN(start.program, load_program(start.program_file, input.name));
  start.options.config = saved->config;
  start.options.segment_accesses = saved->segment_accesses;
  start.options.inputs = saved->state.streams.items();
  start.first_root = digest_of(saved->initial_root);
  start.saved = std::make_unique<rv32im::SavedRun>(std::move(*saved));
  return start;
}

// The memory that the program starts on, written over what earlier runs left.
Status begin_on(const RunInput& input, const CellImage& before, RunStart& start) {
  ZKMEM_ASSIGN_OR_RETURN(const CellImage below,
                         rv32im::memory_below(*start.program, start.options.config, before, input.initial));
  auto image = rv32im::initial_image(*start.program, start.options.config, below);
  if (!image.ok()) return image.error().in(input.name);
  start.first_image = std::move(*image);
  return {};
}

Status set_first_root(const RunInput& input, RunStart& start, const Digest& root) {
  if (start.saved != nullptr && root != start.first_root) {
    return bad_input(input.name + ": the run began on the root " + digest_to_hex(start.first_root) +
                     ", not on " + digest_to_hex(root) +
                     (input.state.empty() ? " (was it started with --state or --initial?)"
                                          : " as this state would have it"));
  }
  start.first_root = root;
  return {};
}

Status take_first_root(const Context& context, const RunInput& input, RunStart& start) {
  ZKMEM_ASSIGN_OR_RETURN(const Digest root, root_of_image(context, simd_poseidon2_batch(),
                                                          start.options.config, *start.first_image));
  return set_first_root(input, start, root);
}

// The head must be the version that the saved run's segment under way began on.
Status check_segment_root(const RunInput& input, const RunStart& start, const StateMemory& head) {
  const size_t finished = start.saved->state.segment_ends.size();
  if (!start.saved->segment_root) {
    return bad_input(
        fmt::format("{}: the run has {} finished segments that are in no state: it was started "
                    "without --state",
                    input.name, finished));
  }
  const Digest root = digest_of(*start.saved->segment_root);
  if (head.tree.root() == root) return {};
  return bad_input(fmt::format("{}: the run's segment {} began on the root {}, the state's last one is {}",
                               input.name, finished, digest_to_hex(root), digest_to_hex(head.tree.root())));
}

Status open_state(const Context& context, const RunInput& input, const StateCheck& check_state,
                  RunStart& start) {
  const Poseidon2Batch& hash = simd_poseidon2_batch();
  ZKMEM_ASSIGN_OR_RETURN(StateStore store, StateStore::open_or_create(input.state, start.options.config));
  ZKMEM_ASSIGN_OR_RETURN(const auto newest, store.head());
  if (newest) {
    ZKMEM_ASSIGN_OR_RETURN(const size_t pages, store.num_pages(*newest));
    ZKMEM_RETURN_IF_ERROR(check_state(pages));
  }
  ZKMEM_ASSIGN_OR_RETURN(StateMemory head, load_version(context, hash, store, newest));
  const size_t finished = start.saved == nullptr ? 0 : start.saved->state.segment_ends.size();
  if (finished == 0) {
    ZKMEM_RETURN_IF_ERROR(begin_on(input, head.image, start));
    ZKMEM_ASSIGN_OR_RETURN(head.tree, updated_tree(context, hash, start.options.config, head.tree, head.image,
                                                   *start.first_image));
    head.image = *start.first_image;
    ZKMEM_RETURN_IF_ERROR(set_first_root(input, start, head.tree.root()));
    if (start.saved == nullptr && head.version && head.version->phase == RunPhase::kUnderWay)
      start.abandoned = head.version;
  } else {
    ZKMEM_RETURN_IF_ERROR(check_segment_root(input, start, head));
    if (input.recorded) {
      ZKMEM_ASSIGN_OR_RETURN(const auto base, version_before(store, finished));
      ZKMEM_ASSIGN_OR_RETURN(const StateMemory before, load_version(context, hash, store, base));
      ZKMEM_RETURN_IF_ERROR(begin_on(input, before.image, start));
      ZKMEM_RETURN_IF_ERROR(take_first_root(context, input, start));
    }
  }
  std::vector<FileBytes> parts = {start.program_file};
  parts.insert(parts.end(), start.options.inputs.begin(), start.options.inputs.end());
  for (const RawBytes& raw : input.initial) parts.push_back(raw.bytes);
  start.versions =
      std::make_unique<RunVersions>(std::move(store), run_name("run", input.name, content_checksum(parts)),
                                    std::move(head.image), std::move(head.tree), finished);
  return {};
}

}  // namespace

Result<RunStart> start_run(const Context& context, RunInput input, const StateCheck& check_state) {
  ZKMEM_ASSIGN_OR_RETURN(RunStart start, input.saved_file ? saved_start(input) : fresh_start(input));
  // A saved run that goes on without record and state has no use for where it began.
  if (start.saved != nullptr && !input.recorded && input.state.empty() && input.initial.empty()) return start;
  ZKMEM_RETURN_IF_ERROR(start.options.config.validate());
  if (!input.state.empty()) {
    ZKMEM_RETURN_IF_ERROR(open_state(context, input, check_state, start));
  } else {
    ZKMEM_RETURN_IF_ERROR(begin_on(input, zero_memory(start.options.config).image, start));
    ZKMEM_RETURN_IF_ERROR(take_first_root(context, input, start));
  }
  return start;
}

Result<Machine> first_machine(const RunStart& start, MachineOptions options) {
  const bool goes_on = start.saved != nullptr && !options.record;
  if (goes_on) return Machine::resume(start.program, std::move(options), start.saved->state);
  return Machine::create(start.program, std::move(options), *start.first_image);
}

Result<StopReason> catch_up(const Context& context, const RunStart& start, Machine& machine,
                            const std::function<void()>& on_segment) {
  const MachineState& state = start.saved->state;
  StopReason reason = machine.run(context, state.instructions);
  while (reason == StopReason::kSegmentFull) {
    if (on_segment) on_segment();
    machine.next_segment();
    reason = machine.run(context, state.instructions - machine.instructions());
  }
  if (reason == StopReason::kCancelled) return cancelled();
  if (reason == StopReason::kMemoryLimit) return reason;
  const bool same = machine.instructions() == state.instructions && machine.pc() == state.pc &&
                    machine.clock() == state.clock && machine.image() == state.image;
  if (!same) return bad_input("the saved state is not what its program and inputs lead to");
  return reason;
}

Status commit_segment(const RunStart& start, const Machine& machine) {
  if (start.versions == nullptr) return {};
  const Result<StateVersion> version = start.versions->commit(
      Context{}, simd_poseidon2_batch(), machine.image(), {machine.pc(), machine.exit_code(), std::nullopt});
  return version.ok() ? Status() : version.error();
}

Result<Digest> root_now(const RunStart& start, const Machine& machine) {
  const Context context;  // who asked the program to stop still wants to know what it did
  const Poseidon2Batch& hash = simd_poseidon2_batch();
  if (start.versions == nullptr) return root_of_image(context, hash, machine.config(), machine.image());
  if (machine.exit_code()) return start.versions->tree().root();
  ZKMEM_ASSIGN_OR_RETURN(const MerkleTree tree,
                         updated_tree(context, hash, machine.config(), start.versions->tree(),
                                      start.versions->image(), machine.image()));
  return tree.root();
}

Bytes saved_run(const RunStart& start, const Machine& machine) {
  const auto words_of = [](const Digest& digest) {
    std::array<uint32_t, kDigestWidth> words{};
    std::ranges::transform(digest, words.begin(), [](BabyBear word) { return word.as_canonical(); });
    return words;
  };
  SavedRun run(machine.save());
  run.program_file = start.program_file;
  run.config = start.options.config;
  run.segment_accesses = start.options.segment_accesses;
  run.initial_root = words_of(start.first_root);
  if (start.versions != nullptr) run.segment_root = words_of(start.versions->tree().root());
  return rv32im::encode_saved_run(run);
}

}  // namespace zkmem
