#include "zkmem/prover/batch_constraints.h"

#include <algorithm>
#include <map>

#include "zkmem/base/parallel.h"
#include "zkmem/poly/eq.h"
#include "zkmem/poly/univariate.h"
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

void observe_openings(Transcript& transcript, std::span<const ProverTrace> traces,
                      const std::vector<std::vector<std::vector<Ext4>>>& openings) {
  const auto observe_part = [&](size_t t, size_t part) {
    const uint32_t air = traces[t].shape.air_id;
    const bool rot = traces[t].need_rot();
    const std::vector<Ext4>& values = openings[t][part];
    for (size_t j = 0; j < values.size() / (rot ? 2 : 1); ++j) {
      transcript.observe_ext(rot ? values[2 * j] : values[j],
                             Label("open.trace{}(air{}).part{}.col{}", t, air, part, j));
      transcript.observe_ext(rot ? values[2 * j + 1] : Ext4::zero(),
                             Label("open.trace{}(air{}).part{}.col{}.rot", t, air, part, j));
    }
  };
  for (size_t t = 0; t < traces.size(); ++t) observe_part(t, 0);
  for (size_t t = 0; t < traces.size(); ++t)
    for (size_t part = 1; part < openings[t].size(); ++part) observe_part(t, part);
}

}  // namespace

