// What `prove` and `plan` are given: a program with its input, or an access log. Told apart by content.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/cli/log_input.h"
#include "zkmem/sdk/execution/prover.h"
#include "zkmem/sdk/memory/prover.h"

namespace zkmem::cli {

struct ProveInputOptions {
  std::string input;
  std::string std_in;
  std::vector<std::string> inputs;
  LogInput log;  // of a log: --profile and --config
  std::string params = "app";
  std::string state;
  uint64_t segment_accesses = uint64_t{1} << 22;
};

using ProveInput = std::variant<ExecutionInput, MemoryInput>;

// Without the state's memory.
Result<ProveInput> read_prove_input(const ProveInputOptions& options);

// Tells one input from another: what a plan of it has as its checksum.
std::string checksum_of(const ProveInput& input);

// Of the memory that the proof is about.
MemoryConfig config_of(const ProveInput& input);

Result<Plan> plan_input(const Context& context, KeyCache& keys, const ProveInput& input,
                        const WorkFolder& folder, std::vector<std::string>& notes);

}  // namespace zkmem::cli
