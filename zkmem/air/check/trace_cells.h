// Access to the cells of one AIR's trace by symbolic variable. For the checker's own files.
#pragma once

#include "zkmem/air/dag.h"
#include "zkmem/air/proving_input.h"

namespace zkmem::check {

inline ConstTraceView part_of(const AirTraces& traces, const SymbolicVariable& variable) {
  if (variable.entry == EntryKind::kPreprocessed) return traces.preprocessed;
  if (variable.part_index < traces.cached_mains.size()) return traces.cached_mains[variable.part_index];
  return traces.common_main;
}

// Values of all nodes of the DAG on one row.
std::vector<BabyBear> evaluate_nodes(const ConstraintDag& dag, const AirTraces& traces, size_t row);

}  // namespace zkmem::check
