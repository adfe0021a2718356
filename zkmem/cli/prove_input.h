// What `prove`, `plan` and `check` are given: a program with its input, or an access log, told apart by
// content.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/cli/hash_option.h"
#include "zkmem/cli/log_input.h"
#include "zkmem/cli/openvm_options.h"
#include "zkmem/sdk/statement_input.h"

namespace zkmem::cli {

struct ProveInputOptions {
  std::string input;
  std::string std_in;
  std::vector<std::string> inputs;
  LogInput log;        // of a log: --profile, --config and --memory
  std::string params;  // empty: what is usual for the hash
  HashOption hash;
  OpenVmOptions openvm;
  std::string state;
  bool initial_root = false;  // the proof says it: of global memory, which need not; likewise
  bool final_root = false;
  std::optional<uint64_t> segment_accesses;  // none: chosen
  std::optional<uint64_t> part_leaves;       // none: as many as fit
  std::optional<uint64_t> max_instructions;  // of a program
};

// --max-instructions
void add_instruction_limit(CLI::App& command, ProveInputOptions& options);

// Without the state's memory. Errors name the file. `keys` are those that keys of OpenVM's are compared with.
// With a context, for whoever proves, memory that nothing says is the cheaper one, which the context notes.
Result<std::unique_ptr<StatementInput>> read_prove_input(const ProveInputOptions& options, KeyCache& keys,
                                                         const Context* chooser = nullptr);

}  // namespace zkmem::cli
