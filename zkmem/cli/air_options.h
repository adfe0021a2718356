// The options by which commands choose a set of AIRs: --vm, --profile, --config.
#pragma once

#include <string>

#include <CLI/CLI.hpp>

#include "zkmem/statement/air_catalog.h"

namespace zkmem::cli {

struct AirSetOptions {
  std::string vm;
  std::string profile;
  std::string config;
  bool is_given() const { return !vm.empty() || !profile.empty() || !config.empty(); }
};

void add_air_set_options(CLI::App* command, AirSetOptions& options);

// --vm rv32im or zkmem-rv32im, or the statement about logs under --profile (default hybrid) and --config.
Result<std::vector<CatalogAir>> choose_air_set(const AirSetOptions& options);

}  // namespace zkmem::cli
