// What a dishonest prover would send: the same claim, with a proof of traces in which one byte of a sum is
// one more.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "zkmem/zkmem.h"

namespace packed_add {

// `honest` is the proof that it takes the claim from.
zkmem::Result<std::vector<uint8_t>> forged_sum(const zkmem::OwnMachine& machine, std::span<const uint8_t> elf,
                                               const zkmem::FinishedProof& honest,
                                               const zkmem::ProofOptions& options = {});

}  // namespace packed_add
