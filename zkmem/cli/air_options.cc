#include "zkmem/cli/air_options.h"

namespace zkmem::cli {

void add_air_set_options(CLI::App* command, AirSetOptions& options) {
  auto* vm =
      command->add_option("--vm", options.vm, "a machine's AIRs: OpenVM's, or the same on global memory")
          ->check(CLI::IsMember({"rv32im", "zkmem-rv32im"}));
  command->add_option("--profile", options.profile, "AIRs of the statement about access logs")
      ->check(CLI::IsMember({"hybrid", "openvm-v1", "openvm-v2"}))
      ->excludes(vm);
  command->add_option("--config", options.config, "memory configuration (JSON)")->excludes(vm);
}

Result<std::vector<CatalogAir>> choose_air_set(const AirSetOptions& options) {
  if (options.vm == "zkmem-rv32im") return machine_air_set(rv32im::MachineMemory::kGlobal);
  if (!options.vm.empty()) return machine_air_set();
  const std::optional<MemoryProfile> profile = parse_profile(options.profile);
  if (options.config.empty())
    return memory_air_set(default_log_config(profile.value_or(MemoryProfile::kHybrid)));
  ZKMEM_ASSIGN_OR_RETURN(const MemoryConfig config, load_memory_config(options.config, profile));
  return memory_air_set(config);
}

}  // namespace zkmem::cli
