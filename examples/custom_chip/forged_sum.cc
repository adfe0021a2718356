#include "forged_sum.h"

#include <algorithm>

#include "zkmem/protocol/proof_codec.h"
#include "zkmem/prover/backend.h"
#include "zkmem/prover/prove.h"
#include "zkmem/sdk/execution/input.h"
#include "zkmem/sdk/proving_statement.h"

namespace packed_add {

using namespace zkmem;

Result<std::vector<uint8_t>> forged_sum(const OwnMachine& machine, std::span<const uint8_t> elf,
                                        const FinishedProof& honest, const ProofOptions& options) {
  ExecutionInput input(FileBytes(elf.begin(), elf.end()));
  input.machine = &machine;
  ZKMEM_ASSIGN_OR_RETURN(input.parameters, parse_parameters(options.parameters, options.hash));
  const WorkFolder folder = WorkFolder::in_memory();
  KeyCache keys;
  std::vector<std::string> notes;
  ZKMEM_ASSIGN_OR_RETURN(const Plan plan, input.plan(options.context, keys, folder, notes));
  SegmentReport report;
  Stopwatch watch(report);
  ZKMEM_ASSIGN_OR_RETURN(const auto segment,
                         proving_side(machine.statement()).load(options.context, folder, plan, 0, watch));
  ZKMEM_RETURN_IF_ERROR(segment->fill(options.context, {}));

  // The machine's last chip is the extension's. The carry is no bit any more, and the next read finds another
  // value.
  ProvingInput traces = segment->input();
  const size_t chip = machine.definition().num_airs() - 1;
  const auto columns = machine.definition().air(chip).column_names();
  const auto column = static_cast<size_t>(std::ranges::find(columns, "a__0") - columns.begin());
  OwnedAirTraces changed;
  const ConstTraceView view = traces.back().common_main;
  changed.common_main = Trace(view.height(), view.width());
  std::copy_n(view.data(), view.height() * view.width(), changed.common_main.view().data());
  changed.common_main.at(0, column) += BabyBear::one();
  traces.back() = changed.view(chip);

  const Claim& claim = *plan.claim;
  ZKMEM_ASSIGN_OR_RETURN(const auto key, keys.key(claim.statement(), claim.config, claim.parameters,
                                                  plan.height(0), claim.hash));
  ProveOptions proving;
  proving.backend = &unchecked_cpu_backend();
  ZKMEM_ASSIGN_OR_RETURN(const Proof proof, prove(options.context, *key, traces, proving));
  ZkProof file = honest.proof;
  file.segment_proofs.front() = encode_proof(proof);
  return encode_zkproof(file);
}

}  // namespace packed_add
