// One matrix committed by itself. Verifiers compare programs and logs with this, so it needs none of the
// prover's phases.
#include <bit>
#include <cstdint>
#include <optional>
#include <string>

#include "zkmem/dft/encoder.h"
#include "zkmem/protocol/verifying_key_check.h"
#include "zkmem/prover/input_check.h"
#include "zkmem/prover/prove.h"
#include "zkmem/prover/stacked_commitment.h"

namespace zkmem {

Result<Commitment> commit_trace(const Context& caller, const SystemParams& params, ConstTraceView trace,
                                WorkMemory* memory) {
  ZKMEM_RETURN_IF_ERROR(check_system_params(params));
  ZKMEM_RETURN_IF_ERROR(check_encoder_params(params));
  if (trace.width() == 0 || !std::has_single_bit(trace.height()) ||
      trace.height() > uint64_t{1} << params.log_stacked_height()) {
    return bad_input("a trace of " + std::to_string(trace.height()) + " rows and " +
                     std::to_string(trace.width()) + " columns cannot be committed at the stacked height 2^" +
                     std::to_string(params.log_stacked_height()));
  }
  const StackedMatrix matrix = {static_cast<uint32_t>(trace.width()),
                                static_cast<uint32_t>(std::countr_zero(trace.height()))};
  StackedLayout layout = StackedLayout::stack(params.l_skip, params.log_stacked_height(), {&matrix, 1});
  const uint64_t needed = committing_memory(params, layout, caller.threads);
  ZKMEM_RETURN_IF_ERROR(check_budget(caller, "committing a trace", needed));
  if (needed > SIZE_MAX / 2) {  // where addresses have 32 bits
    return limit_reached("committing a trace needs " + std::to_string(needed) +
                         " bytes, this machine's addresses reach " + std::to_string(SIZE_MAX / 2));
  }
  std::optional<WorkMemory> own;
  if (memory == nullptr) memory = &own.emplace(needed);
  const Workspace context(caller, *memory);
  const Encoder encoder(params.log_stacked_height(), params.log_blowup, params.l_skip);
  context.report("commit", 0);
  ZKMEM_ASSIGN_OR_RETURN(
      const auto committed,
      StackedCommitment::commit(context, encoder, std::move(layout), {trace}, params.whir.k, params.hash));
  context.report("commit", 1);
  return committed.root();
}

}  // namespace zkmem
