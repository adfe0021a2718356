#include "zkmem/protocol/soundness.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <initializer_list>
#include <limits>

#include "zkmem/field/ext4.h"

namespace zkmem {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kFieldOrder = BabyBear::kModulus;

double extension_bits() { return static_cast<double>(Ext4::kDegree) * std::log2(kFieldOrder); }

// A count of 0 (a batch of one word, no interactions) is charged like 1: less than the error it stands for
// would be an infinity that another infinity could cancel.
double log2_of(uint64_t n) { return std::log2(static_cast<double>(std::max<uint64_t>(n, 1))); }

// The least of several terms, all of which count: std::min loses a term that is not a number.
double least(std::initializer_list<double> terms) {
  double bits = kInfinity;
  for (const double term : terms) bits = term >= bits ? bits : std::isnan(term) ? -kInfinity : term;
  return bits;
}

uint32_t ceil_log2(uint64_t n) { return n <= 1 ? 0 : static_cast<uint32_t>(std::bit_width(n - 1)); }

// log2(2^x + 2^y)
double log2_sum(double x, double y) {
  const double high = std::max(x, y);
  if (std::isinf(high)) return high;
  return high + std::log2(1.0 + std::exp2(std::min(x, y) - high));
}

// Bits of two error probabilities added.
double either(double bits_a, double bits_b) { return -log2_sum(-bits_a, -bits_b); }

// A uniform field element mod 2^bits: residues below p mod 2^bits come up once more often. Zero always does,
// so that a proof of work of `bits` bits is worth slightly less.
double effective_pow_bits(uint32_t bits) {
  if (bits == 0) return 0.0;
  return -std::log2((std::floor(kFieldOrder / std::exp2(bits)) + 1.0) / kFieldOrder);
}

// Unique decoding, or list decoding with multiplicity m >= 1.
struct Regime {
  bool list = false;
  double m = 1.0;
};

Regime regime_in_round(const WhirProximity& proximity, uint32_t round) {
  const Regime list{true, static_cast<double>(std::max<uint32_t>(proximity.m, 1))};
  switch (proximity.kind) {
    case WhirProximity::Kind::kUniqueDecoding:
      return {};
    case WhirProximity::Kind::kSplitUniqueList:
      return round < proximity.list_start_round ? Regime{} : list;
    case WhirProximity::Kind::kListDecoding:
      return list;
  }
  return {};
}

double agreement(const Regime& regime, uint32_t log_inv_rate) {
  const double rho = std::exp2(-static_cast<double>(log_inv_rate));
  const double value = regime.list ? std::sqrt(rho) * (1.0 + 1.0 / (2.0 * regime.m)) : (1.0 + rho) / 2.0;
  return std::clamp(value, std::numeric_limits<double>::min(), 1.0);
}

struct ProximityGap {
  double bits = 0;
  double log2_list_size = 0;
};

// The bound of theorem 1.5 on the number of bad challenges, and the list size, as logarithms; infinite where
// the theorem does not apply. Degrees of lemma 3.1, with D_Z raised to D_Y for small multiplicities.
ProximityGap list_decoding_bound(double m, uint32_t log_degree, uint32_t log_inv_rate) {
  const double log2_inv_rho = log_inv_rate;
  const double sqrt_rho = std::exp2(-log2_inv_rho / 2.0);
  const double gamma = 1.0 - sqrt_rho - sqrt_rho / (2.0 * m);
  if (gamma <= 0.0) return {kInfinity, kInfinity};
  const double log2_n = static_cast<double>(log_degree) + log2_inv_rho;
  const double log2_m_bar = std::log2(m + 0.5);
  const double d_x = log2_m_bar + log2_n - log2_inv_rho / 2.0;
  const double d_y = log2_m_bar + log2_inv_rho / 2.0;
  const double d_z = std::max(d_y, 2.0 * log2_m_bar - std::log2(3.0) + log2_inv_rho);
  const double bad = log2_sum(1.0 + d_x + 2.0 * d_y + d_z, d_y + log2_sum(std::log2(gamma) + log2_n, 0.0));
  return {std::log2(std::max(std::ceil(std::exp2(std::max(bad, 0.0))), 1.0)), d_y};
}

// Batching `batch` words by powers of one challenge: bits against their combination being close to the code
// when not all of them are.
ProximityGap proximity_gap(const Regime& regime, uint32_t log_degree, uint32_t log_inv_rate, uint64_t batch) {
  const double spread = extension_bits() - log2_of(batch - 1);
  if (!regime.list)
    return {spread - static_cast<double>(log_degree) - static_cast<double>(log_inv_rate), 0.0};
  const ProximityGap bound = list_decoding_bound(regime.m, log_degree, log_inv_rate);
  return {spread - bound.bits, bound.log2_list_size};
}

// All queries of a round miss the far part, with the bias of sampled indices charged to the agreeing part.
double query_bits(const Regime& regime, uint32_t num_queries, uint32_t log_inv_rate,
                  uint32_t log_query_domain) {
  const double agree = agreement(regime, log_inv_rate);
  const double domain = std::exp2(std::min<uint32_t>(log_query_domain, 64));  // far above the field's order
  const double heavy = kFieldOrder - std::floor(kFieldOrder / domain) * domain;
  const double hit = agree * (1.0 - heavy / kFieldOrder) + std::min(agree * domain, heavy) / kFieldOrder;
  return -static_cast<double>(num_queries) *
         std::log2(std::clamp(hit, std::numeric_limits<double>::min(), 1.0));
}

double whir_soundness(const SystemParams& params, WhirSoundness& details) {
  const WhirConfig& whir = params.whir;
  details = {kInfinity, kInfinity, kInfinity, kInfinity, kInfinity, kInfinity, kInfinity, kInfinity};
  details.mu_batching = proximity_gap(regime_in_round(whir.proximity, 0), params.log_stacked_height(),
                                      params.log_blowup, params.w_stack)
                            .bits +
                        effective_pow_bits(whir.mu_pow_bits);
  const double folding_pow = effective_pow_bits(whir.folding_pow_bits);
  uint32_t log_inv_rate = params.log_blowup;
  uint32_t log_degree = params.log_stacked_height();
  for (uint32_t round = 0; round < whir.num_rounds(); ++round) {
    const Regime regime = regime_in_round(whir.proximity, round);
    for (uint32_t step = 0; step < whir.k; ++step) {
      --log_degree;
      const ProximityGap gap = proximity_gap(regime, log_degree, log_inv_rate, 2);
      const double gap_bits = gap.bits + folding_pow;
      const double sumcheck = extension_bits() - std::log2(3.0) - gap.log2_list_size + folding_pow;
      details.proximity_gaps = least({details.proximity_gaps, gap_bits});
      details.sumcheck = least({details.sumcheck, sumcheck});
      details.fold_rbr = least({details.fold_rbr, either(sumcheck, gap_bits)});
    }
    const uint32_t num_queries = whir.rounds[round].num_queries;
    const uint32_t next_rate = log_inv_rate + whir.k - 1;
    const double next_list =
        proximity_gap(regime_in_round(whir.proximity, round + 1), log_degree, next_rate, 2).log2_list_size;
    const double query = query_bits(regime, num_queries, log_inv_rate, log_degree + log_inv_rate) +
                         effective_pow_bits(whir.query_phase_pow_bits);
    // One out-of-domain claim is batched with the queries'; the bound keeps it in the last round, too.
    const double gamma = extension_bits() - log2_of(uint64_t{num_queries} + 1) - next_list;
    details.query = least({details.query, query});
    details.gamma_batching = least({details.gamma_batching, gamma});
    details.shift_rbr = least({details.shift_rbr, either(query, gamma)});
    if (round + 1 < whir.num_rounds())
      details.ood_rbr = least(
          {details.ood_rbr, extension_bits() - static_cast<double>(log_degree) + 1.0 - 2.0 * next_list});
    log_inv_rate = next_rate;
  }
  return least({details.mu_batching, details.fold_rbr, details.shift_rbr, details.ood_rbr});
}

}  // namespace

