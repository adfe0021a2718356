#include "zkmem/verifier/whir.h"

#include <algorithm>
#include <string>
#include <utility>

#include "zkmem/base/check.h"
#include "zkmem/poly/eq.h"
#include "zkmem/poly/univariate.h"
#include "zkmem/protocol/schedule.h"
#include "zkmem/protocol/shared_paths.h"
#include "zkmem/verifier/merkle_paths.h"
#include "zkmem/verifier/whir_folding.h"

namespace zkmem {
namespace {

using Check = VerifierCheck;

std::string at_round(uint32_t round) { return "round " + std::to_string(round); }

Verdict check_work(Transcript& transcript, const ProofOfWork& work, BabyBear witness, Check check,
                   std::string place) {
  if (transcript.check_pow(work.bits, witness, work.label)) return {};
  return reject_pow(VerifierPhase::kWhir, check, std::move(place), work.bits, witness);
}

// What a round adds to the claim: values of the folded polynomial at known points, batched by powers of
// gamma.
struct RoundClaims {
  Ext4 z0;  // not in the last round
  std::vector<BabyBear> query_points;
  Ext4 gamma;
};

// What a round asks for.
struct RoundQueries {
  std::vector<uint32_t> indices;  // as sampled
  std::vector<uint32_t> leaves;   // what the proof opens, in its order
  uint32_t depth = 0;             // of the tree

  // Where a query's leaf is in the opening.
  size_t place(size_t query, bool shared) const {
    if (!shared) return query;
    return static_cast<size_t>(std::lower_bound(leaves.begin(), leaves.end(), indices[query]) -
                               leaves.begin());
  }
};

class WhirVerifier {
 public:
  WhirVerifier(const SystemParams& params, const WhirStatement& statement, const WhirProof& proof,
               Transcript& transcript, const HashBackend& hash)
      : params_(params),
        statement_(statement),
        proof_(proof),
        transcript_(transcript),
        hash_(hash),
        shared_(shares_paths(params.hash)) {}

  Verdict run() && {
    ZKMEM_RETURN_IF_ERROR(batch_columns());
    for (uint32_t round = 0; round < params_.whir.num_rounds(); ++round)
      ZKMEM_RETURN_IF_ERROR(run_round(round));
    const Ext4 expected = final_value();
    if (!(expected == claim_)) return reject(VerifierPhase::kWhir, Check::kFinalClaim, {}, expected, claim_);
    return {};
  }

 private:
  bool is_last(uint32_t round) const { return round + 1 == params_.whir.num_rounds(); }

  Verdict batch_columns() {
    ZKMEM_RETURN_IF_ERROR(check_work(transcript_, schedule::whir_mu_work(params_), proof_.mu_pow_witness,
                                     Check::kMuProofOfWork, {}));
    const Ext4 mu = schedule::whir_mu(transcript_);
    Ext4 power = Ext4::one();
    for (const std::vector<Ext4>& values : statement_.column_values) {
      for (const Ext4& value : values) {
        claim_ += power * value;
        mu_powers_.push_back(power);
        power *= mu;
      }
    }
    return {};
  }

  Verdict run_round(uint32_t round) {
    ZKMEM_RETURN_IF_ERROR(run_sumcheck(round));
    RoundClaims claims;
    if (is_last(round)) {
      schedule::whir_final_polynomial(transcript_, proof_.final_poly);
    } else {
      claims.z0 = schedule::whir_codeword(transcript_, round, proof_.codeword_commits[round]);
      schedule::whir_out_of_domain(transcript_, round, proof_.ood_values[round]);
    }
    ZKMEM_RETURN_IF_ERROR(check_work(transcript_, schedule::whir_query_work(params_, round),
                                     proof_.query_phase_pow_witnesses[round], Check::kQueryPhaseProofOfWork,
                                     at_round(round)));
    RoundQueries queries;
    queries.depth = params_.log_domain(round) - params_.whir.k;
    queries.indices = schedule::whir_queries(transcript_, params_, round);
    queries.leaves = shared_ ? opened_leaves(queries.indices) : queries.indices;
    claims.gamma = schedule::whir_gamma(transcript_, round);
    ZKMEM_RETURN_IF_ERROR(check_paths(round, queries));
    const std::vector<Ext4> folded = fold_queries(round, queries, claims);

    if (!is_last(round)) claim_ += claims.gamma * proof_.ood_values[round];
    Ext4 power = claims.gamma.square();
    for (const Ext4& y : folded) {
      claim_ += power * y;
      power *= claims.gamma;
    }
    rounds_.push_back(std::move(claims));
    return {};
  }

