#include "zkmem/sdk/execution/given_program.h"

#include "zkmem/hash/simd.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/rv32im/program_image.h"
#include "zkmem/sdk/execution/program_commitment.h"
#include "zkmem/statement/execution/statement.h"
#include "zkmem/statement/parameters.h"

namespace zkmem {
namespace {

Result<ProgramIdentity> table_of(const Context& context, const Program& program, const SystemParams& params) {
  ProgramIdentity identity;
  ZKMEM_ASSIGN_OR_RETURN(identity.commitment, program_commitment(context, program, params));
  identity.log_table_height = program.log_table_height();
  identity.start_pc = program.pc_start;
  return identity;
}

Result<CellImage> image_over_zeros(const Program& program, const MemoryConfig& config,
                                   std::span<const RawBytes> initial) {
  const CellImage zeros(config, BabyBear::kModulus);
  ZKMEM_ASSIGN_OR_RETURN(const CellImage below, rv32im::memory_below(program, config, zeros, initial));
  return rv32im::initial_image(program, config, below);
}

Result<SystemParams> params_of(const Claim& claim, size_t k) {
  return parameters_of(claim.parameters, claim.segment(k).log_stacked_height, claim.hash);
}

}  // namespace

Result<ProgramIdentity> identity_of(const Context& context, const Program& program,
                                    const MemoryConfig& config, const SystemParams& params,
                                    std::span<const RawBytes> initial) {
  ZKMEM_ASSIGN_OR_RETURN(ProgramIdentity identity, table_of(context, program, params));
  ZKMEM_ASSIGN_OR_RETURN(const CellImage image, image_over_zeros(program, config, initial));
  ZKMEM_ASSIGN_OR_RETURN(identity.image_root, root_of_image(context, simd_poseidon2_batch(), config, image));
  return identity;
}

Result<ProgramIdentity> global_identity_of(const Context& context, const Program& program,
                                           const MemoryConfig& config, const SystemParams& of_segments,
                                           const SystemParams& of_ends, std::span<const RawBytes> initial) {
  ZKMEM_ASSIGN_OR_RETURN(ProgramIdentity identity, table_of(context, program, of_segments));
  ZKMEM_ASSIGN_OR_RETURN(const CellImage image, image_over_zeros(program, config, initial));
  ZKMEM_ASSIGN_OR_RETURN(identity.start_image, start_image_of(context, image, of_ends));
  return identity;
}

const Statement& GivenProgram::statement() const { return execution_statement(); }

bool GivenProgram::is_of(const Statement& other) const { return KnownProgram({}).is_of(other); }

Result<Comparison> GivenProgram::compare(const Context& context, const Claim& claim,
                                         std::span<const AnyFacts> facts, bool pinned_start) const {
  ZKMEM_ASSIGN_OR_RETURN(const SystemParams params, params_of(claim, 0));
  ProgramIdentity identity;
  if (run_claim(claim).start()) {
    ZKMEM_ASSIGN_OR_RETURN(const SystemParams of_ends, params_of(claim, claim.first_of_ends()));
    ZKMEM_ASSIGN_OR_RETURN(identity,
                           global_identity_of(context, *program_, claim.config, params, of_ends, initial_));
  } else {
    ZKMEM_ASSIGN_OR_RETURN(identity, identity_of(context, *program_, claim.config, params, initial_));
  }
  ZKMEM_ASSIGN_OR_RETURN(
      Comparison compared,
      KnownProgram(identity, "the given program").compare(context, claim, facts, pinned_start));
  compared.has_given_bytes = !initial_.empty();
  return compared;
}

}  // namespace zkmem
