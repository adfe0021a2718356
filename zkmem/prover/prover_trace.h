// A present AIR's trace as the phases see it: shape, key, cells and place among the logup leaves.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "zkmem/air/proving_input.h"
#include "zkmem/protocol/trace_shape.h"
#include "zkmem/protocol/verifying_key.h"
#include "zkmem/prover/point_program.h"

namespace zkmem {

struct ProverTrace {
  TraceShape shape;
  const AirVerifyingKey* key = nullptr;
  const AirTraces* traces = nullptr;
  std::vector<uint64_t> leaf_positions;  // per interaction: where its block starts
  BabyBear norm = BabyBear::one();       // 2^-(l_skip - log_height) for lifted traces

  size_t height() const { return size_t{1} << shape.log_height; }
  size_t lifted_height() const { return size_t{1} << shape.lifted_log_height; }
  bool need_rot() const { return key->params.need_rot; }
  const std::vector<DagInteraction>& interactions() const { return key->symbolic_constraints.interactions; }

  // Parts in the order of the openings: common main, preprocessed if any, cached mains.
  std::vector<ConstTraceView> opening_parts() const {
    std::vector<ConstTraceView> parts = {traces->common_main};
    if (key->params.width.preprocessed) parts.push_back(traces->preprocessed);
    parts.insert(parts.end(), traces->cached_mains.begin(), traces->cached_mains.end());
    return parts;
  }
  // The column that a cell variable names.
  std::span<const BabyBear> column(const SymbolicVariable& variable) const {
    if (variable.entry == EntryKind::kPreprocessed) return traces->preprocessed.column(variable.index);
    if (variable.part_index < traces->cached_mains.size())
      return traces->cached_mains[variable.part_index].column(variable.index);
    return traces->common_main.column(variable.index);
  }
  // Copies cells [first, first + count) of an input, as a column repeated cyclically, to `out`.
  void copy_cells(const ProgramInput& input, size_t first, size_t count, BabyBear* out) const;
  // Where cells [first, first + count) of an input are, if they lie in the trace as they are wanted; else
  // null.
  const BabyBear* cells_in_place(const ProgramInput& input, size_t first, size_t count) const;
};

// The nodes of an AIR's interactions (counts and message fields, without repetition), and coefficients over
// them.
struct InteractionNodes {
  explicit InteractionNodes(const ConstraintDag& dag);
  std::vector<uint32_t> nodes;                 // distinct
  std::vector<uint32_t> count;                 // per interaction: index into nodes
  std::vector<std::vector<uint32_t>> message;  // per interaction and field: index into nodes
};

}  // namespace zkmem
