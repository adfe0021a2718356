#include "zkmem/cli/run_setup.h"

#include <utility>

#include "zkmem/base/file.h"
#include "zkmem/cli/log_input.h"

namespace zkmem::cli {
namespace {

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

}  // namespace

Result<RunInput> read_run(const RunOptions& options) {
  if (options.program.empty() && options.resume.empty()) return bad_input("run needs a PROGRAM or --resume");
  RunInput input;
  input.name = options.source();
  if (!options.resume.empty()) {
    ZKMEM_ASSIGN_OR_RETURN(input.saved_file, read_file(options.resume));
  }
  if (!options.program.empty()) {
    input.program_name = options.program;
    ZKMEM_ASSIGN_OR_RETURN(input.program_file, read_file(options.program));
  }
  if (options.resume.empty()) {
    ZKMEM_ASSIGN_OR_RETURN(input.config, program_config(options));
    ZKMEM_ASSIGN_OR_RETURN(input.items, read_inputs(options));
    if (options.segment_accesses == 0) return bad_input("--segment-accesses must be at least 1");
    input.segment_accesses = options.segment_accesses;
  }
  ZKMEM_ASSIGN_OR_RETURN(input.initial, read_initial(options.initial));
  input.state = options.state;
  input.recorded = !options.log.empty();
  return input;
}

}  // namespace zkmem::cli
