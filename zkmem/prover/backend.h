// The seam behind which another device can stand. The coordinator (prove.cc) owns the statement, the preamble
// and the order of the phases; a backend commits traces and runs the phases, writing its messages to the
// transcript it is given. All messages are determined by key, traces and transcript, so every backend gives
// the same proof bytes: one test suite (backend_test.cc) holds for all. Backends are immutable; phases of
// different proofs may run at the same time.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/protocol/proof.h"
#include "zkmem/protocol/stacked_layout.h"
#include "zkmem/protocol/system_params.h"
#include "zkmem/protocol/trace_shape.h"
#include "zkmem/prover/logup_gkr.h"
#include "zkmem/prover/prover_trace.h"
#include "zkmem/prover/work_memory.h"
#include "zkmem/transcript/transcript.h"

namespace zkmem {

// What one commitment holds: matrices in the layout's order, and whether their AIRs look at next rows.
struct CommitmentPlan {
  StackedLayout layout;
  std::vector<ConstTraceView> matrices;
  std::vector<bool> need_rot;
};

// A backend's committed traces: at least their roots can be asked for.
class CommittedTraces {
 public:
  virtual ~CommittedTraces() = default;
  virtual Commitment root(size_t commitment) const = 0;
};

class ProverBackend {
 public:
  virtual ~ProverBackend() = default;

  // Asked first: kBadInput, with both numbers, for parameters that this backend has no kernels for.
  virtual Status check_params(const SystemParams& params) const = 0;
  // The traces must outlive the result.
  virtual Result<std::unique_ptr<CommittedTraces>> commit(const Workspace& context,
                                                          const SystemParams& params,
                                                          std::vector<CommitmentPlan> plans) const = 0;
  // The point xi; kRejected if the interactions do not balance.
  virtual Result<std::vector<Ext4>> prove_interactions(const Workspace& context, Transcript& transcript,
                                                       const SystemParams& params,
                                                       std::span<const ProverTrace> traces,
                                                       const LogUpShape& shape,
                                                       const LogUpChallenges& challenges,
                                                       GkrProof& proof) const = 0;
  // The point r of the column openings; kRejected if a constraint does not hold.
  virtual Result<std::vector<Ext4>> prove_constraints(const Workspace& context, Transcript& transcript,
                                                      const SystemParams& params,
                                                      std::span<const ProverTrace> traces,
                                                      std::span<const Ext4> xi, uint32_t n_logup,
                                                      const Ext4& beta,
                                                      BatchConstraintProof& proof) const = 0;
  // Opens what commit() returned at r: the stacked reduction, then WHIR.
  virtual Status prove_openings(const Workspace& context, Transcript& transcript, const SystemParams& params,
                                const CommittedTraces& committed, std::span<const Ext4> r,
                                StackingProof& stacking, WhirProof& whir) const = 0;
};

// Vectors of whatever instruction set the machine has, and the context's threads.
const ProverBackend& cpu_backend();
// The same without the self-checks: proves traces that break constraints or buses. For tests of verifiers.
const ProverBackend& unchecked_cpu_backend();

}  // namespace zkmem
