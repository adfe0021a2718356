#include "zkmem/cli/openvm_options.h"

#include <string_view>

#include "zkmem/base/file.h"
#include "zkmem/sdk/openvm_config.h"
#include "zkmem/verdict/options.h"

namespace zkmem::cli {
void OpenVmOptions::add(CLI::App& command, bool config) {
  command.add_option("--app-vk", verifying_key_,
                     "OpenVM's app.vk: use its parameters, and refuse a key that is not zkmem's");
  command.add_option("--app-pk", proving_key_, "Likewise OpenVM's app.pk");
  if (config) {
    command.add_option("--openvm-toml", config_,
                       "The program's openvm.toml: refuse a machine other than RV32IM with input and output");
  }
}

Result<std::optional<ParameterChoice>> OpenVmOptions::parameters(KeyCache& keys) const {
  if (!config_.empty()) {
    ZKMEM_ASSIGN_OR_RETURN(const auto bytes, read_file(config_));
    const Status checked =
        check_openvm_toml(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
    if (!checked.ok()) return checked.error().in(config_);
  }
  ZKMEM_ASSIGN_OR_RETURN(std::optional<ParameterChoice> choice,
                         verdict::app_parameters(keys, verifying_key(), proving_key()));
  if (!choice && !config_.empty())
    choice = ParameterChoice{ParameterFamily::kApp, kDefaultAppLogStackedHeight, HashSuite::kPoseidon2};
  return choice;
}

}  // namespace zkmem::cli
