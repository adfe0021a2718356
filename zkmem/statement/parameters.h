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

// `--params app`, `fast`, `small` or `weak`, each also with `:H`. Without H a height that fits is chosen.
struct ParameterChoice {
  ParameterFamily family = ParameterFamily::kApp;
  std::optional<uint32_t> log_stacked_height;
  HashSuite hash = HashSuite::kPoseidon2;  // an option of its own
};
// Empty text: what is usual for the suite, app for poseidon2 and fast for blake3.
Result<ParameterChoice> parse_parameters(std::string_view text, HashSuite hash);
std::string to_string(const ParameterChoice& choice);
std::string_view to_string(ParameterFamily family);
// Whether a number in a file names a family.
bool is_parameter_family(uint8_t number);

// kWeak: the app set with a query a round and a bit of work each, for tests.
Result<SystemParams> parameters_of(ParameterFamily family, uint32_t log_stacked_height, HashSuite hash);

// Proven bits for the worst statement that the key admits.
double proven_bits(const VerifyingKey& key);

// The smallest height that holds every trace (`log_heights` by AIR of the key, empty: absent) and their total
// stacked width, and leaves at least one WHIR round; an error when no height does. `key` may be of any
// height.
Result<uint32_t> smallest_stacked_height(ParameterFamily family, const VerifyingKeyContent& key,
                                         std::span<const std::optional<uint32_t>> log_heights);

// About what a proof of these heights opens of its commitments, which is most of it. `key` may be of any
// height.
uint64_t opened_bytes(const VerifyingKeyContent& key, const SystemParams& params, uint32_t log_stacked_height,
                      std::span<const std::optional<uint32_t>> log_heights);

// The height that is chosen where none is asked for: the smallest one that fits, but for kSmall the next one
// if fewer bytes are opened there (half as many stacked columns against longer paths).
Result<uint32_t> usual_stacked_height(ParameterFamily family, const VerifyingKeyContent& key,
                                      std::span<const std::optional<uint32_t>> log_heights);

}  // namespace zkmem
