#include "zkmem/prover/stacked_reduction.h"

#include <algorithm>
#include <map>
#include <mutex>

#include "zkmem/base/parallel.h"
#include "zkmem/poly/prism.h"
#include "zkmem/poly/univariate.h"
#include "zkmem/protocol/schedule.h"
#include "zkmem/prover/fold.h"
#include "zkmem/prover/program_kernels.h"
#include "zkmem/prover/small_poly.h"
#include "zkmem/prover/tensor.h"
#include "zkmem/prover/vector_ops.h"

namespace zkmem {
namespace {

constexpr size_t kRowBlock = 1024;

// A slice and its weight lambda^(2 idx).
struct Slice {
  const BabyBear* cells = nullptr;
  size_t commitment = 0;
  const StackedSlice* place = nullptr;
  Ext4 weight;
};

// All slices of one height that need rotations, or of one that do not.
struct Group {
  uint32_t log_height = 0;
  bool rot = false;
  std::vector<Slice> slices;

  uint32_t n_lift = 0;
  Poly kernel, rot_kernel, cyclic_kernel;  // A, B, C of swirl.md section 19.8
  ExtArray sum;                            // the slices' weighted sum, then folded round by round
  ExtArray weights;                        // over the same hypercube
};

// A slice whose own variables are all bound: an entry of its stacked column's remaining hypercube.
struct Entry {
  uint64_t position = 0;
  Ext4 value;
  Ext4 weight;
};

// rot_c(x, point) - eq(x, point) for all x of the cube: where x + 1 (cyclically) is the point, minus where x
// is.
ExtArray rotation_differences(const Workspace& context, const ExtArray& eq) {
  ExtArray out(context.memory(), eq.size());
  for (size_t c = 0; c < 4; ++c) {
    const BabyBear* in = eq.span().plane[c];
    BabyBear* plane = out.span().plane[c];
    plane[0] = in[eq.size() - 1] - in[0];
    for (size_t x = 1; x < eq.size(); ++x) plane[x] = in[x - 1] - in[x];
  }
  return out;
}

// The polynomial of degree below 2^log_size that is f on the subgroup of that order.
template <class F>
Poly subgroup_poly(uint32_t log_size, const F& f) {
  const BabyBear root = BabyBear::two_adic_generator(log_size);
  Poly values;
  BabyBear point = BabyBear::one();
  for (size_t z = 0; z < size_t{1} << log_size; ++z, point *= root) values.push_back(f(Ext4(point)));
  inverse_dft(values);
  return values;
}

void make_kernels(Group& group, uint32_t l_skip, const Ext4& r0) {
  const uint32_t ll = std::min(group.log_height, l_skip);
  const uint32_t missing = l_skip - ll;
  const Ext4 point = r0.exp_power_of_2(missing);
  const Ext4 next = point * BabyBear::two_adic_generator(ll);
  group.kernel = subgroup_poly(ll, [&](const Ext4& z) { return eq_univariate(ll, z, point); });
  group.rot_kernel = subgroup_poly(ll, [&](const Ext4& z) { return eq_univariate(ll, z, next); });
  const Ext4 one_at_next = eq_univariate_one(ll, next);
  group.cyclic_kernel =
      subgroup_poly(ll, [&](const Ext4& z) { return eq_univariate_one(ll, z) * one_at_next; });
  if (missing == 0) return;
  // Strided cells: times the indicator of the subgroup that they are on.
  Poly indicator(size_t{1} << l_skip);
  const BabyBear scale = BabyBear::from_u64(uint64_t{1} << missing).inverse();
  for (size_t i = 0; i < size_t{1} << missing; ++i) indicator[i << ll] = scale;
  for (Poly* kernel : {&group.kernel, &group.rot_kernel, &group.cyclic_kernel}) {
    *kernel = multiply(*kernel, indicator);
    kernel->resize(size_t{1} << l_skip);  // the rest is zero: degrees add up to 2^l_skip - 1
  }
}

// sum over x of weights[x] times the polynomial of block x of `cells`.
Poly weighted_block_sum(const Workspace& context, ConstExtSpan cells, uint32_t l_skip, ConstExtSpan weights) {
  const size_t n = size_t{1} << l_skip;
  Poly total(n);
  std::mutex mutex;
  parallel_for(context, weights.size, 256, [&](size_t begin, size_t end) {
    Poly sum(n);
    program_kernels::add_weighted_blocks(cells.part(begin * n, (end - begin) * n),
                                         weights.part(begin, end - begin), sum);
    const std::lock_guard lock(mutex);
    for (size_t z = 0; z < n; ++z) total[z] += sum[z];
  });
  inverse_dft(total);
  return total;
}

std::vector<Group> make_groups(std::span<const ReductionInput> inputs, uint32_t l_skip, const Ext4& lambda) {
  std::map<std::pair<uint32_t, bool>, Group> groups;
  const Ext4 lambda2 = lambda.square();
  Ext4 weight = Ext4::one();
  for (size_t c = 0; c < inputs.size(); ++c) {
    for (const StackedSlice& slice : inputs[c].commitment->layout().slices()) {
      const bool rot = inputs[c].need_rot[slice.matrix];
      Group& group = groups[{slice.log_height, rot}];
      group.log_height = slice.log_height;
      group.rot = rot;
      group.n_lift = slice.log_height > l_skip ? slice.log_height - l_skip : 0;
      group.slices.push_back({inputs[c].commitment->slice_cells(slice), c, &slice, weight});
      weight *= lambda2;
    }
  }
  std::vector<Group> list;
  for (auto& [key, group] : groups) list.push_back(std::move(group));
  return list;
}

void add_up_slices(const Workspace& context, Group& group, uint32_t l_skip) {
  group.sum = ExtArray(context.memory(), size_t{1} << (l_skip + group.n_lift));
  std::vector<const BabyBear*> columns;
  std::vector<Ext4> coefficients;
  for (const Slice& slice : group.slices) {
    columns.push_back(slice.cells);
    coefficients.push_back(slice.weight);
  }
  const ExtSpan out = group.sum.span();
  parallel_for(context, out.size, kRowBlock, [&](size_t begin, size_t end) {
    if (context.is_cancelled()) return;
    vector_ops::combine_columns(columns, coefficients, begin, out.part(begin, end - begin), false);
  });
}

// The value at u of each slice of a group: its cells against one table of weights.
std::vector<Ext4> slice_values(const Workspace& context, const Group& group, std::span<const Ext4> lagrange,
                               std::span<const Ext4> u_rest) {
  const ExtArray table = eq_table(context, u_rest, lagrange);  // over z and x
  std::vector<const BabyBear*> columns;
  for (const Slice& slice : group.slices) columns.push_back(slice.cells);
  std::vector<Ext4> values(columns.size());
  std::mutex mutex;
  parallel_for(context, table.size(), size_t{1} << 14, [&](size_t begin, size_t end) {
    std::vector<Ext4> sums(columns.size());
    for (size_t i = begin; i < end && !context.is_cancelled(); i += kRowBlock) {
      const size_t count = std::min(kRowBlock, end - i);
      vector_ops::dot_columns(columns, i, table.span().part(i, count), sums);
    }
    const std::lock_guard lock(mutex);
    for (size_t j = 0; j < values.size(); ++j) values[j] += sums[j];
  });
  return values;
}

// Binds one more variable of a stacked column's entries; adds their part of the round's sums first.
vector_ops::ProductSums entry_sums(const std::vector<Entry>& entries) {
  vector_ops::ProductSums sums;
  for (size_t i = 0; i < entries.size(); ++i) {
    Entry low;
    Entry high;
    const bool is_low = entries[i].position % 2 == 0;
    (is_low ? low : high) = entries[i];
    if (is_low && i + 1 < entries.size() && entries[i + 1].position == entries[i].position + 1)
      high = entries[++i];
    sums.at_1 += high.value * high.weight;
    sums.at_2 += (high.value.doubled() - low.value) * (high.weight.doubled() - low.weight);
  }
  return sums;
}
void fold_entries(std::vector<Entry>& entries, const Ext4& u) {
  std::vector<Entry> folded;
  for (const Entry& entry : entries) {
    const Ext4 share = entry.position % 2 == 0 ? Ext4::one() - u : u;
    const Entry part = {entry.position / 2, share * entry.value, share * entry.weight};
    if (!folded.empty() && folded.back().position == part.position) {
      folded.back().value += part.value;
      folded.back().weight += part.weight;
    } else {
      folded.push_back(part);
    }
  }
  entries = std::move(folded);
}

// The phase's state between its steps, which prove_stacked_reduction takes in order.
class ReductionProver {
 public:
  ReductionProver(const Workspace& context, Transcript& transcript, const SystemParams& params,
                  std::span<const ReductionInput> inputs, std::span<const Ext4> r, StackingProof& proof)
      : context_(context),
        transcript_(transcript),
        params_(params),
        r_(r),
        proof_(proof),
        lambda_(schedule::stacking_lambda(transcript)),
        groups_(make_groups(inputs, params.l_skip, lambda_)) {
    for (const ReductionInput& input : inputs) entries_.emplace_back(input.commitment->width());
  }

