#include "zkmem/prover/univariate_round.h"

#include <algorithm>
#include <mutex>

#include "zkmem/base/parallel.h"
#include "zkmem/prover/program_kernels.h"
#include "zkmem/prover/program_tile.h"
#include "zkmem/prover/vector_ops.h"

namespace zkmem {
namespace {

using program_kernels::kPointGroup;

// What runs on a range of cosets, and which of C, N, Q it sums.
struct Task {
  std::vector<uint32_t> wanted;
  PointProgram program;
  bool constraints;
  bool interactions;
  OutputForm forms[3];

  Task(const ProverTrace& trace, const BatchForms& batch, bool with_constraints, bool with_interactions)
      : wanted(nodes(batch, with_constraints, with_interactions)),
        program(trace.key->symbolic_constraints, wanted, trace.traces->public_values),
        constraints(with_constraints),
        interactions(with_interactions) {
    if (constraints) forms[0] = over_outputs(batch.constraints, program, wanted);
    if (interactions) forms[1] = over_outputs(batch.numerators, program, wanted);
    if (interactions) forms[2] = over_outputs(batch.denominators, program, wanted);
  }
  bool sums(size_t form) const { return form == 0 ? constraints : interactions; }

 private:
  static std::vector<uint32_t> nodes(const BatchForms& batch, bool with_constraints, bool with_interactions) {
    NodeForm all;
    if (with_constraints) all.add(batch.constraints, Ext4::zero());
    if (with_interactions) {
      all.add(batch.numerators, Ext4::zero());
      all.add(batch.denominators, Ext4::zero());
    }
    return all.nodes;
  }
};

// Everything one thread needs to work on groups of blocks.
class Worker {
 public:
  Worker(WorkMemory& memory, const ProverTrace& trace, uint32_t l_skip, const Task& task, size_t first_coset,
         size_t cosets)
      : trace_(trace),
        l_skip_(l_skip),
        task_(task),
        first_coset_(first_coset),
        cosets_(cosets),
        points_(kPointGroup << l_skip),
        tile_(std::min(points_, ProgramTile::points_for(task.program.num_slots(), 1))),
        slots_(memory, task.program, tile_, 1),
        inputs_(memory, task.program.inputs().size() * cosets * points_),
        skipped_(memory, first_coset * points_),
        cells_(memory, points_ + 1),
        ones_(tile_, BabyBear::one()) {
    for (size_t f = 0; f < 3; ++f) {
      if (!task.sums(f)) continue;
      for (size_t c = 0; c < cosets; ++c) {
        sums_[f].emplace_back(memory, points_);
        for (size_t i = 0; i < points_; ++i) sums_[f].back().set(i, Ext4::zero());
      }
      values_[f] = ExtArray(memory, points_);
    }
  }

  void add_group(size_t group, ConstExtSpan weights) {
    const std::vector<ProgramInput>& inputs = task_.program.inputs();
    for (size_t i = 0; i < inputs.size(); ++i) extend(i, group);
    for (size_t c = 0; c < cosets_; ++c) {
      for (size_t first = 0; first < points_; first += tile_) {
        for (size_t i = 0; i < inputs.size(); ++i) slots_.bind(i, coset_cells(i, c) + first);
        program_kernels::run_base(task_.program, slots_.pointers(), tile_);
        for (size_t f = 0; f < 3; ++f) {
          if (!task_.sums(f)) continue;
          columns_.clear();
          for (const uint32_t slot : task_.forms[f].slots) columns_.push_back(slots_.pointers()[slot]);
          columns_.push_back(ones_.data());
          coefficients_ = task_.forms[f].coefficients;
          coefficients_.push_back(task_.forms[f].constant);
          vector_ops::combine_columns(columns_, coefficients_, 0, values_[f].span().part(first, tile_),
                                      false);
        }
      }
      for (size_t f = 0; f < 3; ++f)
        if (task_.sums(f)) program_kernels::add_weighted(values_[f].span(), weights, sums_[f][c].span());
    }
  }

  // The sum at point w_D^z of the c-th coset.
  Ext4 sum(size_t form, size_t c, size_t z) const {
    Ext4 total;
    for (size_t i = 0; i < kPointGroup; ++i) total += sums_[form][c].get(z * kPointGroup + i);
    return total;
  }

 private:
  BabyBear* coset_cells(size_t input, size_t c) { return inputs_.data() + (input * cosets_ + c) * points_; }