  Verdict run_sumcheck(uint32_t round) {
    for (uint32_t j = 0; j < params_.whir.k; ++j) {
      const size_t step = size_t{round} * params_.whir.k + j;
      const std::array<Ext4, 2>& values = proof_.whir_sumcheck_polys[step];
      schedule::whir_sumcheck(transcript_, round, j, values);
      ZKMEM_RETURN_IF_ERROR(check_work(transcript_, schedule::whir_folding_work(params_, round, j),
                                       proof_.folding_pow_witnesses[step], Check::kFoldingProofOfWork,
                                       at_round(round) + " fold " + std::to_string(j)));
      const Ext4 alpha = schedule::whir_alpha(transcript_, round, j);
      claim_ = next_sumcheck_claim(claim_, values, alpha);
      alphas_.push_back(alpha);
    }
    return {};
  }

  Verdict check_paths(uint32_t round, const RoundQueries& queries) const {
    if (queries.leaves.empty()) return {};
    if (shared_) ZKMEM_RETURN_IF_ERROR(check_shared_counts(round, queries));
    if (round == 0) {
      for (size_t c = 0; c < statement_.commitments.size(); ++c) {
        const InitialRoundOpening& opening = proof_.initial_round_openings[c];
        ZKMEM_RETURN_IF_ERROR(compare_roots(queries, opening.width, opening.rows, opening.siblings,
                                            statement_.commitments[c],
                                            "round 0 commitment " + std::to_string(c)));
      }
      return {};
    }
    const CodewordOpening& opening = proof_.codeword_openings[round - 1];
    std::vector<BabyBear> rows;
    rows.reserve(opening.values.size() * Ext4::kDegree);
    for (const Ext4& value : opening.values)
      rows.insert(rows.end(), value.coefficients().begin(), value.coefficients().end());
    return compare_roots(queries, Ext4::kDegree, rows, opening.siblings, proof_.codeword_commits[round - 1],
                         at_round(round));
  }

  // Exactly the leaves that the queries open, and exactly the siblings that those need.
  Verdict check_shared_counts(uint32_t round, const RoundQueries& queries) const {
    const size_t needed = shared_siblings(queries.leaves, queries.depth).size();
    const auto check = [&](size_t leaves, size_t siblings, const std::string& place) -> Verdict {
      if (leaves != queries.leaves.size())
        return reject(VerifierPhase::kWhir, Check::kOpenedLeaves, place, queries.leaves.size(), leaves);
      if (siblings != needed)
        return reject(VerifierPhase::kWhir, Check::kSharedSiblings, place, needed, siblings);
      return {};
    };
    if (round > 0) {
      const CodewordOpening& opening = proof_.codeword_openings[round - 1];
      return check(opening.num_leaves, opening.siblings.size(), at_round(round));
    }
    for (size_t c = 0; c < proof_.initial_round_openings.size(); ++c)
      ZKMEM_RETURN_IF_ERROR(check(proof_.initial_num_leaves, proof_.initial_round_openings[c].siblings.size(),
                                  "round 0 commitment " + std::to_string(c)));
    return {};
  }

  Verdict compare_roots(const RoundQueries& queries, uint32_t width, std::span<const BabyBear> rows,
                        std::span<const Commitment> siblings, const Commitment& expected,
                        const std::string& place) const {
    const TreeHash hash = {params_.hash, hash_};
    const uint32_t k = params_.whir.k;
    if (shared_) {
      const Commitment root =
          shared_merkle_root(hash, queries.leaves, k, width, rows, queries.depth, siblings);
      if (root == expected) return {};
      return reject(VerifierPhase::kWhir, Check::kMerkleRoot, place, expected, root);
    }
    const std::vector<Commitment> roots =
        merkle_roots(hash, queries.indices, k, width, rows, queries.depth, siblings);
    for (size_t q = 0; q < roots.size(); ++q) {
      if (roots[q] != expected)
        return reject(VerifierPhase::kWhir, Check::kMerkleRoot, place + " query " + std::to_string(q),
                      expected, roots[q]);
    }
    return {};
  }

