// A program at hand, for comparing a proof with: its commitment at the proof's stacked height, where it
// starts, and the memory it is loaded into.
#pragma once

#include <span>

#include "zkmem/memory/model/raw_bytes.h"
#include "zkmem/protocol/system_params.h"
#include "zkmem/statement/execution/known_program.h"
#include "zkmem/vm/program.h"

namespace zkmem {

// As a proof between roots at these parameters names it. The memory is the program's over zeros and the bytes
// in `initial`.
Result<ProgramIdentity> identity_of(const Context& context, const Program& program,
                                    const MemoryConfig& config, const SystemParams& params,
                                    std::span<const RawBytes> initial = {});
// As a proof on global memory does, whose segments and ends have parameters of their own.
Result<ProgramIdentity> global_identity_of(const Context& context, const Program& program,
                                           const MemoryConfig& config, const SystemParams& of_segments,
                                           const SystemParams& of_ends,
                                           std::span<const RawBytes> initial = {});

class GivenProgram : public Subject {
 public:
  // The program must stay, and so must the bytes.
  explicit GivenProgram(const Program& program, std::span<const RawBytes> initial = {})
      : program_(&program), initial_(initial) {}

  const Statement& statement() const override;
  bool is_of(const Statement& other) const override;
  Result<Comparison> compare(const Context& context, const Claim& claim, std::span<const AnyFacts> facts,
                             bool pinned_start) const override;

 private:
  const Program* program_;
  std::span<const RawBytes> initial_;
};

}  // namespace zkmem
