// The folder of --keep: proofs that attacks made, and proofs.json, which says of each what it is and with
// which arguments `zkmem verify` is asked about it there.
#pragma once

#include <string>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "zkmem/base/result.h"

namespace zkmem::cli {

void add_keep_option(CLI::App& command, std::string& folder, const std::string& what);

// Does nothing where no folder is given.
class KeptFiles {
 public:
  explicit KeptFiles(std::string folder) : folder_(std::move(folder)) {}

  // Makes the folder, which must not be there: what it holds in the end are these proofs alone.
  Status begin() const;
  void add(nlohmann::ordered_json one) { list_.push_back(std::move(one)); }
  // Writes the list.
  Status finish() const;

 private:
  std::string folder_;
  nlohmann::ordered_json list_ = nlohmann::ordered_json::array();
};

}  // namespace zkmem::cli
