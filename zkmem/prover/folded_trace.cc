#include "zkmem/prover/folded_trace.h"

#include <algorithm>
#include <mutex>

#include "zkmem/base/parallel.h"
#include "zkmem/prover/fold.h"
#include "zkmem/prover/program_kernels.h"
#include "zkmem/prover/program_tile.h"

namespace zkmem {
namespace {

using program_kernels::kPointGroup;

}  // namespace

FoldedTrace::FoldedTrace(const Workspace& context, const ProverTrace& trace, uint32_t l_skip,
                         std::span<const Ext4> lagrange)
    : trace_(&trace), length_(size_t{1} << trace.shape.n_lift) {
  const size_t offsets = trace.need_rot() ? 2 : 1;
  const size_t n = size_t{1} << l_skip;
  const size_t rows = trace.height();
  size_t tables = 0;
  std::vector<std::span<const BabyBear>> columns;
  for (const ConstTraceView& part : trace.opening_parts()) {
    part_tables_.push_back(tables);
    part_widths_.push_back(part.width());
    tables += part.width() * offsets;
    for (size_t j = 0; j < part.width(); ++j) columns.push_back(part.column(j));
  }
  tables_ = ExtArray(context.memory(), tables * length_);
  const ExtSpan all = tables_.span();
  constexpr size_t kBlocks = 1024;
  const size_t pieces = (length_ + kBlocks - 1) / kBlocks;
  parallel_for(context, tables * pieces, 4, [&](size_t begin, size_t end) {
    std::vector<BabyBear> copy(n);
    for (size_t i = begin; i < end; ++i) {
      const size_t table = i / pieces;
      const size_t first = i % pieces * kBlocks;
      const size_t offset = table % offsets;
      const std::span<const BabyBear> column = columns[table / offsets];
      // Blocks that lie in the column as they are; the last one of a rotation, and a short trace's, do not.
      size_t count = std::min(kBlocks, length_ - first);
      const bool short_of_one = (first + count) * n + offset > rows;
      if (short_of_one) --count;
      const ExtSpan out = all.part(table * length_ + first, count);
      program_kernels::fold_blocks(column.data() + first * n + offset, lagrange, out);
      if (short_of_one) {
        const size_t start = (first + count) * n + offset;
        for (size_t z = 0; z < n; ++z) copy[z] = column[(start + z) & (rows - 1)];
        program_kernels::fold_blocks(copy.data(), lagrange, all.part(table * length_ + first + count, 1));
      }
    }
  });
  if (rows >= n) {
    first_ = lagrange.front();
    last_ = lagrange.back();
  } else {
    for (size_t z = 0; z < n; z += rows) {
      first_ += lagrange[z];
      last_ += lagrange[z + rows - 1];
    }
  }
}

void FoldedTrace::set_form(NodeForm form) {
  wanted_ = form.nodes;
  program_.clear();
  program_.emplace_back(trace_->key->symbolic_constraints, wanted_, trace_->traces->public_values);
  form_ = over_outputs(form, program_.front(), wanted_);
}

size_t FoldedTrace::table_of(const SymbolicVariable& variable) const {
  const size_t offsets = trace_->need_rot() ? 2 : 1;
  const bool has_preprocessed = trace_->key->params.width.preprocessed.has_value();
  size_t part = 0;
  if (variable.entry == EntryKind::kPreprocessed) {
    part = 1;
  } else if (variable.part_index < trace_->traces->cached_mains.size()) {
    part = 1 + (has_preprocessed ? 1 : 0) + variable.part_index;
  }
  return part_tables_[part] + variable.index * offsets + variable.offset;
}

void FoldedTrace::evaluate_round(const Workspace& context, ConstExtSpan weights, std::span<Ext4> sums) const {
  const PointProgram& program = program_.front();
  const std::vector<ProgramInput>& inputs = program.inputs();
  const size_t pairs = length_ / 2;
  const size_t points = std::min((pairs + kPointGroup - 1) / kPointGroup * kPointGroup,
                                 ProgramTile::points_for(program.num_slots() + inputs.size(), 4));
  const size_t tiles = (pairs + points - 1) / points;
  const size_t grain = std::max<size_t>(1, std::min<size_t>(64, tiles / (4 * thread_count(context))));
  std::mutex mutex;
  parallel_for(context, tiles, grain, [&](size_t begin, size_t end) {
    ProgramTile slots(context.memory(), program, points, 4);
    Buffer<BabyBear> steps(context.memory(), inputs.size() * 4 * points);
    ExtArray weight(context.memory(), points);
    std::vector<const BabyBear*> outputs;
    for (const uint32_t slot : form_.slots) outputs.push_back(slots.pointers()[slot]);
    std::vector<Ext4> local(sums.size());
    for (size_t t = begin; t < end && !context.is_cancelled(); ++t) {
      const size_t first = t * points;
      const size_t count = std::min(points, pairs - first);
      for (size_t i = 0; i < inputs.size(); ++i) {
        BabyBear* values = slots.own(i);
        BabyBear* step = steps.data() + i * 4 * points;
        if (inputs[i].kind == ProgramInput::Kind::kCell) {
          const ConstExtSpan table = tables_.span().part(table_of(inputs[i].variable) * length_, length_);
          program_kernels::load_pairs_and_steps(table, first, count, values, step, points);
          continue;
        }
        std::fill_n(values, 4 * points, BabyBear::zero());
        std::fill_n(step, 4 * points, BabyBear::zero());
        for (size_t c = 0; c < 4; ++c) {
          if (inputs[i].kind == ProgramInput::Kind::kIsFirstRow && first == 0) step[c * points] = -first_[c];
          if (inputs[i].kind == ProgramInput::Kind::kIsLastRow && first + count == pairs)
            values[c * points + count - 1] = step[c * points + count - 1] = last_[c];
        }
      }
      ConstExtSpan tile_weights = weights.part(first, count);
      if (count < points) {
        for (size_t i = 0; i < points; ++i) weight.set(i, i < count ? weights.get(first + i) : Ext4::zero());
        tile_weights = weight.span();
      }
      for (size_t x = 0; x < sums.size(); ++x) {
        if (x != 0) {
          for (size_t i = 0; i < inputs.size(); ++i)
            program_kernels::step(slots.own(i), steps.data() + i * 4 * points, points);
        }
        program_kernels::run_ext(program, slots.pointers(), points);
        local[x] += program_kernels::combine_and_dot(outputs, form_.coefficients, points, tile_weights);
      }
    }
    const std::lock_guard lock(mutex);
    for (size_t x = 0; x < sums.size(); ++x) sums[x] += local[x];
  });
  // The weights are an eq table over a whole cube: they add up to one.
  for (Ext4& sum : sums) sum += form_.constant;
}

void FoldedTrace::fold(const Workspace& context, const Ext4& r) {
  fold_values(context, tables_, r);
  length_ /= 2;
  first_ *= Ext4::one() - r;
  last_ *= r;
}

Ext4 FoldedTrace::value(const Workspace& context) const {
  const PointProgram& program = program_.front();
  ProgramTile slots(context.memory(), program, kPointGroup, 4);
  for (size_t i = 0; i < program.inputs().size(); ++i) {
    const ProgramInput& input = program.inputs()[i];
    const Ext4 x = input.kind == ProgramInput::Kind::kCell         ? tables_.get(table_of(input.variable))
                   : input.kind == ProgramInput::Kind::kIsFirstRow ? first_
                                                                   : last_;
    std::fill_n(slots.own(i), 4 * kPointGroup, BabyBear::zero());
    for (size_t c = 0; c < 4; ++c) slots.own(i)[c * kPointGroup] = x[c];
  }
  program_kernels::run_ext(program, slots.pointers(), kPointGroup);
  ExtArray weights(context.memory(), kPointGroup);
  for (size_t i = 0; i < kPointGroup; ++i) weights.set(i, i == 0 ? Ext4::one() : Ext4::zero());
  std::vector<const BabyBear*> outputs;
  for (const uint32_t slot : form_.slots) outputs.push_back(slots.pointers()[slot]);
  const ConstExtSpan only_first = weights.span();
  return form_.constant +
         program_kernels::combine_and_dot(outputs, form_.coefficients, kPointGroup, only_first);
}

std::vector<std::vector<Ext4>> FoldedTrace::openings() const {
  const size_t offsets = trace_->need_rot() ? 2 : 1;
  std::vector<std::vector<Ext4>> parts;
  for (size_t p = 0; p < part_tables_.size(); ++p) {
    std::vector<Ext4> values;
    for (size_t i = 0; i < part_widths_[p] * offsets; ++i) values.push_back(tables_.get(part_tables_[p] + i));
    parts.push_back(std::move(values));
  }
  return parts;
}

}  // namespace zkmem
