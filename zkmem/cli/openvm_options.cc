#include "zkmem/cli/openvm_options.h"

#include <cstdint>
#include <span>
#include <string_view>

#include <fmt/format.h>

#include "zkmem/base/file.h"
#include "zkmem/sdk/openvm_config.h"
#include "zkmem/statement/openvm/app_key.h"

namespace zkmem::cli {
namespace {

using DecodeKey = Result<AppKey> (*)(std::span<const uint8_t>);

Status read_key(KeyCache& keys, const std::string& path, DecodeKey decode,
                std::optional<ParameterChoice>& choice) {
  if (path.empty()) return {};
  ZKMEM_ASSIGN_OR_RETURN(const auto bytes, read_file(path));
  const Result<AppKey> key = decode(bytes);
  if (!key.ok()) return key.error().in(path);
  const Result<ParameterChoice> found = parameters_of_app_key(keys, *key);
  if (!found.ok()) return found.error().in(path);
  if (choice && choice->log_stacked_height != found->log_stacked_height) {
    return bad_input(fmt::format("{}: its stacked height is {}, the other key's is {}", path,
                                 *found->log_stacked_height, *choice->log_stacked_height));
  }
  choice = *found;
  return {};
}

}  // namespace

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
  std::optional<ParameterChoice> choice;
  if (!config_.empty()) {
    ZKMEM_ASSIGN_OR_RETURN(const auto bytes, read_file(config_));
    const Status checked =
        check_openvm_toml(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
    if (!checked.ok()) return checked.error().in(config_);
  }
  ZKMEM_RETURN_IF_ERROR(read_key(keys, verifying_key_, &decode_app_vk, choice));
  ZKMEM_RETURN_IF_ERROR(read_key(keys, proving_key_, &decode_app_pk, choice));
  if (!choice && !config_.empty())
    choice = ParameterChoice{ParameterFamily::kApp, kDefaultAppLogStackedHeight, HashSuite::kPoseidon2};
  return choice;
}

}  // namespace zkmem::cli
