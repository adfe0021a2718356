// The options of `zkmem run`, and the files that they name.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/sdk/run_start.h"

namespace zkmem::cli {

struct RunOptions {
  std::string program;
  std::string stdin_path;
  std::vector<std::string> inputs;
  uint64_t segment_accesses = rv32im::kDefaultSegmentAccesses;
  std::string profile;
  std::string config;
  std::string state;
  std::string log;
  uint64_t max_instructions = UINT64_MAX;
  std::string save;
  std::string resume;
  std::string budget;
  std::vector<std::string> initial;
  bool exit_code = false;
  bool json = false;

  // For messages: the file that the run comes from.
  const std::string& source() const { return resume.empty() ? program : resume; }
};

// What they say, with the files read.
Result<RunInput> read_run(const RunOptions& options);

}  // namespace zkmem::cli
