#include "zkmem/prover/batch_constraints.h"

#include <algorithm>
#include <map>

#include "zkmem/base/parallel.h"
#include "zkmem/poly/eq.h"
#include "zkmem/poly/univariate.h"
#include "zkmem/protocol/schedule.h"
#include "zkmem/prover/folded_trace.h"
#include "zkmem/prover/program_kernels.h"
#include "zkmem/prover/small_poly.h"
#include "zkmem/prover/tensor.h"
#include "zkmem/prover/univariate_round.h"
#include "zkmem/prover/vector_ops.h"

namespace zkmem {
namespace {

using program_kernels::kPointGroup;

// eq(point, .) with zeros up to a multiple of kPointGroup.
ExtArray padded_eq_table(const Workspace& context, std::span<const Ext4> point) {
  ExtArray table = eq_table(context, point, Ext4::one());
  if (table.size() >= kPointGroup) return table;
  ExtArray padded(context.memory(), kPointGroup);
  for (size_t i = 0; i < kPointGroup; ++i) padded.set(i, i < table.size() ? table.get(i) : Ext4::zero());
  return padded;
}

Poly times(const Poly& a, const Poly& b) { return a.empty() ? Poly() : multiply(a, b); }

// The weight of a trace's blocks in rounds still to come, one table per length.
class EqTables {
 public:
  EqTables(const Workspace& context, std::span<const ProverTrace> traces, uint32_t l_skip,
           std::span<const Ext4> xi)
      : context_(context) {
    for (const ProverTrace& trace : traces) {
      const uint32_t n = trace.shape.n_lift;
      if (tables_.contains(n)) continue;
      tables_.emplace(n, Entry{padded_eq_table(context, xi.subspan(l_skip, n)), size_t{1} << n});
    }
  }
  ConstExtSpan padded(uint32_t n) const { return tables_.at(n).table.span(); }
  ConstExtSpan of(uint32_t n) const { return tables_.at(n).table.span().part(0, tables_.at(n).size); }
  // Sums out the lowest variable.
  void advance() {
    for (auto& [n, entry] : tables_) {
      if (entry.size == 1) continue;
      ExtArray next(context_.memory(), entry.size / 2);
      const ConstExtSpan in = static_cast<const ExtArray&>(entry.table).span();
      const ExtSpan out = next.span();
      parallel_for(context_, out.size, size_t{1} << 15, [&](size_t begin, size_t end) {
        vector_ops::add_pairs(in.part(2 * begin, 2 * (end - begin)), out.part(begin, end - begin));
      });
      entry = {std::move(next), out.size};
    }
  }

 private:
  struct Entry {
    ExtArray table;
    size_t size;
  };
  const Workspace& context_;
  std::map<uint32_t, Entry> tables_;
};

// eq_D(xi_0, Z) and eq#_D(Z) in coefficient form: what the univariate round's sums are weighted with.
struct SkipWeights {
  Poly zerocheck;
  Poly logup;

  SkipWeights(uint32_t l_skip, std::span<const Ext4> xi) {
    const size_t n = size_t{1} << l_skip;
    zerocheck.assign(n, Ext4(BabyBear::from_u64(n).inverse()));
    for (size_t k = n; k-- > 1;) zerocheck[k] = k + 1 == n ? zerocheck[0] * xi[0] : zerocheck[k + 1] * xi[0];
    for (size_t z = 0; z < n; ++z) logup.push_back(eq_index(xi.first(l_skip), z));
    inverse_dft(logup);
  }
};

// The phase's state between its steps, which prove_batch_constraints takes in order.
class BatchProver {
 public:
  BatchProver(const Workspace& context, Transcript& transcript, const SystemParams& params,
              std::span<const ProverTrace> traces, std::span<const Ext4> xi, BatchConstraintProof& proof)
      : context_(context),
        transcript_(transcript),
        params_(params),
        traces_(traces),
        xi_(xi),
        proof_(proof),
        skip_(params.l_skip, xi),
        weights_(context, traces, params.l_skip, xi) {
    for (const ProverTrace& trace : traces) scheduled_.push_back({trace.shape.air_id, trace.need_rot()});
  }