uint32_t n_logup_bound(const SystemParams& params, uint64_t num_airs, uint64_t max_interactions_per_air,
                       uint32_t max_log_height) {
  if (num_airs == 0 || max_interactions_per_air == 0 || params.logup.max_interaction_count == 0) return 0;
  const uint32_t log_leaves =
      std::min(ceil_log2(params.logup.max_interaction_count),
               ceil_log2(num_airs) + ceil_log2(max_interactions_per_air) + max_log_height);
  return log_leaves - std::min(log_leaves, params.l_skip);
}

StatementBounds statement_bounds(const VerifyingKeyContent& key) {
  StatementBounds bounds;
  uint64_t max_interactions = 0;
  bounds.num_airs = std::max<uint64_t>(key.per_air.size(), 1);
  bounds.max_log_height = key.params.log_stacked_height();
  uint64_t columns = 0;
  for (const AirVerifyingKey& air : key.per_air) {
    bounds.max_constraints_per_air =
        std::max<uint64_t>(bounds.max_constraints_per_air, air.symbolic_constraints.constraint_idx.size());
    max_interactions = std::max<uint64_t>(max_interactions, air.symbolic_constraints.interactions.size());
    const TraceWidth& width = air.params.width;
    columns += uint64_t{width.common_main} + width.preprocessed.value_or(0);
    for (const uint32_t cached : width.cached_mains) columns += cached;
  }
  bounds.num_columns = std::max<uint64_t>(columns, 1);
  bounds.n_logup = n_logup_bound(key.params, key.per_air.size(), max_interactions, bounds.max_log_height);
  return bounds;
}

