#include "zkmem/prover/logup_leaves.h"

#include <algorithm>

#include "zkmem/base/parallel.h"
#include "zkmem/prover/program_kernels.h"
#include "zkmem/prover/program_tile.h"
#include "zkmem/prover/vector_ops.h"

namespace zkmem {
namespace {

// One interaction's denominator: a constant and coefficients over the program's outputs.
struct Denominator {
  Ext4 constant;
  std::vector<uint32_t> outputs;
  std::vector<Ext4> coefficients;
};

}  // namespace

void fill_logup_leaves(const Workspace& context, const ProverTrace& trace, const LogUpChallenges& challenges,
                       std::span<BabyBear> numerators, ExtSpan denominators) {
  const ConstraintDag& dag = trace.key->symbolic_constraints;
  const InteractionNodes wanted(dag);
  const PointProgram program(dag, wanted.nodes, trace.traces->public_values);
  const size_t interactions = dag.interactions.size();
  std::vector<Denominator> forms(interactions);
  for (size_t s = 0; s < interactions; ++s) {
    Denominator& form = forms[s];
    form.constant = challenges.alpha;
    Ext4 power = Ext4::one();
    for (const uint32_t field : wanted.message[s]) {
      if (const auto& uniform = program.outputs()[field].uniform) {
        form.constant += power * *uniform;
      } else {
        form.outputs.push_back(field);
        form.coefficients.push_back(power);
      }
      power *= challenges.beta;
    }
    form.constant += power * BabyBear::from_u64(uint64_t{dag.interactions[s].bus_index} + 1);
    form.coefficients.push_back(form.constant);  // of a column of ones
  }

  const size_t rows = trace.height();
  const size_t tile = ProgramTile::points_for(program.num_slots(), 4);
  const std::vector<BabyBear> ones(tile, BabyBear::one());
  parallel_for(context, (rows + tile - 1) / tile, 16, [&](size_t begin, size_t end) {
    ProgramTile slots(context.memory(), program, tile, 1);
    std::vector<const BabyBear*> columns;
    for (size_t t = begin; t < end; ++t) {
      const size_t first = t * tile;
      const size_t count = std::min(tile, rows - first);
      for (size_t i = 0; i < program.inputs().size(); ++i) {
        const BabyBear* cells = trace.cells_in_place(program.inputs()[i], first, tile);
        if (cells == nullptr) {
          trace.copy_cells(program.inputs()[i], first, tile, slots.own(i));
          cells = slots.own(i);
        }
        slots.bind(i, cells);
      }
      program_kernels::run_base(program, slots.pointers(), tile);
      for (size_t s = 0; s < interactions; ++s) {
        const size_t place = trace.leaf_positions[s] + first;
        const PointProgram::Output& multiplicity = program.outputs()[wanted.count[s]];
        for (size_t i = 0; i < count; ++i) {
          const BabyBear value =
              multiplicity.uniform ? *multiplicity.uniform : slots.pointers()[multiplicity.slot][i];
          numerators[place + i] = value * trace.norm;
        }
        columns.clear();
        for (const uint32_t output : forms[s].outputs)
          columns.push_back(slots.output(program.outputs()[output]));
        columns.push_back(ones.data());
        vector_ops::combine_columns(columns, forms[s].coefficients, 0, denominators.part(place, count),
                                    false);
      }
    }
  });
  // Traces below 2^l_skip rows repeat.
  for (size_t s = 0; s < interactions; ++s) {
    for (size_t i = rows; i < trace.lifted_height(); ++i) {
      const size_t place = trace.leaf_positions[s];
      numerators[place + i] = numerators[place + i % rows];
      denominators.set(place + i, denominators.get(place + i % rows));
    }
  }
}

}  // namespace zkmem
