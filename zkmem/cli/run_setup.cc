#include "zkmem/cli/run_setup.h"

#include <algorithm>
#include <utility>

#include "zkmem/base/file.h"
#include "zkmem/field/babybear.h"
#include "zkmem/hash/digest_text.h"
#include "zkmem/hash/simd.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/rv32im/elf_loader.h"

namespace zkmem::cli {
namespace {

Result<std::shared_ptr<const Program>> load_program(const Bytes& file, const std::string& name) {
  auto program = rv32im::load_elf(file);
  if (!program.ok()) return program.error().in(name);
  return std::make_shared<const Program>(std::move(*program));
}

Result<MemoryConfig> program_config(const RunOptions& options) {
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
  std::transform(saved->initial_root.begin(), saved->initial_root.end(), start.first_root.begin(),
                 [](uint32_t word) { return BabyBear::from_canonical(word); });
  start.saved = std::make_unique<rv32im::SavedRun>(std::move(*saved));
  return start;
}

// The program on zero memory, or over what earlier runs left in the state.
Result<CellImage> first_image(const Context& context, const RunStart& start) {
  if (start.store == nullptr) return rv32im::initial_image(*start.program, start.options.config);
  ZKMEM_ASSIGN_OR_RETURN(const auto head, start.store->head());
  if (!head) return rv32im::initial_image(*start.program, start.options.config);
  ZKMEM_ASSIGN_OR_RETURN(const LoadedState last, start.store->load(context, simd_poseidon2_batch(), *head));
  return rv32im::initial_image(*start.program, start.options.config, last.image);
}

}  // namespace

Result<RunStart> start_run(const Context& context, const RunOptions& options) {
  if (options.program.empty() && options.resume.empty()) return bad_input("run needs a PROGRAM or --resume");
  ZKMEM_ASSIGN_OR_RETURN(RunStart start,
                         options.resume.empty() ? fresh_start(options) : saved_start(options));
  if (!options.state.empty()) {
    ZKMEM_RETURN_IF_ERROR(start.options.config.validate());
    ZKMEM_ASSIGN_OR_RETURN(StateStore store, StateStore::open_or_create(options.state, start.options.config));
    start.store = std::make_unique<StateStore>(std::move(store));
  }
  // A saved run that goes on without log and state has no use for where it began.
  if (start.saved != nullptr && options.log.empty() && options.state.empty()) return start;
  ZKMEM_RETURN_IF_ERROR(start.options.config.validate());
  auto image = first_image(context, start);
  if (!image.ok()) return image.error().in(options.source());
  ZKMEM_ASSIGN_OR_RETURN(const MerkleTree tree,
                         tree_of_image(context, simd_poseidon2_batch(), start.options.config, *image));
  if (start.saved != nullptr && tree.root() != start.first_root)
    return bad_input(
        options.resume + ": the run began on the root " + digest_to_hex(start.first_root) + ", not on " +
        digest_to_hex(tree.root()) +
        (options.state.empty() ? " (was it started with --state?)" : " as this state would have it"));
  start.first_root = tree.root();
  start.first_image = std::move(*image);
  return start;
}

}  // namespace zkmem::cli