  // Each query's value of the folded polynomial; its point goes to the claims.
  std::vector<Ext4> fold_queries(uint32_t round, const RoundQueries& queries, RoundClaims& claims) const {
    const size_t values_per_query = size_t{1} << params_.whir.k;
    const std::span<const Ext4> alphas = std::span(alphas_).last(params_.whir.k);
    const QueryFolder folder(params_.log_domain(round), alphas);
    std::vector<QueryFolder::Folded> leaves;
    leaves.reserve(queries.leaves.size());
    std::vector<Ext4> values(values_per_query);
    for (size_t i = 0; i < queries.leaves.size(); ++i) {
      if (round == 0) {
        batch_opened_rows(i, values);
      } else {
        const std::vector<Ext4>& opened = proof_.codeword_openings[round - 1].values;
        std::copy_n(opened.begin() + static_cast<std::ptrdiff_t>(i * values_per_query), values_per_query,
                    values.begin());
      }
      leaves.push_back(folder.fold(queries.leaves[i], values));
    }
    std::vector<Ext4> folded;
    folded.reserve(queries.indices.size());
    for (size_t q = 0; q < queries.indices.size(); ++q) {
      const QueryFolder::Folded& leaf = leaves[queries.place(q, shared_)];
      claims.query_points.push_back(leaf.z);
      folded.push_back(leaf.y);
    }
    return folded;
  }

  // values[t] = sum over all commitments' columns of mu^column times the t-th opened row's element.
  void batch_opened_rows(size_t leaf, std::span<Ext4> values) const {
    std::fill(values.begin(), values.end(), Ext4::zero());
    size_t first_power = 0;
    for (const InitialRoundOpening& opening : proof_.initial_round_openings) {
      const std::span<const Ext4> powers = std::span(mu_powers_).subspan(first_power, opening.width);
      for (size_t t = 0; t < values.size(); ++t) {
        const std::span<const BabyBear> row =
            std::span(opening.rows).subspan((leaf * values.size() + t) * opening.width, opening.width);
        for (size_t c = 0; c < row.size(); ++c) values[t] += powers[c] * row[c];
      }
      first_power += opening.width;
    }
  }

  // The claim that the final polynomial answers: the initial weight, and every round's points, folded by the
  // alphas.
  Ext4 final_value() const {
    const size_t folds = alphas_.size();
    Ext4 weight = Ext4::one();
    for (size_t i = 0; i < folds; ++i) {
      // The weight table's factor at 0 is 1 - 2 u, at 1 it is u: coefficients, not evaluations, were
      // committed.
      const Ext4& u = statement_.u[i];
      weight *= (Ext4::one() - u.doubled()) * (Ext4::one() - alphas_[i]) + u * alphas_[i];
    }
    const std::vector<Ext4> table = eq_table(statement_.u.subspan(folds));
    ZKMEM_CHECK(table.size() == proof_.final_poly.size());
    Ext4 at_u;
    for (size_t i = 0; i < table.size(); ++i) at_u += table[i] * proof_.final_poly[i];
    Ext4 value = weight * at_u;
    for (uint32_t round = 0; round < rounds_.size(); ++round) {
      const RoundClaims& claims = rounds_[round];
      const std::span<const Ext4> later = std::span(alphas_).subspan((size_t{round} + 1) * params_.whir.k);
      if (!is_last(round)) value += claims.gamma * folded_at(claims.z0, later);
      Ext4 power = claims.gamma.square();
      for (const BabyBear z : claims.query_points) {
        value += power * folded_at(z, later);
        power *= claims.gamma;
      }
    }
    return value;
  }

  // eq(later alphas, (z, z^2, z^4, …)) times the final polynomial at the next power: the round's polynomial
  // at z.
  template <class Point>
  Ext4 folded_at(Point z, std::span<const Ext4> later) const {
    Ext4 eq = Ext4::one();
    for (const Ext4& alpha : later) {
      eq *= eq1(alpha, z);
      z = z.square();
    }
    return eq * evaluate_polynomial(proof_.final_poly, z);
  }

  const SystemParams& params_;
  const WhirStatement& statement_;
  const WhirProof& proof_;
  Transcript& transcript_;
  const HashBackend& hash_;
  const bool shared_;
  Ext4 claim_;
  std::vector<Ext4> mu_powers_;
  std::vector<Ext4> alphas_;
  std::vector<RoundClaims> rounds_;
};

}  // namespace

Verdict verify_whir(const SystemParams& params, const WhirStatement& statement, const WhirProof& proof,
                    Transcript& transcript, const HashBackend& hash) {
  return WhirVerifier(params, statement, proof, transcript, hash).run();
}

}  // namespace zkmem