  // Every trace's sums as polynomials in Z, and their totals to the proof. Memory: an eq table a height, 16
  // bytes a block of 2^l_skip rows; a thread's program slots, and its inputs on the cosets.
  Status sum_traces(const Ext4& lambda, const Ext4& beta, uint32_t n_logup) {
    for (size_t t = 0; t < traces_.size(); ++t) {
      const ProverTrace& trace = traces_[t];
      const uint32_t low = params_.l_skip + trace.shape.n_lift;
      std::vector<Ext4> e;
      for (const uint64_t position : trace.leaf_positions)
        e.push_back(eq_index(xi_.subspan(low, params_.l_skip + n_logup - low), position >> low));
      forms_.push_back(batch_forms(trace.key->symbolic_constraints, lambda, beta, e));
      UnivariateSums sum =
          univariate_round(context_, trace, params_.l_skip, forms_[t], weights_.padded(trace.shape.n_lift));
      ZKMEM_RETURN_IF_ERROR(context_.check_cancelled());
      report_trace(t);
      for (Ext4& x : sum.numerators) x *= trace.norm;
      sum.constraints = times(sum.constraints, skip_.zerocheck);
      sum.numerators = times(sum.numerators, skip_.logup);
      sum.denominators = times(sum.denominators, skip_.logup);
      proof_.numerator_term_per_air.push_back(sum_over_subgroup(sum.numerators, params_.l_skip));
      proof_.denominator_term_per_air.push_back(sum_over_subgroup(sum.denominators, params_.l_skip));
      sums_.push_back(std::move(sum));
    }
    return {};
  }

  // The sums batched by powers of mu are one polynomial. Memory: none that grows with the traces.
  void univariate_message() {
    const size_t count = traces_.size();
    const Ext4 mu = schedule::interaction_sums(transcript_, scheduled_, proof_);
    mu_powers_ = {Ext4::one()};
    for (size_t i = 0; i < 3 * count; ++i) mu_powers_.push_back(mu_powers_.back() * mu);
    Poly& s0 = proof_.univariate_round_coeffs;
    s0.assign(params_.univariate_degree() + 1, Ext4::zero());
    for (size_t t = 0; t < count; ++t) {
      add_scaled(s0, sums_[t].numerators, mu_powers_[2 * t]);
      add_scaled(s0, sums_[t].denominators, mu_powers_[2 * t + 1]);
      add_scaled(s0, sums_[t].constraints, mu_powers_[2 * count + t]);
    }
    // Longer only by coefficients that are zero: no AIR exceeds the key's degree.
    s0.resize(params_.univariate_degree() + 1);
    r_ = {schedule::constraints_univariate(transcript_, s0)};
    claim_ = evaluate_polynomial(s0, r_[0]);
  }

  // Binds Z. Everything a trace sums from here on is one form, up to the eq factors of the variables bound.
  // Memory: 16 bytes a block of 2^l_skip cells (and of their rotations), until the openings.
  Status fold_traces() {
    const size_t count = traces_.size();
    const std::vector<Ext4> lagrange = lagrange_weights(params_.l_skip, r_[0]);
    const Ext4 zerocheck_weight = evaluate_polynomial(skip_.zerocheck, r_[0]);
    const Ext4 logup_weight = evaluate_polynomial(skip_.logup, r_[0]);
    for (size_t t = 0; t < count; ++t) {
      NodeForm form;
      form.add(forms_[t].constraints, mu_powers_[2 * count + t] * zerocheck_weight);
      form.add(forms_[t].numerators, mu_powers_[2 * t] * logup_weight * traces_[t].norm);
      form.add(forms_[t].denominators, mu_powers_[2 * t + 1] * logup_weight);
      folded_.emplace_back(context_, traces_[t], params_.l_skip, lagrange);
      folded_[t].set_form(std::move(form));
      ZKMEM_RETURN_IF_ERROR(context_.check_cancelled());
      report_trace(count + t);
    }
    context_.traces_are_idle();
    tails_.resize(count);
    exhaust(0);
    return {};
  }

  // Binds the blocks' variables, lowest first. Memory: a thread's program slots and steps, in the extension;
  // the next of each eq table.
  Status run_rounds() {
    const uint32_t rounds = traces_.empty() ? 0 : traces_.front().shape.n_lift;
    for (uint32_t j = 1; j <= rounds; ++j) {
      ZKMEM_RETURN_IF_ERROR(context_.check_cancelled());
      context_.report("constraint rounds", static_cast<double>(j) / rounds);
      weights_.advance();
      proof_.sumcheck_round_polys.push_back(round_message(j));
      const std::vector<Ext4>& message = proof_.sumcheck_round_polys.back();
      r_.push_back(schedule::constraints_round(transcript_, j, message));
      claim_ = next_sumcheck_claim(claim_, message, r_[j]);
      bind(j);
    }
    return {};
  }