Result<std::vector<Ext4>> prove_batch_constraints(const Workspace& context, Transcript& transcript,
                                                  const SystemParams& params,
                                                  std::span<const ProverTrace> traces,
                                                  std::span<const Ext4> xi, uint32_t n_logup,
                                                  const Ext4& beta, BatchConstraintProof& proof,
                                                  SelfCheck self_check) {
  const uint32_t l = params.l_skip;
  const size_t n = size_t{1} << l;
  const size_t count = traces.size();
  context.report("constraints", 0);
  const Ext4 lambda = transcript.sample_ext("lambda_constraints");

  // eq_D(xi_0, Z) and eq#_D(Z) in coefficient form.
  Poly eq_zerocheck(n, Ext4(BabyBear::from_u64(n).inverse()));
  for (size_t k = n; k-- > 1;)
    eq_zerocheck[k] = k + 1 == n ? eq_zerocheck[0] * xi[0] : eq_zerocheck[k + 1] * xi[0];
  Poly eq_logup;
  for (size_t z = 0; z < n; ++z) eq_logup.push_back(eq_index(xi.first(l), z));
  inverse_dft(eq_logup);

  EqTables weights(context, traces, l, xi);
  std::vector<BatchForms> forms;
  std::vector<UnivariateSums> sums;
  for (size_t t = 0; t < count; ++t) {
    const ProverTrace& trace = traces[t];
    const uint32_t low = l + trace.shape.n_lift;
    std::vector<Ext4> e;
    for (const uint64_t position : trace.leaf_positions)
      e.push_back(eq_index(xi.subspan(low, l + n_logup - low), position >> low));
    forms.push_back(batch_forms(trace.key->symbolic_constraints, lambda, beta, e));
    UnivariateSums sum = univariate_round(context, trace, l, forms[t], weights.padded(trace.shape.n_lift));
    ZKMEM_RETURN_IF_ERROR(context.check_cancelled());
    context.report("constraints", static_cast<double>(t + 1) / static_cast<double>(2 * count));
    for (Ext4& x : sum.numerators) x *= trace.norm;
    sum.constraints = times(sum.constraints, eq_zerocheck);
    sum.numerators = times(sum.numerators, eq_logup);
    sum.denominators = times(sum.denominators, eq_logup);
    proof.numerator_term_per_air.push_back(sum_over_subgroup(sum.numerators, l));
    proof.denominator_term_per_air.push_back(sum_over_subgroup(sum.denominators, l));
    transcript.observe_ext(proof.numerator_term_per_air[t],
                           Label("logup_sum_p.trace{}(air{})", t, trace.shape.air_id));
    transcript.observe_ext(proof.denominator_term_per_air[t],
                           Label("logup_sum_q.trace{}(air{})", t, trace.shape.air_id));
    sums.push_back(std::move(sum));
  }

  const Ext4 mu = transcript.sample_ext("mu_batch");
  std::vector<Ext4> mu_powers = {Ext4::one()};
  for (size_t i = 0; i < 3 * count; ++i) mu_powers.push_back(mu_powers.back() * mu);
  Poly& s0 = proof.univariate_round_coeffs;
  s0.assign(params.univariate_degree() + 1, Ext4::zero());
  for (size_t t = 0; t < count; ++t) {
    add_scaled(s0, sums[t].numerators, mu_powers[2 * t]);
    add_scaled(s0, sums[t].denominators, mu_powers[2 * t + 1]);
    add_scaled(s0, sums[t].constraints, mu_powers[2 * count + t]);
  }
  // Longer only by coefficients that are zero: no AIR exceeds the key's degree.
  s0.resize(params.univariate_degree() + 1);
  for (size_t i = 0; i < s0.size(); ++i) transcript.observe_ext(s0[i], Label("bc.univariate.coeff{}", i));
  std::vector<Ext4> r = {transcript.sample_ext(Label("bc.r{}", 0))};
  Ext4 claim = evaluate_polynomial(s0, r[0]);

  // Everything a trace sums from here on is one form, up to the eq factors of the variables bound.
  const std::vector<Ext4> lagrange = lagrange_weights(l, r[0]);
  const Ext4 zerocheck_weight = evaluate_polynomial(eq_zerocheck, r[0]);
  const Ext4 logup_weight = evaluate_polynomial(eq_logup, r[0]);
  std::vector<FoldedTrace> folded;
  for (size_t t = 0; t < count; ++t) {
    NodeForm form;
    form.add(forms[t].constraints, mu_powers[2 * count + t] * zerocheck_weight);
    form.add(forms[t].numerators, mu_powers[2 * t] * logup_weight * traces[t].norm);
    form.add(forms[t].denominators, mu_powers[2 * t + 1] * logup_weight);
    folded.emplace_back(context, traces[t], l, lagrange);
    folded[t].set_form(std::move(form));
    ZKMEM_RETURN_IF_ERROR(context.check_cancelled());
    context.report("constraints", static_cast<double>(count + t + 1) / static_cast<double>(2 * count));
  }

  context.traces_are_idle();
  const uint32_t degree = params.max_constraint_degree;
  const uint32_t rounds = traces.empty() ? 0 : traces.front().shape.n_lift;
  Ext4 bound = Ext4::one();        // eq of the variables bound so far
  std::vector<Ext4> tails(count);  // the values of exhausted traces, with the later variables' product
  const auto exhaust = [&](uint32_t round) {
    for (size_t t = 0; t < count; ++t)
      if (traces[t].shape.n_lift == round) tails[t] = bound * folded[t].value(context);
  };
  exhaust(0);
  for (uint32_t j = 1; j <= rounds; ++j) {
    ZKMEM_RETURN_IF_ERROR(context.check_cancelled());
    context.report("constraint rounds", static_cast<double>(j) / rounds);
    weights.advance();
    std::vector<Ext4> inner(degree + 1);  // the live traces' sum without eq(xi_j, X): at 0 … degree
    Ext4 tail;
    for (size_t t = 0; t < count; ++t) {
      if (traces[t].shape.n_lift < j) {
        tail += tails[t];
        continue;
      }
      std::vector<Ext4> at(degree);
      folded[t].evaluate_round(context, weights.of(traces[t].shape.n_lift), at);
      for (uint32_t x = 1; x <= degree; ++x) inner[x] += bound * at[x - 1];
    }
    const Ext4& x_j = xi[l + j - 1];
    inner[0] = (claim - tail - x_j * inner[1]) * (Ext4::one() - x_j).inverse();
    std::vector<Ext4> message;
    for (uint32_t x = 1; x <= degree + 1; ++x) {
      const Ext4 point = Ext4::from_canonical(x);
      const Ext4 value = x <= degree ? inner[x] : interpolate_at_integers(inner, point);
      message.push_back(eq1(x_j, point) * value + tail * point);
      transcript.observe_ext(message.back(), Label("bc.round{}.s({})", j, x));
    }
    r.push_back(transcript.sample_ext(Label("bc.r{}", j)));
    claim = next_sumcheck_claim(claim, message, r[j]);
    proof.sumcheck_round_polys.push_back(std::move(message));
    bound *= eq1(x_j, r[j]);
    for (size_t t = 0; t < count; ++t) {
      if (traces[t].shape.n_lift >= j) {
        folded[t].fold(context, r[j]);
      } else {
        tails[t] *= r[j];
      }
    }
    exhaust(j);
  }
  Ext4 total;
  for (const Ext4& tail : tails) total += tail;
  if (self_check == SelfCheck::kOn && total != claim)
    return rejected("constraints do not hold: the batched sum differs from the traces' values");

  for (const FoldedTrace& trace : folded) proof.column_openings.push_back(trace.openings());
  observe_openings(transcript, traces, proof.column_openings);
  return r;
}

}  // namespace zkmem
