// For fuzz targets: honest proof files of each statement, with weak parameters, made when a target starts.
#pragma once

#include <algorithm>
#include <vector>

#include "zkmem/sdk/memory_global/input.h"
#include "zkmem/sdk/prove.h"
#include "zkmem/sdk/testing/dishonest_run.h"
#include "zkmem/sdk/testing/proven_log.h"

namespace zkmem::fuzz {

inline const Context& one_thread() {
  static const Context context = [] {
    Context made;
    made.threads = 1;
    return made;
  }();
  return context;
}

inline LogFile honest_log(BoundaryMode mode) {
  return testing::random_log(testing::tiny_config(MemoryProfile::kHybrid, mode), 3, 40);
}

// Calls `use` with an input of each statement, to be proven in two segments or more.
template <class Use>
void for_each_input(const Use& use) {
  MemoryInput log = testing::input_of(honest_log(BoundaryMode::kPersistent), 25);
  use(log);
  GlobalMemoryInput global = testing::global_input_of(honest_log(BoundaryMode::kGlobal), 25);
  use(global);
  GlobalMemoryInput rooted = testing::global_input_of(honest_log(BoundaryMode::kGlobal), 25);
  rooted.roots = {true, true};
  use(rooted);
  ExecutionInput run = testing::global_run_input(testing::accumulating_elf(5), 60, {{1, 2, 3}});
  use(run);
  ExecutionInput program(testing::accumulating_elf(5), {{1, 2, 3}});
  program.segment_accesses = 60;
  use(program);
}

// Plans and proves it in memory.
inline Plan prove_in_memory(StatementInput& input, HashSuite hash, const WorkFolder& folder) {
  input.parameters.family = ParameterFamily::kWeak;
  input.parameters.hash = hash;
  std::vector<std::string> notes;
  Plan plan = input.plan(one_thread(), testing::shared_keys(), folder, notes).value();
  ZKMEM_CHECK(prove_segments(one_thread(), testing::shared_keys(), folder, plan, {}).ok());
  return plan;
}

inline const std::vector<std::vector<uint8_t>>& honest_proofs() {
  static const std::vector<std::vector<uint8_t>> made = [] {
    std::vector<std::vector<uint8_t>> files;
    for_each_input([&](StatementInput& input) {
      // Every statement with the suite of its own proofs, the first with the reference's, too.
      for (const HashSuite hash : {HashSuite::kBlake3, HashSuite::kPoseidon2}) {
        if (hash == HashSuite::kPoseidon2 && !files.empty() && files.size() != 1) continue;
        const WorkFolder folder = WorkFolder::in_memory();
        const Plan plan = prove_in_memory(input, hash, folder);
        files.push_back(encode_zkproof(assemble(one_thread(), testing::shared_keys(), folder, plan).value()));
      }
    });
    return files;
  }();
  return made;
}

inline const std::vector<ZkProof>& decoded_honest_proofs() {
  static const std::vector<ZkProof> made = [] {
    std::vector<ZkProof> proofs;
    for (const auto& file : honest_proofs()) proofs.push_back(decode_zkproof(file).value());
    return proofs;
  }();
  return made;
}

// Whether an honest proof claims the same, to the word.
inline bool is_honest(const Claim& claim) {
  return std::ranges::any_of(decoded_honest_proofs(),
                             [&](const ZkProof& one) { return *one.claim == claim; });
}

}  // namespace zkmem::fuzz