  // Memory: 16 bytes a row of each group's height, kept until Z is bound; for a while an eq table over its
  // blocks of 2^l_skip rows, and with rotations one of differences.
  Status univariate_message() {
    Poly& s0 = proof_.univariate_round_coeffs;
    s0.assign(params_.stacking_univariate_degree() + 1, Ext4::zero());
    for (size_t g = 0; g < groups_.size(); ++g) {
      Group& group = groups_[g];
      make_kernels(group, params_.l_skip, r_[0]);
      add_up_slices(context_, group, params_.l_skip);
      ZKMEM_RETURN_IF_ERROR(context_.check_cancelled());
      context_.report("stacked reduction",
                      static_cast<double>(g + 1) / static_cast<double>(2 * groups_.size()));
      add_group(group, s0);
    }
    context_.traces_are_idle();
    u_ = {schedule::stacking_univariate(transcript_, s0)};
    return {};
  }

  // Binds Z: the groups' tables over x, cells folded at u_0, and their weights. Memory: 32 bytes a block of
  // each group, less from round to round.
  void fold_groups() {
    lagrange_ = lagrange_weights(params_.l_skip, u_[0]);
    for (Group& group : groups_) {
      fold_blocks(group);
      weigh(group);
    }
    exhaust(0);
  }

  // Binds the blocks' variables, lowest first. Memory: an eq table over the rows of a group that is
  // exhausted.
  Status run_rounds() {
    for (uint32_t j = 1; j <= params_.n_stack; ++j) {
      ZKMEM_RETURN_IF_ERROR(context_.check_cancelled());
      context_.report("stacked reduction", 0.5 + 0.5 * j / params_.n_stack);
      proof_.sumcheck_round_polys.push_back(round_message(j));
      u_.push_back(schedule::stacking_round(transcript_, j, proof_.sumcheck_round_polys.back()));
      bind(j);
    }
    return context_.check_cancelled();
  }

