#include "zkmem/prover/stacked_reduction.h"

#include <algorithm>
#include <map>
#include <mutex>

#include "zkmem/base/parallel.h"
#include "zkmem/poly/prism.h"
#include "zkmem/poly/univariate.h"
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

}  // namespace

Result<std::vector<Ext4>> prove_stacked_reduction(const Workspace& context, Transcript& transcript,
                                                  const SystemParams& params,
                                                  std::span<const ReductionInput> inputs,
                                                  std::span<const Ext4> r, StackingProof& proof) {
  const uint32_t l = params.l_skip;
  context.report("stacked reduction", 0);
  const Ext4 lambda = transcript.sample_ext("stack.lambda");
  std::vector<Group> groups = make_groups(inputs, l, lambda);

  Poly& s0 = proof.univariate_round_coeffs;
  s0.assign(params.stacking_univariate_degree() + 1, Ext4::zero());
  for (size_t g = 0; g < groups.size(); ++g) {
    Group& group = groups[g];
    make_kernels(group, l, r[0]);
    add_up_slices(context, group, l);
    ZKMEM_RETURN_IF_ERROR(context.check_cancelled());
    context.report("stacked reduction", static_cast<double>(g + 1) / static_cast<double>(2 * groups.size()));
    const ExtArray eq = eq_table(context, r.subspan(1, group.n_lift), Ext4::one());
    const ConstExtSpan cells = static_cast<const ExtArray&>(group.sum).span();
    const Poly at_point = weighted_block_sum(context, cells, l, eq.span());
    add_scaled(s0, multiply(at_point, group.kernel), Ext4::one());
    if (group.rot) {
      const ExtArray difference = rotation_differences(context, eq);
      const Poly at_edges = weighted_block_sum(context, cells, l, difference.span());
      add_scaled(s0, multiply(at_point, group.rot_kernel), lambda);
      add_scaled(s0, multiply(at_edges, group.cyclic_kernel), lambda);
    }
  }
  context.traces_are_idle();
  for (size_t i = 0; i < s0.size(); ++i) transcript.observe_ext(s0[i], Label("stack.univariate.coeff{}", i));
  std::vector<Ext4> u = {transcript.sample_ext(Label("stack.u{}", 0))};
  const std::vector<Ext4> lagrange = lagrange_weights(l, u[0]);

  // The groups' tables over x: cells folded at u_0, and their weights.
  for (Group& group : groups) {
    const size_t n = size_t{1} << l;
    ExtArray folded(context.memory(), size_t{1} << group.n_lift);
    const ExtSpan out = folded.span();
    const ConstExtSpan cells = static_cast<const ExtArray&>(group.sum).span();
    parallel_for(context, folded.size(), 1024, [&](size_t begin, size_t end) {
      program_kernels::fold_ext_blocks(cells.part(begin * n, (end - begin) * n), lagrange,
                                       out.part(begin, end - begin));
    });
    group.sum = std::move(folded);
    Ext4 scale = evaluate_polynomial(group.kernel, u[0]);
    if (group.rot) scale += lambda * evaluate_polynomial(group.rot_kernel, u[0]);
    const ExtArray eq = eq_table(context, r.subspan(1, group.n_lift), Ext4::one());
    group.weights = ExtArray(context.memory(), eq.size());
    vector_ops::scale(eq.span(), scale, group.weights.span());
    if (group.rot) {
      const ExtArray difference = rotation_differences(context, eq);
      vector_ops::add_scaled(difference.span(), lambda * evaluate_polynomial(group.cyclic_kernel, u[0]),
                             group.weights.span());
    }
  }

  std::vector<std::vector<std::vector<Entry>>> entries;  // per commitment and stacked column, by position
  for (const ReductionInput& input : inputs) entries.emplace_back(input.commitment->width());
  const auto exhaust = [&](uint32_t bound) {
    for (Group& group : groups) {
      if (group.n_lift != bound) continue;
      const std::vector<Ext4> values = slice_values(context, group, lagrange, std::span(u).subspan(1, bound));
      const Ext4 weight = group.weights.get(0);
      for (size_t i = 0; i < group.slices.size(); ++i) {
        const Slice& slice = group.slices[i];
        std::vector<Entry>& column = entries[slice.commitment][slice.place->stacked_column];
        column.push_back({uint64_t{slice.place->row} >> (l + bound), values[i], weight * slice.weight});
      }
    }
    for (auto& commitment : entries)
      for (auto& column : commitment)
        std::sort(column.begin(), column.end(),
                  [](const Entry& a, const Entry& b) { return a.position < b.position; });
  };
  exhaust(0);
  for (uint32_t j = 1; j <= params.n_stack; ++j) {
    ZKMEM_RETURN_IF_ERROR(context.check_cancelled());
    context.report("stacked reduction", 0.5 + 0.5 * j / params.n_stack);
    vector_ops::ProductSums total;
    const auto add = [&](const vector_ops::ProductSums& sums) {
      total.at_1 += sums.at_1;
      total.at_2 += sums.at_2;
    };
    for (const Group& group : groups)
      if (group.n_lift >= j) add(vector_ops::product_sums(group.sum.span(), group.weights.span()));
    for (const auto& commitment : entries)
      for (const auto& column : commitment) add(entry_sums(column));
    proof.sumcheck_round_polys.push_back({total.at_1, total.at_2});
    transcript.observe_ext(total.at_1, Label("stack.round{}.s({})", j, 1));
    transcript.observe_ext(total.at_2, Label("stack.round{}.s({})", j, 2));
    u.push_back(transcript.sample_ext(Label("stack.u{}", j)));
    for (Group& group : groups) {
      if (group.n_lift < j) continue;
      fold_values(context, group.sum, u[j]);
      fold_values(context, group.weights, u[j]);
    }
    for (auto& commitment : entries)
      for (auto& column : commitment) fold_entries(column, u[j]);
    exhaust(j);
  }
  ZKMEM_RETURN_IF_ERROR(context.check_cancelled());
  for (size_t c = 0; c < entries.size(); ++c) {
    std::vector<Ext4> openings;
    for (size_t j = 0; j < entries[c].size(); ++j) {
      openings.push_back(entries[c][j].empty() ? Ext4::zero() : entries[c][j].front().value);
      transcript.observe_ext(openings[j], Label("stack.opening.commit{}.col{}", c, j));
    }
    proof.stacking_openings.push_back(std::move(openings));
  }
  return u;
}

}  // namespace zkmem
