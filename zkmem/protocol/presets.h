// The parameter sets in use, and how they are derived from a security target.
// Source: swirl.md section 1; stark-sdk config/mod.rs and log_up_params.rs, stark-backend config.rs (2.0.1).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/protocol/soundness.h"
#include "zkmem/protocol/system_params.h"

namespace zkmem {

// What the number of rounds and queries is derived from.
struct WhirTarget {
  uint32_t k = 0;
  uint32_t max_log_final_poly_len = 0;
  uint32_t query_phase_pow_bits = 0;
  uint32_t folding_pow_bits = 0;
  uint32_t mu_pow_bits = 0;
  WhirProximity proximity;
};
// As many queries per round as bring its query error, with its proof of work, to security_bits.
WhirConfig derive_whir_config(uint32_t log_blowup, uint32_t log_stacked_height, const WhirTarget& target,
                              uint32_t security_bits);

// LogUp parameters with at least 100 bits after the union over the list of candidates.
LogUpParams derive_logup_params(double log2_list_size);

// 100 bits of proven security under the bounds of preset_bounds().
inline constexpr uint32_t kMinAppLogStackedHeight = 11;  // below, no WHIR round is left
inline constexpr uint32_t kMaxAppLogStackedHeight = 24;
Result<SystemParams> app_params(uint32_t log_stacked_height);
// Likewise 100 bits, at the same heights, but not OpenVM's: for proofs that programs verify, few bytes of
// which should be opened rows. From some round on, list decoding takes fewer queries; its bounds leave less
// for the proximity gaps and the out-of-domain samples, the more so the larger the codewords, so that where
// it begins depends on the height. `fast` has the blow-up of `app`, `small` one of 8.
Result<SystemParams> fast_params(uint32_t log_stacked_height);
Result<SystemParams> small_params(uint32_t log_stacked_height);
SystemParams leaf_params();
SystemParams internal_params();
SystemParams root_params();
SystemParams hook_params();

// For tests only: a few bits of security. The final polynomial's log length is (l_skip + n_stack) mod k.
SystemParams test_small_params(uint32_t l_skip, uint32_t n_stack, uint32_t k);

// A preset by name: app (height 24), app:H, likewise fast and small, leaf, internal, root, hook, test (=
// test_small_params(2, 8, 3)).
Result<SystemParams> named_params(std::string_view name);

// The names of all production sets: app:15 … app:24, likewise fast and small, leaf, internal, root, hook.
std::vector<std::string> production_params();

// What a preset's security is stated for.
StatementBounds preset_bounds(std::string_view name, const SystemParams& params);

}  // namespace zkmem
