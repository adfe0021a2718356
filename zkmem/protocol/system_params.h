// The parameters of one instance of the protocol. They are part of the verifying key; nothing in a proof
// chooses them. Source: swirl.md section 1; stark-backend config.rs and interaction/mod.rs (2.0.1) for names
// and field order.
#pragma once

#include <cstdint>
#include <vector>

#include "zkmem/hash/hash_suite.h"

namespace zkmem {

// How far from the code a committed word may be. Values are the reference's variant indices of its strategy.
struct WhirProximity {
  enum class Kind : uint8_t { kUniqueDecoding = 0, kSplitUniqueList = 1, kListDecoding = 2 };
  Kind kind = Kind::kUniqueDecoding;
  uint32_t m = 0;                 // multiplicity; kSplitUniqueList and kListDecoding
  uint32_t list_start_round = 0;  // kSplitUniqueList: unique decoding before this round

  static WhirProximity unique_decoding() { return {}; }
  static WhirProximity split_unique_list(uint32_t m, uint32_t start) {
    return {Kind::kSplitUniqueList, m, start};
  }
  static WhirProximity list_decoding(uint32_t m) { return {Kind::kListDecoding, m, 0}; }
  friend bool operator==(const WhirProximity&, const WhirProximity&) = default;
};

struct WhirRoundConfig {
  uint32_t num_queries = 0;
  friend bool operator==(const WhirRoundConfig&, const WhirRoundConfig&) = default;
};

struct WhirConfig {
  uint32_t k = 0;  // sumcheck rounds per WHIR round: 2^k values are folded into one
  std::vector<WhirRoundConfig> rounds;
  uint32_t mu_pow_bits = 0;
  uint32_t query_phase_pow_bits = 0;
  uint32_t folding_pow_bits = 0;
  WhirProximity proximity;  // how the queries were chosen; the verifier itself does not use it

  uint32_t num_rounds() const { return static_cast<uint32_t>(rounds.size()); }
  uint32_t num_sumcheck_rounds() const { return num_rounds() * k; }
  friend bool operator==(const WhirConfig&, const WhirConfig&) = default;
};

struct LogUpParams {
  uint32_t max_interaction_count = 0;
  uint32_t log_max_message_length = 0;
  uint32_t pow_bits = 0;
  friend bool operator==(const LogUpParams&, const LogUpParams&) = default;
};

struct SystemParams {
  uint32_t l_skip = 0;      // log size of the univariate domain D
  uint32_t n_stack = 0;     // dimension of the stacked hypercube
  uint32_t w_stack = 0;     // most stacked columns, over all commitments
  uint32_t log_blowup = 0;  // -log2 of the initial rate
  WhirConfig whir;
  LogUpParams logup;
  HashSuite hash = HashSuite::kPoseidon2;
  uint32_t max_constraint_degree = 0;  // over constraints, interaction counts and message fields of all AIRs

  uint32_t log_stacked_height() const { return l_skip + n_stack; }
  uint32_t log_final_poly_len() const { return log_stacked_height() - whir.num_sumcheck_rounds(); }
  // The log domain size of the codeword of WHIR round i.
  uint32_t log_domain(uint32_t round) const { return log_stacked_height() + log_blowup - round; }
  // Degree of the batched univariate round, and of the stacked one.
  uint64_t univariate_degree() const {
    return (uint64_t{max_constraint_degree} + 1) * ((uint64_t{1} << l_skip) - 1);
  }
  uint64_t stacking_univariate_degree() const { return 2 * ((uint64_t{1} << l_skip) - 1); }
  friend bool operator==(const SystemParams&, const SystemParams&) = default;
};

}  // namespace zkmem
