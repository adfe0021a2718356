#include "zkmem/sdk/proof_run.h"

#include <algorithm>

#include <fmt/format.h>

#include "zkmem/base/file.h"
#include "zkmem/hash/simd.h"
#include "zkmem/sdk/proven_versions.h"
#include "zkmem/sdk/proving_statement.h"
#include "zkmem/sdk/work_lock.h"
#include "zkmem/statement/key_check.h"
#include "zkmem/statement/verify.h"
#include "zkmem/store/state_store.h"

namespace zkmem {
namespace {

// Without what an earlier run left; proven segments are not thrown away unasked.
Status begin_anew(const WorkFolder& folder, bool restart) {
  ZKMEM_ASSIGN_OR_RETURN(const size_t proofs, folder.count_proofs());
  if (proofs > 0 && !restart) {
    return bad_input(fmt::format(
        "an earlier run left {} proven segment{} in '{}': go on with --resume, or discard {} with "
        "--restart",
        proofs, proofs == 1 ? "" : "s", folder.path(), proofs == 1 ? "it" : "them"));
  }
  return folder.clear();
}

// The work that all files of are in this folder.
Result<FinishedProof> run_in(const Context& context, KeyCache& keys, StatementInput& input,
                             const ProofRun& run, const WorkFolder& folder, std::optional<StateStore> store) {
  Result<Plan> plan = make_plan(context, keys, input, run, folder, store);
  if (!plan.ok()) {
    if (!run.resume) static_cast<void>(folder.remove());
    return plan.error();
  }
  std::optional<ProvenVersions> versions;
  if (store) {
    ZKMEM_ASSIGN_OR_RETURN(versions, ProvenVersions::open(Context{}, *std::move(store), folder, *plan,
                                                          run_name("prove", run.name, plan->input_checksum)));
  }
  if (run.on_planned) run.on_planned(*plan);
  ProveEvents events;
  events.on_segment = run.on_segment;
  const bool as_a_whole = proving_side(plan->claim->statement()).proven_as_a_whole();
  if (versions && !as_a_whole) {
    events.on_proven = [&](size_t index, const Claim& claim) {
      return versions->commit(Context{}, folder, *plan, index, claim);
    };
  }
  Result<ProveReport> report = prove_segments(context, keys, folder, *plan, events);
  if (!report.ok()) {
    if (const auto proofs = folder.count_proofs(); !run.output.empty() && proofs.ok() && *proofs > 0)
      context.note("finished segments are kept in " + folder.path() + ": go on with --resume");
    return report.error();
  }
  ZKMEM_ASSIGN_OR_RETURN(ZkProof proof, assemble(context, keys, folder, *plan));
  for (size_t k = 0; versions && as_a_whole && k < plan->segments.size(); ++k)
    ZKMEM_RETURN_IF_ERROR(versions->commit(Context{}, folder, *plan, k, *proof.claim));
  ZKMEM_ASSIGN_OR_RETURN(const auto used, segment_keys(keys, *proof.claim));
  std::vector<uint8_t> bytes;
  if (run.encode) {
    ZKMEM_ASSIGN_OR_RETURN(bytes, run.encode(proof));
  } else {
    bytes = encode_zkproof(proof);
  }
  ZKMEM_ASSIGN_OR_RETURN(const double argument, argument_bits(proof));
  return FinishedProof{std::move(proof), std::move(bytes), *std::move(plan), *std::move(report),
                       std::min(weakest_bits(used), argument)};
}

}  // namespace

Result<std::optional<StateStore>> open_state(const std::string& folder, const MemoryConfig& config) {
  if (folder.empty()) return std::optional<StateStore>();
  ZKMEM_ASSIGN_OR_RETURN(StateStore store, StateStore::open_or_create(folder, config));
  return std::optional<StateStore>(std::move(store));
}

Result<Plan> make_plan(const Context& context, KeyCache& keys, StatementInput& input, const ProofRun& run,
                       const WorkFolder& folder, const std::optional<StateStore>& store) {
  if (run.resume && folder.has_plan()) return resumed_plan(folder, input, store.has_value());
  if (store) {
    ZKMEM_ASSIGN_OR_RETURN(input.state, load_head(context, simd_poseidon2_batch(), *store));
  }
  std::vector<std::string> notes;
  Result<Plan> plan = input.plan(context, keys, folder, notes);
  for (const std::string& note : notes) context.note(note);
  if (!plan.ok() && !run.name.empty()) return plan.error().in(run.name);
  return plan;
}

Result<FinishedProof> run_proof(const Context& context, KeyCache& keys, StatementInput& input,
                                const ProofRun& run) {
  ZKMEM_ASSIGN_OR_RETURN(std::optional<StateStore> store, open_state(run.state, input.config()));
  if (run.output.empty()) return run_in(context, keys, input, run, WorkFolder::in_memory(), std::move(store));
  ZKMEM_ASSIGN_OR_RETURN(const WorkFolder folder, WorkFolder::create(run.output + ".work"));
  // This process's alone, and no folder of something else. Refused, it is left as it was.
  ZKMEM_RETURN_IF_ERROR(folder.check_only_work());
  ZKMEM_ASSIGN_OR_RETURN(const WorkLock lock, WorkLock::whole(folder.path()));
  if (!run.resume) ZKMEM_RETURN_IF_ERROR(begin_anew(folder, run.restart));
  ZKMEM_ASSIGN_OR_RETURN(FinishedProof finished, run_in(context, keys, input, run, folder, std::move(store)));
  ZKMEM_RETURN_IF_ERROR(write_file(run.output, finished.bytes));
  ZKMEM_RETURN_IF_ERROR(folder.remove());
  return finished;
}

}  // namespace zkmem
