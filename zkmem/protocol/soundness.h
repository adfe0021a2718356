// Security bits of the protocol, error term by error term: proven bounds, round by round; the total is the
// least of them. Proof-of-work bits count hash evaluations. Formulas as in the reference's calculator, which
// the interop tests compare with over all its production parameter sets. Sources: swirl.md section 16;
// stark-backend soundness/calculator.rs (2.0.1); WHIR (ePrint 2024/1586) theorem 5.2; BCHKS25 (TR25-169)
// theorem 1.5 for list decoding; Soundness of Interactions via LogUp, section 4.
#pragma once

#include <cstdint>

#include "zkmem/protocol/system_params.h"
#include "zkmem/protocol/verifying_key.h"

namespace zkmem {

// What is assumed of a statement.
struct StatementBounds {
  uint64_t max_constraints_per_air = 1;
  uint64_t num_airs = 1;
  uint32_t max_log_height = 0;
  uint64_t num_columns = 1;  // trace columns of all AIRs
  uint32_t n_logup = 0;      // logup leaves: 2^(l_skip + n_logup)
  friend bool operator==(const StatementBounds&, const StatementBounds&) = default;
};

// Bounds from counts of AIRs and interactions: n_logup is limited by both them and max_interaction_count.
uint32_t n_logup_bound(const SystemParams& params, uint64_t num_airs, uint64_t max_interactions_per_air,
                       uint32_t max_log_height);

// The worst statement that a key admits.
StatementBounds statement_bounds(const VerifyingKeyContent& key);

struct WhirSoundness {
  double mu_batching = 0;
  double fold_rbr = 0;        // proximity gap and sumcheck of a folding step together
  double proximity_gaps = 0;  // of which
  double sumcheck = 0;        // of which
  double ood_rbr = 0;         // infinite with a single round
  double shift_rbr = 0;       // queries and gamma batching of a round together
  double query = 0;           // of which
  double gamma_batching = 0;  // of which
};

struct Soundness {
  double logup = 0;
  double gkr_sumcheck = 0;
  double gkr_batching = 0;
  double zerocheck_sumcheck = 0;
  double constraint_batching = 0;
  double stacked_reduction = 0;
  double whir = 0;
  WhirSoundness whir_details;
  double total = 0;
};

Soundness calculate_soundness(const SystemParams& params, const StatementBounds& bounds);

// log2 of the size of the prover's list of candidates for the committed polynomials, 0 in unique decoding.
double log2_initial_list_size(const WhirProximity& proximity, uint32_t log_stacked_height,
                              uint32_t log_blowup);

// LogUp bits before proof of work.
double logup_bits_without_pow(uint32_t max_interaction_count, uint32_t log_max_message_length,
                              double log2_list_size);

// Bits of a multiset of tuples shown empty by a sum of counts over alpha + sum_i beta^i x_i being 0, for
// alpha and beta in the extension that are drawn when the tuples are fixed, behind so many bits of work: the
// sum's numerator is not 0, and no denominator is. `tuples` is how many are in the sum, `length` their
// fields.
double fingerprint_bits(uint64_t tuples, uint32_t length, uint32_t pow_bits);

// The largest part of a domain on which a word far from the code can agree with a codeword, in a WHIR round.
double max_agreement(const WhirProximity& proximity, uint32_t round, uint32_t log_inv_rate);

}  // namespace zkmem
