// The three linear forms over an AIR's nodes that the batched constraint sumcheck sums: the constraints C,
// the numerators N and the denominators Q (swirl.md section 9.1).
#pragma once

#include <span>
#include <vector>

#include "zkmem/prover/point_program.h"
#include "zkmem/prover/prover_trace.h"

namespace zkmem {

// A linear form over `nodes` of a DAG, with a constant.
struct NodeForm {
  std::vector<uint32_t> nodes;  // distinct
  std::vector<Ext4> coefficients;
  Ext4 constant;

  void add(uint32_t node, const Ext4& coefficient);
  void add(const NodeForm& other, const Ext4& factor);
};

struct BatchForms {
  NodeForm constraints;   // sum of lambda^k constraint_k
  NodeForm numerators;    // sum of e_s count_s
  NodeForm denominators;  // sum of e_s (sum of beta^j message_j + beta^len (bus + 1))
  uint32_t constraint_degree = 0;
  uint32_t interaction_degree = 0;  // of numerators and denominators
};

// weights[s] = e_s.
BatchForms batch_forms(const ConstraintDag& dag, const Ext4& lambda, const Ext4& beta,
                       std::span<const Ext4> weights);

// A form over a program's outputs: those that differ from point to point, and a constant for the rest.
struct OutputForm {
  std::vector<uint32_t> slots;
  std::vector<Ext4> coefficients;
  Ext4 constant;
};
// `wanted` is what the program was made for; it contains the form's nodes.
OutputForm over_outputs(const NodeForm& form, const PointProgram& program, std::span<const uint32_t> wanted);

}  // namespace zkmem