  void extend(size_t i, size_t group) {
    const ProgramInput& input = task_.program.inputs()[i];
    const size_t first = group * points_;
    const BabyBear* cells = trace_.cells_in_place(input, first, points_);
    if (cells == nullptr) {
      // The last rows, a selector, or a trace of fewer blocks than a group: beyond it the weights are zero.
      trace_.copy_cells(input, first, points_, cells_.data());
      cells = cells_.data();
    }
    targets_.clear();
    for (size_t c = 0; c < first_coset_; ++c) targets_.push_back(skipped_.data() + c * points_);
    for (size_t c = 0; c < cosets_; ++c) targets_.push_back(coset_cells(i, c));
    program_kernels::coset_values(cells, l_skip_, targets_);
  }

  const ProverTrace& trace_;
  uint32_t l_skip_;
  const Task& task_;
  size_t first_coset_;
  size_t cosets_;
  size_t points_;
  size_t tile_;
  ProgramTile slots_;
  Buffer<BabyBear> inputs_;   // per input and coset
  Buffer<BabyBear> skipped_;  // values on cosets that this task does not use
  Buffer<BabyBear> cells_;
  std::vector<BabyBear> ones_;
  ExtArray values_[3];
  std::vector<ExtArray> sums_[3];  // per form and coset
  std::vector<const BabyBear*> columns_;
  std::vector<Ext4> coefficients_;
  std::vector<BabyBear*> targets_;
};

}  // namespace

UnivariateSums univariate_round(const Workspace& context, const ProverTrace& trace, uint32_t l_skip,
                                const BatchForms& forms, ConstExtSpan eq_x) {
  const size_t n = size_t{1} << l_skip;
  // C / (Z^N - 1) has degree below (d - 1) N, N and Q have degrees at most d (N - 1): as many cosets.
  const size_t constraint_cosets = forms.constraint_degree > 1 ? forms.constraint_degree - 1 : 0;
  const size_t interaction_cosets =
      forms.numerators.nodes.empty() ? 0 : std::max<size_t>(forms.interaction_degree, 1);
  std::vector<Ext4> values[3];
  values[0].resize(constraint_cosets * n);
  values[1].resize(interaction_cosets * n);
  values[2].resize(interaction_cosets * n);

  const auto run = [&](size_t first_coset, size_t last_coset, bool with_constraints, bool with_interactions) {
    if (first_coset >= last_coset) return;
    const Task task(trace, forms, with_constraints, with_interactions);
    std::mutex mutex;
    const size_t groups = eq_x.size / kPointGroup;
    const size_t grain = std::max<size_t>(1, std::min<size_t>(64, groups / (4 * thread_count(context))));
    parallel_for(context, groups, grain, [&](size_t begin, size_t end) {
      Worker worker(context.memory(), trace, l_skip, task, first_coset, last_coset - first_coset);
      for (size_t g = begin; g < end && !context.is_cancelled(); ++g)
        worker.add_group(g, eq_x.part(g * kPointGroup, kPointGroup));
      const std::lock_guard lock(mutex);
      for (size_t f = 0; f < 3; ++f) {
        if (!task.sums(f)) continue;
        for (size_t c = first_coset; c < last_coset; ++c)
          for (size_t z = 0; z < n; ++z) values[f][c * n + z] += worker.sum(f, c - first_coset, z);
      }
    });
  };
  const size_t both = std::min(constraint_cosets, interaction_cosets);
  run(0, both, true, true);
  run(both, constraint_cosets, true, false);
  run(both, interaction_cosets, false, true);

  UnivariateSums sums;
  BabyBear shift = BabyBear::generator();
  for (size_t c = 0; c < constraint_cosets; ++c, shift *= BabyBear::generator()) {
    const BabyBear inverse = (shift.exp_power_of_2(l_skip) - BabyBear::one()).inverse();
    for (size_t z = 0; z < n; ++z) values[0][c * n + z] *= inverse;
  }
  if (constraint_cosets != 0) {
    const Poly quotient = interpolate_cosets(std::move(values[0]), l_skip);
    sums.constraints.assign(n, Ext4::zero());
    sums.constraints.insert(sums.constraints.end(), quotient.begin(), quotient.end());
    add_scaled(sums.constraints, quotient, -Ext4::one());
  }
  if (interaction_cosets != 0) {
    sums.numerators = interpolate_cosets(std::move(values[1]), l_skip);
    sums.denominators = interpolate_cosets(std::move(values[2]), l_skip);
  }
  return sums;
}

}  // namespace zkmem
