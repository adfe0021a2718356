// Options for the files of `cargo openvm`: its keys and its configuration, which say what parameters are
// meant.
#pragma once

#include <optional>
#include <string>

#include "zkmem/base/result.h"
#include "zkmem/cli/command.h"
#include "zkmem/cli/file_at.h"
#include "zkmem/statement/keys.h"
#include "zkmem/statement/parameters.h"

namespace zkmem::cli {

class OpenVmOptions {
 public:
  // --app-vk and --app-pk; with `config`, --openvm-toml, too.
  void add(CLI::App& command, bool config);
  bool given() const { return !verifying_key_.empty() || !proving_key_.empty() || !config_.empty(); }
  verdict::GivenFile verifying_key() const { return file_at(verifying_key_); }
  verdict::GivenFile proving_key() const { return file_at(proving_key_); }
  // None if no file was given. Each file is read and checked; errors name it.
  Result<std::optional<ParameterChoice>> parameters(KeyCache& keys) const;

 private:
  std::string verifying_key_;
  std::string proving_key_;
  std::string config_;
};

}  // namespace zkmem::cli
