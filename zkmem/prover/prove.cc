#include "zkmem/prover/prove.h"

#include <algorithm>
#include <bit>
#include <memory>
#include <optional>
#include <string>

#include "zkmem/protocol/schedule.h"
#include "zkmem/protocol/verifying_key_check.h"
#include "zkmem/prover/backend.h"
#include "zkmem/prover/grind.h"
#include "zkmem/prover/input_check.h"

namespace zkmem {
namespace {

// The present traces in trace order, with their places among the logup leaves.
std::vector<ProverTrace> prover_traces(const VerifyingKeyContent& key, const ProvingInput& input) {
  std::vector<ProverTrace> traces;
  uint64_t position = 0;
  for (const TraceShape& shape : trace_order(key.params.l_skip, log_heights(key, input))) {
    ProverTrace trace;
    trace.shape = shape;
    trace.key = &key.per_air[shape.air_id];
    trace.traces = &*std::find_if(input.begin(), input.end(),
                                  [&](const AirTraces& traces_of) { return traces_of.air == shape.air_id; });
    for (size_t s = 0; s < trace.interactions().size(); ++s, position += trace.lifted_height())
      trace.leaf_positions.push_back(position);
    trace.norm = BabyBear::from_u64(uint64_t{1} << (shape.lifted_log_height - shape.log_height)).inverse();
    traces.push_back(std::move(trace));
  }
  return traces;
}

// One commitment for all common mains, then one for each trace's preprocessed part and cached mains.
Result<std::vector<CommitmentPlan>> commitment_plans(const VerifyingKeyContent& key,
                                                     std::span<const ProverTrace> traces,
                                                     std::span<const TraceShape> shapes) {
  std::vector<CommitmentPlan> plans(1);
  for (const ProverTrace& trace : traces) {
    plans[0].matrices.push_back(trace.traces->common_main);
    plans[0].need_rot.push_back(trace.need_rot());
  }
  for (const ProverTrace& trace : traces) {
    const bool rot = trace.need_rot();
    if (trace.key->params.width.preprocessed) plans.push_back({{}, {trace.traces->preprocessed}, {rot}});
    for (const ConstTraceView& cached : trace.traces->cached_mains) plans.push_back({{}, {cached}, {rot}});
  }
  std::vector<StackedLayout> layouts = commitment_layouts(key, shapes);
  uint64_t width = 0;
  for (size_t i = 0; i < plans.size(); ++i) {
    width += layouts[i].width();
    plans[i].layout = std::move(layouts[i]);
  }
  if (width > key.params.w_stack) {
    return bad_input("the traces fill " + std::to_string(width) + " stacked columns, the key allows " +
                     std::to_string(key.params.w_stack));
  }
  return plans;
}

// Per trace: its first commitment after the common one.
std::vector<size_t> first_own_commitments(std::span<const ProverTrace> traces) {
  std::vector<size_t> first;
  size_t next = 1;
  for (const ProverTrace& trace : traces) {
    first.push_back(next);
    next += trace.traces->cached_mains.size() + (trace.key->params.width.preprocessed ? 1 : 0);
  }
  return first;
}

// What the transcript begins with: commitments, heights and public values. Fails if a preprocessed trace is
// not the key's.
Result<Proof> preamble(const VerifyingKeyContent& key, std::span<const ProverTrace> traces,
                       const CommittedTraces& committed) {
  Proof proof;
  proof.hash = key.params.hash;
  proof.common_main_commit = committed.root(0);
  proof.trace_vdata.resize(key.per_air.size());
  proof.public_values.resize(key.per_air.size());
  const std::vector<size_t> own = first_own_commitments(traces);
  for (size_t t = 0; t < traces.size(); ++t) {
    const ProverTrace& trace = traces[t];
    TraceVData data;
    data.log_height = trace.shape.log_height;
    size_t commitment = own[t];
    if (trace.key->preprocessed_data &&
        committed.root(commitment++) != trace.key->preprocessed_data->commit) {
      return bad_input("air " + std::to_string(trace.shape.air_id) +
                       ": the preprocessed trace's commitment is not the key's");
    }
    for (size_t i = 0; i < trace.traces->cached_mains.size(); ++i)
      data.cached_commitments.push_back(committed.root(commitment++));
    proof.trace_vdata[trace.shape.air_id] = std::move(data);
    proof.public_values[trace.shape.air_id] = trace.traces->public_values;
  }
  return proof;
}

}  // namespace

Result<Proof> prove(const Context& caller, const VerifyingKey& key, const ProvingInput& input,
                    const ProveOptions& options) {
  const VerifyingKeyContent& content = key.inner;
  const SystemParams& params = content.params;
  const ProverBackend& backend = options.backend != nullptr ? *options.backend : cpu_backend();
  if (const Status status = check_verifying_key(content); !status.ok())
    return status.error().in("verifying key");
  ZKMEM_RETURN_IF_ERROR(backend.check_params(params));
  ZKMEM_RETURN_IF_ERROR(check_proving_input(content, input));
  const uint64_t needed = proving_memory(key, input, caller.threads);
  ZKMEM_RETURN_IF_ERROR(check_budget(caller, "proving", needed));
  std::optional<WorkMemory> own_memory;
  if (options.memory == nullptr) own_memory.emplace(needed);
  const Workspace context(caller, options.memory != nullptr ? *options.memory : *own_memory,
                          options.traces_idle);
  const std::vector<ProverTrace> traces = prover_traces(content, input);
  std::vector<TraceShape> shapes;
  for (const ProverTrace& trace : traces) shapes.push_back(trace.shape);
  ZKMEM_ASSIGN_OR_RETURN(std::vector<CommitmentPlan> plans, commitment_plans(content, traces, shapes));
  ZKMEM_ASSIGN_OR_RETURN(const std::unique_ptr<CommittedTraces> committed,
                         backend.commit(context, params, std::move(plans)));

  ZKMEM_ASSIGN_OR_RETURN(Proof proof, preamble(content, traces, *committed));
  Transcript transcript(params.hash, options.log);
  schedule::observe_preamble(transcript, key, proof);

  const LogUpShape logup = logup_shape(content, shapes);
  ZKMEM_ASSIGN_OR_RETURN(proof.gkr_proof.logup_pow_witness,
                         grind(context, transcript, schedule::logup_work(params)));
  const LogUpChallenges challenges = schedule::logup_challenges(transcript);
  ZKMEM_ASSIGN_OR_RETURN(
      std::vector<Ext4> xi,
      backend.prove_interactions(context, transcript, params, traces, logup, challenges, proof.gkr_proof));
  schedule::complete_point(transcript, params.l_skip + std::max(max_n(shapes), logup.n_logup), xi);

  ZKMEM_ASSIGN_OR_RETURN(const std::vector<Ext4> r,
                         backend.prove_constraints(context, transcript, params, traces, xi, logup.n_logup,
                                                   challenges.beta, proof.batch_constraint_proof));
  ZKMEM_RETURN_IF_ERROR(backend.prove_openings(context, transcript, params, *committed, r,
                                               proof.stacking_proof, proof.whir_proof));
  return proof;
}

}  // namespace zkmem
