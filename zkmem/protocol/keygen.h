// Key generation: from a set of AIRs to the verifying key, byte for byte the reference's. Commitments of
// preprocessed traces are passed in (the prover makes them), so this needs no prover. Source: swirl.md
// section 5; stark-backend keygen/mod.rs (2.0.1).
#pragma once

#include <optional>
#include <span>

#include "zkmem/air/air.h"
#include "zkmem/base/result.h"
#include "zkmem/protocol/verifying_key.h"

namespace zkmem {

struct KeygenAir {
  const Air* air = nullptr;
  bool is_required = false;                      // absent from no proof
  std::optional<PreprocessedData> preprocessed;  // iff the AIR has preprocessed columns
};

// One entry an AIR, in the order given. Refuses, naming the AIR and both numbers: no columns, nothing to
// prove, empty or too long messages, a degree above the parameters', weights beyond 32 bits.
Result<VerifyingKey> generate_verifying_key(const SystemParams& params, std::span<const KeygenAir> airs);

// Per bus, the sum of what each AIR's rows can put on it must stay below p, so that no count wraps to 0
// (attack 4); and the total number of interactions below what the parameters allow. Constraints implied by
// others are left out.
Result<std::vector<TraceHeightConstraint>> trace_height_constraints(const SystemParams& params,
                                                                    std::span<const AirVerifyingKey> airs);

}  // namespace zkmem
