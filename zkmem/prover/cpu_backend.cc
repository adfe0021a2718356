#include "zkmem/prover/backend.h"
#include "zkmem/prover/batch_constraints.h"
#include "zkmem/prover/stacked_commitment.h"
#include "zkmem/prover/stacked_reduction.h"
#include "zkmem/prover/whir.h"

namespace zkmem {
namespace {

class CpuCommittedTraces final : public CommittedTraces {
 public:
  Commitment root(size_t commitment) const override { return commitments[commitment].root(); }

  std::vector<StackedCommitment> commitments;
  std::vector<std::vector<bool>> need_rot;
};

class CpuBackend final : public ProverBackend {
 public:
  explicit CpuBackend(SelfCheck self_check) : self_check_(self_check) {}

  Status check_params(const SystemParams& params) const override { return check_encoder_params(params); }

  Result<std::unique_ptr<CommittedTraces>> commit(const Workspace& context, const SystemParams& params,
                                                  std::vector<CommitmentPlan> plans) const override {
    auto committed = std::make_unique<CpuCommittedTraces>();
    const Encoder encoder(params.log_stacked_height(), params.log_blowup, params.l_skip);
    for (size_t i = 0; i < plans.size(); ++i) {
      context.report("commit", static_cast<double>(i) / static_cast<double>(plans.size()));
      ZKMEM_ASSIGN_OR_RETURN(auto commitment, StackedCommitment::commit(
                                                  context, encoder, std::move(plans[i].layout),
                                                  std::move(plans[i].matrices), params.whir.k, params.hash));
      committed->commitments.push_back(std::move(commitment));
      committed->need_rot.push_back(std::move(plans[i].need_rot));
    }
    context.report("commit", 1);
    context.traces_are_idle();
    return std::unique_ptr<CommittedTraces>(std::move(committed));
  }

  Result<std::vector<Ext4>> prove_interactions(const Workspace& context, Transcript& transcript,
                                               const SystemParams& params,
                                               std::span<const ProverTrace> traces, const LogUpShape& shape,
                                               const LogUpChallenges& challenges,
                                               GkrProof& proof) const override {
    return prove_logup_gkr(context, transcript, traces, shape, params.l_skip, challenges, proof, self_check_);
  }

  Result<std::vector<Ext4>> prove_constraints(const Workspace& context, Transcript& transcript,
                                              const SystemParams& params, std::span<const ProverTrace> traces,
                                              std::span<const Ext4> xi, uint32_t n_logup, const Ext4& beta,
                                              BatchConstraintProof& proof) const override {
    return prove_batch_constraints(context, transcript, params, traces, xi, n_logup, beta, proof,
                                   self_check_);
  }

  Status prove_openings(const Workspace& context, Transcript& transcript, const SystemParams& params,
                        const CommittedTraces& committed, std::span<const Ext4> r, StackingProof& stacking,
                        WhirProof& whir) const override {
    const auto& own = static_cast<const CpuCommittedTraces&>(committed);
    std::vector<ReductionInput> inputs;
    for (size_t i = 0; i < own.commitments.size(); ++i)
      inputs.push_back({&own.commitments[i], own.need_rot[i]});
    ZKMEM_ASSIGN_OR_RETURN(const std::vector<Ext4> u,
                           prove_stacked_reduction(context, transcript, params, inputs, r, stacking));
    ZKMEM_RETURN_IF_ERROR(prove_whir(context, transcript, params, own.commitments, u, whir));
    context.report("whir", 1);
    return {};
  }

 private:
  SelfCheck self_check_;
};

}  // namespace

const ProverBackend& cpu_backend() {
  static const CpuBackend backend(SelfCheck::kOn);
  return backend;
}

const ProverBackend& unchecked_cpu_backend() {
  static const CpuBackend backend(SelfCheck::kOff);
  return backend;
}

}  // namespace zkmem
