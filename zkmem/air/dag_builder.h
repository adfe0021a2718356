// From a chip to its constraint DAG, node for node the reference's. Source: swirl.md section 5 (interning
// rules); stark-backend air_builders/symbolic/dag.rs (2.0.1).
#pragma once

#include <cstdint>
#include <vector>

#include "zkmem/air/air.h"
#include "zkmem/air/air_builder.h"
#include "zkmem/air/dag.h"

namespace zkmem {

// Everything key generation, checker and exporter need to know of a chip.
struct AirConstraints {
  AirWidths widths;
  size_t num_public_values = 0;
  ConstraintDag dag;
  uint32_t max_constraint_degree = 0;  // over constraints, counts and message fields as written
  bool need_rot = false;               // some node, dead ones included, reads the next row
  std::vector<SymbolicVariable> unused_variables;
};

AirConstraints build_constraints(const Air& air);
AirConstraints build_constraints(const AirBuilder& builder);

}  // namespace zkmem