  // Whether the traces' last values add up to what the rounds have claimed.
  bool holds() const {
    Ext4 total;
    for (const Ext4& tail : tails_) total += tail;
    return total == claim_;
  }

  std::vector<Ext4> open() && {
    for (const FoldedTrace& trace : folded_) proof_.column_openings.push_back(trace.openings());
    schedule::column_openings(transcript_, scheduled_, proof_);
    return std::move(r_);
  }

 private:
  // Of two passes over the traces.
  void report_trace(size_t t) const {
    context_.report("constraints", static_cast<double>(t + 1) / static_cast<double>(2 * traces_.size()));
  }

  // The batched sum at 1 … d + 1 in the round's variable.
  std::vector<Ext4> round_message(uint32_t j) {
    const uint32_t degree = params_.max_constraint_degree;
    std::vector<Ext4> inner(degree + 1);  // the live traces' sum without eq(xi_j, X): at 0 … degree
    Ext4 tail;
    for (size_t t = 0; t < traces_.size(); ++t) {
      const uint32_t n = traces_[t].shape.n_lift;
      if (n < j) {
        tail += tails_[t];
        continue;
      }
      std::vector<Ext4> at(degree);
      folded_[t].evaluate_round(context_, weights_.of(n), at);
      for (uint32_t x = 1; x <= degree; ++x) inner[x] += bound_ * at[x - 1];
    }
    const Ext4& x_j = xi_[params_.l_skip + j - 1];
    inner[0] = (claim_ - tail - x_j * inner[1]) * (Ext4::one() - x_j).inverse();
    std::vector<Ext4> message;
    for (uint32_t x = 1; x <= degree + 1; ++x) {
      const Ext4 point = Ext4::from_canonical(x);
      const Ext4 value = x <= degree ? inner[x] : interpolate_at_integers(inner, point);
      message.push_back(eq1(x_j, point) * value + tail * point);
    }
    return message;
  }

  void bind(uint32_t j) {
    bound_ *= eq1(xi_[params_.l_skip + j - 1], r_[j]);
    for (size_t t = 0; t < traces_.size(); ++t) {
      if (traces_[t].shape.n_lift >= j) {
        folded_[t].fold(context_, r_[j]);
      } else {
        tails_[t] *= r_[j];
      }
    }
    exhaust(j);
  }

  // Traces whose variables are all bound are a value from here on.
  void exhaust(uint32_t round) {
    for (size_t t = 0; t < traces_.size(); ++t)
      if (traces_[t].shape.n_lift == round) tails_[t] = bound_ * folded_[t].value(context_);
  }

  const Workspace& context_;
  Transcript& transcript_;
  const SystemParams& params_;
  std::span<const ProverTrace> traces_;
  std::span<const Ext4> xi_;
  BatchConstraintProof& proof_;
  std::vector<ScheduledTrace> scheduled_;
  SkipWeights skip_;
  EqTables weights_;
  std::vector<BatchForms> forms_;
  std::vector<UnivariateSums> sums_;
  std::vector<Ext4> mu_powers_;
  std::vector<FoldedTrace> folded_;
  std::vector<Ext4> r_;
  Ext4 claim_;
  Ext4 bound_ = Ext4::one();  // eq of the variables bound so far
  std::vector<Ext4> tails_;   // the values of exhausted traces, with the later variables' product
};

}  // namespace

Result<std::vector<Ext4>> prove_batch_constraints(const Workspace& context, Transcript& transcript,
                                                  const SystemParams& params,
                                                  std::span<const ProverTrace> traces,
                                                  std::span<const Ext4> xi, uint32_t n_logup,
                                                  const Ext4& beta, BatchConstraintProof& proof,
                                                  SelfCheck self_check) {
  context.report("constraints", 0);
  BatchProver prover(context, transcript, params, traces, xi, proof);
  const Ext4 lambda = schedule::constraints_lambda(transcript);
  ZKMEM_RETURN_IF_ERROR(prover.sum_traces(lambda, beta, n_logup));
  prover.univariate_message();
  ZKMEM_RETURN_IF_ERROR(prover.fold_traces());
  ZKMEM_RETURN_IF_ERROR(prover.run_rounds());
  if (self_check == SelfCheck::kOn && !prover.holds())
    return rejected("constraints do not hold: the batched sum differs from the traces' values");
  return std::move(prover).open();
}

}  // namespace zkmem
