#include "zkmem/verifier/dag_evaluator.h"

namespace zkmem {
namespace {

Ext4 variable_value(const AirVerifyingKey& air, const SymbolicVariable& variable,
                    const AirOpenings& openings) {
  if (variable.entry == EntryKind::kPublic) return Ext4(openings.public_values[variable.index]);
  // In the proof: common main, preprocessed, cached 0, cached 1, …. In the DAG: cached 0, …, common main.
  const TraceWidth& width = air.params.width;
  const size_t first_cached = width.preprocessed.has_value() ? 2 : 1;
  size_t part = 1;
  if (variable.entry == EntryKind::kMain)
    part = variable.part_index == width.cached_mains.size() ? 0 : first_cached + variable.part_index;
  const size_t stride = air.params.need_rot ? 2 : 1;
  return openings.parts[part][variable.index * stride + variable.offset];
}

}  // namespace

std::vector<Ext4> evaluate_dag(const AirVerifyingKey& air, const AirOpenings& openings) {
  const std::vector<DagNode>& nodes = air.symbolic_constraints.nodes;
  std::vector<Ext4> values;
  values.reserve(nodes.size());
  for (const DagNode& node : nodes) {
    Ext4 value;
    switch (node.kind) {
      case NodeKind::kVariable:
        value = variable_value(air, node.variable, openings);
        break;
      case NodeKind::kIsFirstRow:
        value = openings.selectors.is_first;
        break;
      case NodeKind::kIsLastRow:
        value = openings.selectors.is_last;
        break;
      case NodeKind::kIsTransition:
        value = openings.selectors.is_transition;
        break;
      case NodeKind::kConstant:
        value = Ext4(node.constant);
        break;
      case NodeKind::kAdd:
        value = values[node.left] + values[node.right];
        break;
      case NodeKind::kSub:
        value = values[node.left] - values[node.right];
        break;
      case NodeKind::kNeg:
        value = -values[node.left];
        break;
      case NodeKind::kMul:
        value = values[node.left] * values[node.right];
        break;
    }
    values.push_back(value);
  }
  return values;
}

Ext4 fingerprint(const DagInteraction& interaction, std::span<const Ext4> nodes, const Ext4& beta) {
  Ext4 value;
  Ext4 power = Ext4::one();
  for (const uint32_t field : interaction.message) {
    value += power * nodes[field];
    power *= beta;
  }
  // In 32 bits: a bus index of 2^16 - 1 must not wrap.
  return value + power * BabyBear::from_canonical(uint32_t{interaction.bus_index} + 1);
}

}  // namespace zkmem