double max_agreement(const WhirProximity& proximity, uint32_t round, uint32_t log_inv_rate) {
  return agreement(regime_in_round(proximity, round), log_inv_rate);
}

double log2_initial_list_size(const WhirProximity& proximity, uint32_t log_stacked_height,
                              uint32_t log_blowup) {
  return proximity_gap(regime_in_round(proximity, 0), log_stacked_height, log_blowup, 2).log2_list_size;
}

double logup_bits_without_pow(uint32_t max_interaction_count, uint32_t log_max_message_length,
                              double log2_list_size) {
  return extension_bits() - 1.0 - log2_of(max_interaction_count) -
         static_cast<double>(log_max_message_length) - log2_list_size;
}

double fingerprint_bits(uint64_t tuples, uint32_t length, uint32_t pow_bits) {
  // Numerator and the product of the denominators are polynomials in alpha and beta of degree at most
  // length * tuples each.
  return extension_bits() - 1.0 - log2_of(tuples) - log2_of(length) + effective_pow_bits(pow_bits);
}

Soundness calculate_soundness(const SystemParams& params, const StatementBounds& bounds) {
  const double field = extension_bits();
  const double list =
      log2_initial_list_size(params.whir.proximity, params.log_stacked_height(), params.log_blowup);
  const uint64_t skip_degree = (uint64_t{1} << params.l_skip) - 1;
  const uint64_t degree = uint64_t{params.max_constraint_degree} + 1;
  Soundness bits;
  bits.logup =
      logup_bits_without_pow(params.logup.max_interaction_count, params.logup.log_max_message_length, list) +
      effective_pow_bits(params.logup.pow_bits);
  bits.gkr_sumcheck = field - std::log2(3.0);
  bits.gkr_batching = field;
  bits.zerocheck_sumcheck = field - log2_of(std::max(degree * skip_degree, degree)) - list;

  const uint32_t n_trace = bounds.max_log_height - std::min(bounds.max_log_height, params.l_skip);
  const uint64_t n_extra = n_trace - std::min(n_trace, bounds.n_logup);
  const uint64_t boundary = std::max<uint64_t>(n_extra, 3) + skip_degree + bounds.max_constraints_per_air - 1;
  bits.constraint_batching = field - log2_of(std::max(boundary, 3 * bounds.num_airs - 1)) - list;
  bits.stacked_reduction =
      field - log2_of(std::max({2 * bounds.num_columns, 2 * skip_degree, uint64_t{2}})) - list;
  bits.whir = whir_soundness(params, bits.whir_details);
  bits.total = least({bits.logup, bits.gkr_sumcheck, bits.gkr_batching, bits.zerocheck_sumcheck,
                      bits.constraint_batching, bits.stacked_reduction, bits.whir});
  return bits;
}

}  // namespace zkmem
