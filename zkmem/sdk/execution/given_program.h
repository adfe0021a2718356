// A program at hand, for comparing a proof with: its commitment at the proof's stacked height, where it
// starts, and the memory it is loaded into.
#pragma once

#include "zkmem/protocol/system_params.h"
#include "zkmem/statement/execution/known_program.h"
#include "zkmem/vm/program.h"

namespace zkmem {

// As a proof at these parameters names it.
Result<ProgramIdentity> identity_of(const Context& context, const Program& program,
                                    const MemoryConfig& config, const SystemParams& params);

class GivenProgram : public Subject {
 public:
  // The program must stay.
  explicit GivenProgram(const Program& program) : program_(&program) {}

  const Statement& statement() const override;
  Result<Comparison> compare(const Context& context, const Claim& claim, std::span<const AnyFacts> facts,
                             bool pinned_start) const override;

 private:
  const Program* program_;
};

}  // namespace zkmem
