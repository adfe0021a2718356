// Which parameters a proof is made with: a family and the stacked height. Prover and verifier derive the
// values alike; nothing of them is read from a proof.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "zkmem/base/result.h"
#include "zkmem/protocol/verifying_key.h"
#include "zkmem/statement/claim.h"

namespace zkmem {

inline constexpr double kRequiredBits = 100;

// `--params app`, `app:H`, `weak`, `weak:H`. Without H the smallest height that fits is chosen.
struct ParameterChoice {
  ParameterFamily family = ParameterFamily::kApp;
  std::optional<uint32_t> log_stacked_height;
  HashSuite hash = HashSuite::kPoseidon2;  // an option of its own
};
Result<ParameterChoice> parse_parameters(std::string_view text);
std::string to_string(const ParameterChoice& choice);

// kWeak: the app set with a query a round and a bit of work each, for tests.
Result<SystemParams> parameters_of(ParameterFamily family, uint32_t log_stacked_height, HashSuite hash);

// Proven bits for the worst statement that the key admits.
double proven_bits(const VerifyingKey& key);

// The smallest height that holds every trace (`log_heights` by AIR of the key, empty: absent) and their total
// stacked width, and leaves at least one WHIR round; an error when no height does. `key` may be of any
// height.
Result<uint32_t> smallest_stacked_height(ParameterFamily family, const VerifyingKeyContent& key,
                                         std::span<const std::optional<uint32_t>> log_heights);

}  // namespace zkmem
