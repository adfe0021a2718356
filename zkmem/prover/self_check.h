// Whether the prover looks at what it proves. It can tell cheaply: the sum of all interactions' fractions and
// the batched sum of all constraints are at hand. Off, it goes on and makes a proof that the verifier must
// refuse: what a dishonest prover sends, for tests of the verifier.
#pragma once

#include <cstdint>

namespace zkmem {

enum class SelfCheck : uint8_t { kOn, kOff };

}  // namespace zkmem