  std::vector<Ext4> open() && {
    for (const auto& commitment : entries_) {
      std::vector<Ext4> openings;
      for (const auto& column : commitment)
        openings.push_back(column.empty() ? Ext4::zero() : column.front().value);
      proof_.stacking_openings.push_back(std::move(openings));
    }
    schedule::stacking_openings(transcript_, proof_);
    return std::move(u_);
  }

 private:
  // What a group adds to the univariate round's polynomial.
  void add_group(const Group& group, Poly& s0) const {
    const uint32_t l = params_.l_skip;
    const ExtArray eq = eq_table(context_, r_.subspan(1, group.n_lift), Ext4::one());
    const Poly at_point = weighted_block_sum(context_, group.sum.span(), l, eq.span());
    add_scaled(s0, multiply(at_point, group.kernel), Ext4::one());
    if (!group.rot) return;
    const ExtArray difference = rotation_differences(context_, eq);
    const Poly at_edges = weighted_block_sum(context_, group.sum.span(), l, difference.span());
    add_scaled(s0, multiply(at_point, group.rot_kernel), lambda_);
    add_scaled(s0, multiply(at_edges, group.cyclic_kernel), lambda_);
  }

  void fold_blocks(Group& group) const {
    const size_t n = size_t{1} << params_.l_skip;
    ExtArray folded(context_.memory(), size_t{1} << group.n_lift);
    const ExtSpan out = folded.span();
    const ConstExtSpan cells = static_cast<const ExtArray&>(group.sum).span();
    parallel_for(context_, folded.size(), 1024, [&](size_t begin, size_t end) {
      program_kernels::fold_ext_blocks(cells.part(begin * n, (end - begin) * n), lagrange_,
                                       out.part(begin, end - begin));
    });
    group.sum = std::move(folded);
  }

