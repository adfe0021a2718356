#include "zkmem/sdk/execution/program_commitment.h"

#include <bit>

#include "zkmem/memory/traces/ledger_trace.h"
#include "zkmem/prover/prove.h"
#include "zkmem/vm/chips/system_chips.h"

namespace zkmem {

Result<StartImage> start_image_of(const Context& context, const CellImage& image,
                                  const SystemParams& params) {
  const Trace table = start_image_table(context, image);
  ZKMEM_ASSIGN_OR_RETURN(const Commitment commitment, commit_trace(context, params, table.view()));
  return StartImage{commitment, static_cast<uint32_t>(std::countr_zero(table.height()))};
}

Result<Commitment> program_commitment(const Context& context, const Program& program,
                                      const SystemParams& params) {
  const Trace table = program_table(program);
  return commit_trace(context, params, table.view());
}

}  // namespace zkmem
