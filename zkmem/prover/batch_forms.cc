#include "zkmem/prover/batch_forms.h"

#include <algorithm>

namespace zkmem {

void NodeForm::add(uint32_t node, const Ext4& coefficient) {
  const auto it = std::lower_bound(nodes.begin(), nodes.end(), node);
  const auto at = it - nodes.begin();
  if (it != nodes.end() && *it == node) {
    coefficients[static_cast<size_t>(at)] += coefficient;
  } else {
    nodes.insert(it, node);
    coefficients.insert(coefficients.begin() + at, coefficient);
  }
}

void NodeForm::add(const NodeForm& other, const Ext4& factor) {
  for (size_t i = 0; i < other.nodes.size(); ++i) add(other.nodes[i], other.coefficients[i] * factor);
  constant += other.constant * factor;
}

BatchForms batch_forms(const ConstraintDag& dag, const Ext4& lambda, const Ext4& beta,
                       std::span<const Ext4> weights) {
  BatchForms forms;
  const std::vector<uint32_t> degrees = node_degrees(dag);
  Ext4 power = Ext4::one();
  for (const uint32_t node : dag.constraint_idx) {
    forms.constraints.add(node, power);
    forms.constraint_degree = std::max(forms.constraint_degree, degrees[node]);
    power *= lambda;
  }
  for (size_t s = 0; s < dag.interactions.size(); ++s) {
    const DagInteraction& interaction = dag.interactions[s];
    forms.numerators.add(interaction.count, weights[s]);
    forms.interaction_degree = std::max(forms.interaction_degree, degrees[interaction.count]);
    power = weights[s];
    for (const uint32_t node : interaction.message) {
      forms.denominators.add(node, power);
      forms.interaction_degree = std::max(forms.interaction_degree, degrees[node]);
      power *= beta;
    }
    forms.denominators.constant += power * BabyBear::from_u64(uint64_t{interaction.bus_index} + 1);
  }
  return forms;
}

OutputForm over_outputs(const NodeForm& form, const PointProgram& program, std::span<const uint32_t> wanted) {
  OutputForm out;
  out.constant = form.constant;
  for (size_t i = 0; i < form.nodes.size(); ++i) {
    const auto at = std::lower_bound(wanted.begin(), wanted.end(), form.nodes[i]) - wanted.begin();
    const PointProgram::Output& output = program.outputs()[static_cast<size_t>(at)];
    if (output.uniform) {
      out.constant += form.coefficients[i] * *output.uniform;
    } else {
      out.slots.push_back(output.slot);
      out.coefficients.push_back(form.coefficients[i]);
    }
  }
  return out;
}

}  // namespace zkmem