  void weigh(Group& group) const {
    Ext4 scale = evaluate_polynomial(group.kernel, u_[0]);
    if (group.rot) scale += lambda_ * evaluate_polynomial(group.rot_kernel, u_[0]);
    const ExtArray eq = eq_table(context_, r_.subspan(1, group.n_lift), Ext4::one());
    group.weights = ExtArray(context_.memory(), eq.size());
    vector_ops::scale(eq.span(), scale, group.weights.span());
    if (!group.rot) return;
    const ExtArray difference = rotation_differences(context_, eq);
    vector_ops::add_scaled(difference.span(), lambda_ * evaluate_polynomial(group.cyclic_kernel, u_[0]),
                           group.weights.span());
  }

  std::array<Ext4, 2> round_message(uint32_t j) const {
    vector_ops::ProductSums total;
    const auto add = [&](const vector_ops::ProductSums& sums) {
      total.at_1 += sums.at_1;
      total.at_2 += sums.at_2;
    };
    for (const Group& group : groups_)
      if (group.n_lift >= j) add(vector_ops::product_sums(group.sum.span(), group.weights.span()));
    for (const auto& commitment : entries_)
      for (const auto& column : commitment) add(entry_sums(column));
    return {total.at_1, total.at_2};
  }

  void bind(uint32_t j) {
    for (Group& group : groups_) {
      if (group.n_lift < j) continue;
      fold_values(context_, group.sum, u_[j]);
      fold_values(context_, group.weights, u_[j]);
    }
    for (auto& commitment : entries_)
      for (auto& column : commitment) fold_entries(column, u_[j]);
    exhaust(j);
  }

  // The slices of groups whose variables are all bound become entries of their columns.
  void exhaust(uint32_t bound) {
    const uint32_t low = params_.l_skip + bound;
    for (const Group& group : groups_) {
      if (group.n_lift != bound) continue;
      const std::vector<Ext4> values =
          slice_values(context_, group, lagrange_, std::span(u_).subspan(1, bound));
      const Ext4 weight = group.weights.get(0);
      for (size_t i = 0; i < group.slices.size(); ++i) {
        const Slice& slice = group.slices[i];
        std::vector<Entry>& column = entries_[slice.commitment][slice.place->stacked_column];
        column.push_back({uint64_t{slice.place->row} >> low, values[i], weight * slice.weight});
      }
    }
    for (auto& commitment : entries_)
      for (auto& column : commitment)
        std::sort(column.begin(), column.end(),
                  [](const Entry& a, const Entry& b) { return a.position < b.position; });
  }

  const Workspace& context_;
  Transcript& transcript_;
  const SystemParams& params_;
  std::span<const Ext4> r_;
  StackingProof& proof_;
  Ext4 lambda_;
  std::vector<Group> groups_;
  std::vector<Ext4> u_;
  std::vector<Ext4> lagrange_;
  std::vector<std::vector<std::vector<Entry>>> entries_;  // per commitment and stacked column, by position
};

}  // namespace

Result<std::vector<Ext4>> prove_stacked_reduction(const Workspace& context, Transcript& transcript,
                                                  const SystemParams& params,
                                                  std::span<const ReductionInput> inputs,
                                                  std::span<const Ext4> r, StackingProof& proof) {
  context.report("stacked reduction", 0);
  ReductionProver prover(context, transcript, params, inputs, r, proof);
  ZKMEM_RETURN_IF_ERROR(prover.univariate_message());
  prover.fold_groups();
  ZKMEM_RETURN_IF_ERROR(prover.run_rounds());
  return std::move(prover).open();
}

}  // namespace zkmem
