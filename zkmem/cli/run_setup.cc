#include "zkmem/cli/run_setup.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "zkmem/base/file.h"
#include "zkmem/cli/log_input.h"
#include "zkmem/field/babybear.h"
#include "zkmem/hash/digest_text.h"
#include "zkmem/hash/simd.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/rv32im/program_file.h"
#include "zkmem/sdk/work_folder.h"

namespace zkmem::cli {
namespace {

Result<std::shared_ptr<const Program>> load_program(const Bytes& file, const std::string& name) {
  auto program = rv32im::load_named_program(file, name);
  if (!program.ok()) return program.error().in(name);
  return std::make_shared<const Program>(std::move(*program));
}

Result<MemoryConfig> program_config(const RunOptions& options) {
  const auto profile = parse_profile(options.profile);
  if (!options.profile.empty() && !profile)
    return bad_input("--profile '" + options.profile + "': must be openvm-v1, openvm-v2 or hybrid");
  if (!options.config.empty()) return load_memory_config(options.config, profile);
  MemoryConfig config = MemoryConfig::openvm_v2_default();
  if (profile) config.put_under(*profile);
  return config;
}

Result<std::vector<Bytes>> read_inputs(const RunOptions& options) {
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

Result<RunStart> fresh_start(const RunOptions& options) {
  RunStart start;
  ZKMEM_ASSIGN_OR_RETURN(start.program_file, read_file(options.program));
  ZKMEM_ASSIGN_OR_RETURN(start.program, load_program(start.program_file, options.program));
  ZKMEM_ASSIGN_OR_RETURN(start.options.config, program_config(options));
  ZKMEM_ASSIGN_OR_RETURN(start.options.inputs, read_inputs(options));
  if (options.segment_accesses == 0) return bad_input("--segment-accesses must be at least 1");
  start.options.segment_accesses = options.segment_accesses;
  return start;
}

Digest digest_of(const std::array<uint32_t, kDigestWidth>& words) {
  Digest digest;
  std::transform(words.begin(), words.end(), digest.begin(),
                 [](uint32_t word) { return BabyBear::from_canonical(word); });
  return digest;
}

Result<RunStart> saved_start(const RunOptions& options) {
  ZKMEM_ASSIGN_OR_RETURN(const Bytes file, read_file(options.resume));
  auto saved = rv32im::decode_saved_run(file);
  if (!saved.ok()) return saved.error().in(options.resume);
  RunStart start;
  start.program_file = saved->program_file;
  if (!options.program.empty()) {
    ZKMEM_ASSIGN_OR_RETURN(const Bytes given, read_file(options.program));
    if (given != start.program_file)
      return bad_input(options.program + " is not the program that " + options.resume + " was saved from");
  }
  ZKMEM_ASSIGN_OR_RETURN(start.program, load_program(start.program_file, options.resume));
  start.options.config = saved->config;
  start.options.segment_accesses = saved->segment_accesses;
  start.options.inputs = saved->state.streams.items();
  start.first_root = digest_of(saved->initial_root);
  start.saved = std::make_unique<rv32im::SavedRun>(std::move(*saved));
  return start;
}

// The memory that the program starts on, written over what earlier runs left.
Status begin_on(const RunOptions& options, const CellImage& before, RunStart& start) {
  ZKMEM_ASSIGN_OR_RETURN(const CellImage below,
                         rv32im::memory_below(*start.program, start.options.config, before, start.initial));
  auto image = rv32im::initial_image(*start.program, start.options.config, below);
  if (!image.ok()) return image.error().in(options.source());
  start.first_image = std::move(*image);
  return {};
}

Status set_first_root(const RunOptions& options, RunStart& start, const Digest& root) {
  if (start.saved != nullptr && root != start.first_root) {
    return bad_input(options.resume + ": the run began on the root " + digest_to_hex(start.first_root) +
                     ", not on " + digest_to_hex(root) +
                     (options.state.empty() ? " (was it started with --state or --initial?)"
                                            : " as this state would have it"));
  }
  start.first_root = root;
  return {};
}

Status take_first_root(const Context& context, const RunOptions& options, RunStart& start) {
  ZKMEM_ASSIGN_OR_RETURN(const Digest root, root_of_image(context, simd_poseidon2_batch(),
                                                          start.options.config, *start.first_image));
  return set_first_root(options, start, root);
}

// The head must be the version that the saved run's segment under way began on.
Status check_segment_root(const RunOptions& options, const RunStart& start, const StateMemory& head) {
  const size_t finished = start.saved->state.segment_ends.size();
  if (!start.saved->segment_root) {
    return bad_input(
        fmt::format("{}: the run has {} finished segments that are in no state: it was started "
                    "without --state",
                    options.resume, finished));
  }
  const Digest root = digest_of(*start.saved->segment_root);
  if (head.tree.root() == root) return {};
  return bad_input(fmt::format("{}: the run's segment {} began on the root {}, the state's last one is {}",
                               options.resume, finished, digest_to_hex(root),
                               digest_to_hex(head.tree.root())));
}

Status open_state(const Context& context, const RunOptions& options, const StateCheck& check_state,
                  RunStart& start) {
  const Poseidon2Batch& hash = simd_poseidon2_batch();
  ZKMEM_ASSIGN_OR_RETURN(StateStore store, StateStore::open_or_create(options.state, start.options.config));
  ZKMEM_ASSIGN_OR_RETURN(const auto newest, store.head());
  if (newest) {
    ZKMEM_ASSIGN_OR_RETURN(const size_t pages, store.num_pages(*newest));
    ZKMEM_RETURN_IF_ERROR(check_state(pages));
  }
  ZKMEM_ASSIGN_OR_RETURN(StateMemory head, load_version(context, hash, store, newest));
  const size_t finished = start.saved == nullptr ? 0 : start.saved->state.segment_ends.size();
  if (finished == 0) {
    ZKMEM_RETURN_IF_ERROR(begin_on(options, head.image, start));
    ZKMEM_ASSIGN_OR_RETURN(head.tree, updated_tree(context, hash, start.options.config, head.tree, head.image,
                                                   *start.first_image));
    head.image = *start.first_image;
    ZKMEM_RETURN_IF_ERROR(set_first_root(options, start, head.tree.root()));
    if (start.saved == nullptr && head.version && head.version->phase == RunPhase::kUnderWay)
      start.abandoned = head.version;
  } else {
    ZKMEM_RETURN_IF_ERROR(check_segment_root(options, start, head));
    if (!options.log.empty()) {
      ZKMEM_ASSIGN_OR_RETURN(const auto base, version_before(store, finished));
      ZKMEM_ASSIGN_OR_RETURN(const StateMemory before, load_version(context, hash, store, base));
      ZKMEM_RETURN_IF_ERROR(begin_on(options, before.image, start));
      ZKMEM_RETURN_IF_ERROR(take_first_root(context, options, start));
    }
  }
  std::vector<FileBytes> parts = {start.program_file};
  parts.insert(parts.end(), start.options.inputs.begin(), start.options.inputs.end());
  for (const RawBytes& raw : start.initial) parts.push_back(raw.bytes);
  start.versions = std::make_unique<RunVersions>(std::move(store),
                                                 run_name("run", options.source(), content_checksum(parts)),
                                                 std::move(head.image), std::move(head.tree), finished);
  return {};
}

}  // namespace

Result<RunStart> start_run(const Context& context, const RunOptions& options, const StateCheck& check_state) {
  if (options.program.empty() && options.resume.empty()) return bad_input("run needs a PROGRAM or --resume");
  ZKMEM_ASSIGN_OR_RETURN(RunStart start,
                         options.resume.empty() ? fresh_start(options) : saved_start(options));
  ZKMEM_ASSIGN_OR_RETURN(start.initial, read_initial(options.initial));
  // A saved run that goes on without log and state has no use for where it began.
  if (start.saved != nullptr && options.log.empty() && options.state.empty() && start.initial.empty())
    return start;
  ZKMEM_RETURN_IF_ERROR(start.options.config.validate());
  if (!options.state.empty()) {
    ZKMEM_RETURN_IF_ERROR(open_state(context, options, check_state, start));
  } else {
    ZKMEM_RETURN_IF_ERROR(begin_on(options, zero_memory(start.options.config).image, start));
    ZKMEM_RETURN_IF_ERROR(take_first_root(context, options, start));
  }
  return start;
}

}  // namespace zkmem::cli
