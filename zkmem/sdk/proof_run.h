// From an input to a finished proof in one go: what `zkmem prove` and the library's front door do. Unfinished
// work stands beside the output and is gone when the proof is written, or it stays in memory.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/sdk/plan.h"
#include "zkmem/sdk/prove.h"
#include "zkmem/sdk/statement_input.h"
#include "zkmem/statement/keys.h"
#include "zkmem/statement/zkproof.h"
#include "zkmem/store/state_store.h"

namespace zkmem {

struct ProofRun {
  std::string output;    // the proof's file, "OUTPUT.work" is the unfinished work; empty: all stays in memory
  bool resume = false;   // keep the finished segments of an interrupted run of the same input
  bool restart = false;  // discard them; neither: they are an error
  std::string state;  // folder of the persistent state to go on from; each proven segment leaves a version,
                      // in global memory the whole, once it is checked
  std::string name;   // of the input, for messages and the state's notes

  // What is written of the proof; empty: its proof file.
  std::function<Result<std::vector<uint8_t>>(const ZkProof&)> encode;

  std::function<void(const Plan&)> on_planned;                 // may be empty
  std::function<void(size_t index, size_t count)> on_segment;  // before each segment; may be empty
};

struct FinishedProof {
  ZkProof proof;
  std::vector<uint8_t> bytes;  // the proof's file
  Plan plan;
  ProveReport report;
  double proven_bits = 0;
};

// An error leaves the finished segments in the folder, which a note of the context says.
Result<FinishedProof> run_proof(const Context& context, KeyCache& keys, StatementInput& input,
                                const ProofRun& run);

// The state in `folder`, locked for writing; a folder without one becomes an empty state. No folder: none.
Result<std::optional<StateStore>> open_state(const std::string& folder, const MemoryConfig& config);

// Plans into the folder, over the head of the state if there is one; with `resume`, a plan of the same input
// that is there already is kept.
Result<Plan> make_plan(const Context& context, KeyCache& keys, StatementInput& input, const ProofRun& run,
                       const WorkFolder& folder, const std::optional<StateStore>& store);

}  // namespace zkmem
