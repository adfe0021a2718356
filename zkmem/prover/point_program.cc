#include "zkmem/prover/point_program.h"

#include <algorithm>
#include <map>

namespace zkmem {
namespace {

constexpr uint32_t kNone = ~uint32_t{0};

bool is_binary(NodeKind kind) {
  return kind == NodeKind::kAdd || kind == NodeKind::kSub || kind == NodeKind::kMul;
}

// The nodes that the wanted ones are made of.
std::vector<bool> needed_nodes(const ConstraintDag& dag, std::span<const uint32_t> wanted) {
  std::vector<bool> needed(dag.nodes.size(), false);
  for (const uint32_t node : wanted) needed[node] = true;
  for (size_t i = dag.nodes.size(); i-- > 0;) {
    if (!needed[i]) continue;
    const DagNode& node = dag.nodes[i];
    if (is_binary(node.kind)) needed[node.left] = needed[node.right] = true;
    if (node.kind == NodeKind::kNeg) needed[node.left] = true;
  }
  return needed;
}

// Values of the nodes that are the same at every point.
std::vector<std::optional<BabyBear>> uniform_values(const ConstraintDag& dag,
                                                    std::span<const BabyBear> public_values) {
  std::vector<std::optional<BabyBear>> values(dag.nodes.size());
  for (size_t i = 0; i < dag.nodes.size(); ++i) {
    const DagNode& node = dag.nodes[i];
    if (node.kind == NodeKind::kConstant) values[i] = node.constant;
    if (node.kind == NodeKind::kVariable && node.variable.entry == EntryKind::kPublic)
      values[i] = public_values[node.variable.index];
    if (node.kind == NodeKind::kNeg && values[node.left]) values[i] = -*values[node.left];
    if (!is_binary(node.kind) || !values[node.left] || !values[node.right]) continue;
    const BabyBear a = *values[node.left];
    const BabyBear b = *values[node.right];
    values[i] = node.kind == NodeKind::kAdd ? a + b : node.kind == NodeKind::kSub ? a - b : a * b;
  }
  return values;
}

}  // namespace

PointProgram::PointProgram(const ConstraintDag& dag, std::span<const uint32_t> wanted,
                           std::span<const BabyBear> public_values) {
  const std::vector<bool> needed = needed_nodes(dag, wanted);
  const std::vector<std::optional<BabyBear>> uniform = uniform_values(dag, public_values);
  const size_t n = dag.nodes.size();

  std::vector<size_t> last_use(n, 0);
  for (size_t i = 0; i < n; ++i) {
    if (!needed[i] || uniform[i]) continue;
    const DagNode& node = dag.nodes[i];
    if (is_binary(node.kind)) last_use[node.left] = last_use[node.right] = i;
    if (node.kind == NodeKind::kNeg) last_use[node.left] = i;
  }
  for (const uint32_t node : wanted) last_use[node] = n;

  // Inputs first: theirs are the first slots, and are not reused.
  std::vector<uint32_t> slot(n, kNone);
  std::map<ProgramInput, uint32_t> input_slots;
  bool transition = false;
  const auto input = [&](const ProgramInput& key) {
    const auto [it, inserted] = input_slots.emplace(key, static_cast<uint32_t>(inputs_.size()));
    if (inserted) inputs_.push_back(key);
    return it->second;
  };
  for (size_t i = 0; i < n; ++i) {
    if (!needed[i] || uniform[i]) continue;
    const DagNode& node = dag.nodes[i];
    if (node.kind == NodeKind::kVariable) slot[i] = input({ProgramInput::Kind::kCell, node.variable});
    if (node.kind == NodeKind::kIsFirstRow) slot[i] = input({ProgramInput::Kind::kIsFirstRow, {}});
    if (node.kind == NodeKind::kIsLastRow) slot[i] = input({ProgramInput::Kind::kIsLastRow, {}});
    if (node.kind == NodeKind::kIsTransition) {
      input({ProgramInput::Kind::kIsLastRow, {}});
      transition = true;
    }
  }
  num_slots_ = inputs_.size();

  std::map<uint32_t, uint32_t> constant_index;
  const auto constant = [&](BabyBear value) {
    const auto [it, inserted] =
        constant_index.emplace(value.monty(), static_cast<uint32_t>(constants_.size()));
    if (inserted) constants_.push_back(value);
    return it->second;
  };
  if (transition) {
    const uint32_t target = static_cast<uint32_t>(num_slots_++);
    instructions_.push_back({ProgramOp::kConstantSub, target, input({ProgramInput::Kind::kIsLastRow, {}}),
                             constant(BabyBear::one())});
    for (size_t i = 0; i < n; ++i)
      if (dag.nodes[i].kind == NodeKind::kIsTransition) slot[i] = target;
  }

  std::vector<uint32_t> free;
  const auto release = [&](uint32_t node, size_t at) {
    const NodeKind kind = dag.nodes[node].kind;
    const bool computed = is_binary(kind) || kind == NodeKind::kNeg;
    if (computed && !uniform[node] && last_use[node] == at && slot[node] != kNone) free.push_back(slot[node]);
  };
  for (size_t i = 0; i < n; ++i) {
    const DagNode& node = dag.nodes[i];
    if (!needed[i] || uniform[i] || !(is_binary(node.kind) || node.kind == NodeKind::kNeg)) continue;
    ProgramInstruction out = {};
    if (node.kind == NodeKind::kNeg) {
      out = {ProgramOp::kNeg, 0, slot[node.left], 0};
    } else if (uniform[node.right]) {
      const ProgramOp op = node.kind == NodeKind::kAdd   ? ProgramOp::kAddConstant
                           : node.kind == NodeKind::kSub ? ProgramOp::kSubConstant
                                                         : ProgramOp::kMulConstant;
      out = {op, 0, slot[node.left], constant(*uniform[node.right])};
    } else if (uniform[node.left]) {
      const ProgramOp op = node.kind == NodeKind::kAdd   ? ProgramOp::kAddConstant
                           : node.kind == NodeKind::kSub ? ProgramOp::kConstantSub
                                                         : ProgramOp::kMulConstant;
      out = {op, 0, slot[node.right], constant(*uniform[node.left])};
    } else {
      const ProgramOp op = node.kind == NodeKind::kAdd   ? ProgramOp::kAdd
                           : node.kind == NodeKind::kSub ? ProgramOp::kSub
                                                         : ProgramOp::kMul;
      out = {op, 0, slot[node.left], slot[node.right]};
    }
    // An operand's slot may be the target: every instruction reads a point before it writes it.
    release(node.left, i);
    if (is_binary(node.kind) && node.right != node.left) release(node.right, i);
    if (free.empty()) {
      out.target = static_cast<uint32_t>(num_slots_++);
    } else {
      out.target = free.back();
      free.pop_back();
    }
    slot[i] = out.target;
    instructions_.push_back(out);
  }
  for (const uint32_t node : wanted) outputs_.push_back({uniform[node] ? 0 : slot[node], uniform[node]});
}

std::vector<uint32_t> node_degrees(const ConstraintDag& dag) {
  std::vector<uint32_t> degrees;
  for (const DagNode& node : dag.nodes) {
    uint32_t degree = 0;
    switch (node.kind) {
      case NodeKind::kVariable:
        degree = node.variable.entry == EntryKind::kPublic ? 0 : 1;
        break;
      case NodeKind::kIsFirstRow:
      case NodeKind::kIsLastRow:
      case NodeKind::kIsTransition:
        degree = 1;
        break;
      case NodeKind::kConstant:
        break;
      case NodeKind::kAdd:
      case NodeKind::kSub:
        degree = std::max(degrees[node.left], degrees[node.right]);
        break;
      case NodeKind::kNeg:
        degree = degrees[node.left];
        break;
      case NodeKind::kMul:
        degree = degrees[node.left] + degrees[node.right];
        break;
    }
    degrees.push_back(degree);
  }
  return degrees;
}

}  // namespace zkmem
