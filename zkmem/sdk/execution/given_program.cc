#include "zkmem/sdk/execution/given_program.h"

#include "zkmem/hash/simd.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/rv32im/machine.h"
#include "zkmem/sdk/execution/input.h"
#include "zkmem/statement/execution/statement.h"
#include "zkmem/statement/parameters.h"

namespace zkmem {

Result<ProgramIdentity> identity_of(const Context& context, const Program& program,
                                    const MemoryConfig& config, const SystemParams& params,
                                    std::span<const RawBytes> initial) {
  ProgramIdentity identity;
  ZKMEM_ASSIGN_OR_RETURN(identity.commitment, program_commitment(context, program, params));
  identity.log_table_height = program.log_table_height();
  identity.start_pc = program.pc_start;
  const CellImage zeros(config, BabyBear::kModulus);
  ZKMEM_ASSIGN_OR_RETURN(const CellImage below, rv32im::memory_below(program, config, zeros, initial));
  ZKMEM_ASSIGN_OR_RETURN(const CellImage image, rv32im::initial_image(program, config, below));
  ZKMEM_ASSIGN_OR_RETURN(identity.image_root, root_of_image(context, simd_poseidon2_batch(), config, image));
  return identity;
}

const Statement& GivenProgram::statement() const { return execution_statement(); }

Result<Comparison> GivenProgram::compare(const Context& context, const Claim& claim,
                                         std::span<const AnyFacts> facts, bool pinned_start) const {
  ZKMEM_ASSIGN_OR_RETURN(const SystemParams params,
                         parameters_of(claim.parameters, claim.segment(0).log_stacked_height, claim.hash));
  ZKMEM_ASSIGN_OR_RETURN(ProgramIdentity identity,
                         identity_of(context, *program_, claim.config, params, initial_));
  return KnownProgram(identity, "the given program").compare(context, claim, facts, pinned_start);
}

}  // namespace zkmem
