// Test support: real proofs of a run on global memory by a prover who does not look, from traces that a test
// has changed. He commits, draws the challenge and sums up as an honest one would, unless told otherwise.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "zkmem/rv32im/testing/forger.h"
#include "zkmem/sdk/execution/input.h"
#include "zkmem/statement/execution_global/claim.h"
#include "zkmem/statement/zkproof.h"

namespace zkmem::testing {

// A program that adds a word of its data, which is at kAccumulatedAt, to one 64 bytes behind in rounds, and
// reveals the sum: what it leaves depends on what it finds.
inline constexpr uint32_t kAccumulatedAt = 0x00300000;
std::vector<uint8_t> accumulating_elf(uint32_t word);

// With weak parameters, hashed with BLAKE3.
ExecutionInput global_run_input(std::vector<uint8_t> elf, uint64_t segment_accesses,
                                std::vector<std::vector<uint8_t>> items = {});

// Of an ELF: plan, segments, assembly.
ZkProof proven_global_run(const ExecutionInput& input, const Context& context = {});

class DishonestRun {
 public:
  explicit DishonestRun(const ExecutionInput& input);

  size_t ends() const { return proofs.size() - 1; }

  // Draws a challenge for the traces as they are, sums up, and proves. At each of these moments the traces
  // may be changed: when the challenge is drawn, and as they are proven.
  ZkProof prove(const Context& context = {}, const std::function<void(DishonestRun&)>& before_sums = {},
                const std::function<void(DishonestRun&)>& before_proofs = {});

  GlobalExecutionClaim claim;
  std::vector<rv32im::testing::Forger> proofs;  // of the segments, then of the ends

 private:
  bool is_forged(const rv32im::testing::Forger& proof) const;
  void draw_challenge(const Context& context);
  void sum_up(rv32im::testing::Forger& proof) const;

  std::shared_ptr<const std::vector<rv32im::testing::Forger>> honest_;  // `proofs` at first
};

inline GlobalExecutionClaim& global_run_of(ZkProof& proof) {
  return claim_as<GlobalExecutionClaim>(*proof.claim);
}

}  // namespace zkmem::testing
