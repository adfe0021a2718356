#include "zkmem/air/dag_builder.h"

#include <algorithm>
#include <optional>
#include <set>
#include <unordered_map>

namespace zkmem {
namespace {

struct DagNodeHash {
  size_t operator()(const DagNode& node) const {
    uint64_t h = static_cast<uint64_t>(node.kind);
    const auto mix = [&h](uint64_t x) { h = (h ^ x) * 0x9e3779b97f4a7c15ULL + (h >> 29); };
    mix(node.constant.monty());
    mix((uint64_t{node.left} << 32) | node.right);
    mix(node.degree_multiple);
    mix((static_cast<uint64_t>(node.variable.entry) << 40) | (uint64_t{node.variable.part_index} << 8) |
        node.variable.offset);
    mix(node.variable.index);
    return static_cast<size_t>(h ^ (h >> 32));
  }
};

// Interns the trees of one builder. A child is interned before the rule for its parent is applied, so nodes
// that simplification makes superfluous stay in the list; the reference's keys have them too.
class Interner {
 public:
  explicit Interner(const ExprPool& pool) : pool_(pool), done_(pool.size(), kNotDone) {}

  uint32_t intern(uint32_t expr) {
    if (done_[expr] == kNotDone) done_[expr] = intern_new(pool_[expr]);
    return done_[expr];
  }
  std::vector<DagNode> take() && { return std::move(nodes_); }

 private:
  static constexpr uint32_t kNotDone = ~uint32_t{0};

  uint32_t insert(const DagNode& node) {
    const auto [it, inserted] = index_.try_emplace(node, static_cast<uint32_t>(nodes_.size()));
    if (inserted) nodes_.push_back(node);
    return it->second;
  }
  uint32_t insert_constant(BabyBear value) {
    DagNode node;
    node.kind = NodeKind::kConstant;
    node.constant = value;
    return insert(node);
  }
  uint32_t insert_operation(NodeKind kind, uint32_t left, uint32_t right, uint32_t degree) {
    DagNode node;
    node.kind = kind;
    node.left = left;
    node.right = right;
    node.degree_multiple = degree;
    return insert(node);
  }
  std::optional<BabyBear> constant(uint32_t i) const {
    if (nodes_[i].kind != NodeKind::kConstant) return std::nullopt;
    return nodes_[i].constant;
  }

  uint32_t intern_new(const ExprNode& expr) {
    switch (expr.kind) {
      case NodeKind::kVariable: {
        DagNode node;
        node.kind = NodeKind::kVariable;
        node.variable = expr.variable;
        return insert(node);
      }
      case NodeKind::kConstant:
        return insert_constant(expr.constant);
      case NodeKind::kIsFirstRow:
      case NodeKind::kIsLastRow:
      case NodeKind::kIsTransition: {
        DagNode node;
        node.kind = expr.kind;
        return insert(node);
      }
      case NodeKind::kNeg: {
        const uint32_t operand = intern(expr.left);
        if (const auto value = constant(operand)) return insert_constant(-*value);
        return insert_operation(NodeKind::kNeg, operand, 0, expr.degree);
      }
      case NodeKind::kAdd:
      case NodeKind::kSub:
      case NodeKind::kMul:
        break;
    }
    const uint32_t left = intern(expr.left);
    const uint32_t right = intern(expr.right);
    return combine(expr.kind, left, right, expr.degree);
  }

  uint32_t combine(NodeKind kind, uint32_t left, uint32_t right, uint32_t degree) {
    const auto a = constant(left);
    const auto b = constant(right);
    const bool right_is_neg = nodes_[right].kind == NodeKind::kNeg;
    if (kind == NodeKind::kAdd) {
      if (a && b) return insert_constant(*a + *b);
      if (a && a->is_zero()) return right;
      if (b && b->is_zero()) return left;
      if (right_is_neg) return insert_operation(NodeKind::kSub, left, nodes_[right].left, degree);
    } else if (kind == NodeKind::kSub) {
      if (a && b) return insert_constant(*a - *b);
      if (b && b->is_zero()) return left;
      if (right_is_neg) return insert_operation(NodeKind::kAdd, left, nodes_[right].left, degree);
    } else {
      if (a && b) return insert_constant(*a * *b);
      if ((a && a->is_zero()) || (b && *b == BabyBear::one())) return left;
      if ((b && b->is_zero()) || (a && *a == BabyBear::one())) return right;
    }
    return insert_operation(kind, left, right, degree);
  }

  const ExprPool& pool_;
  std::vector<uint32_t> done_;
  std::vector<DagNode> nodes_;
  std::unordered_map<DagNode, uint32_t, DagNodeHash> index_;
};

std::vector<SymbolicVariable> unused_variables(const AirConstraints& air) {
  std::set<SymbolicVariable> used;
  for (const DagNode& node : air.dag.nodes) {
    if (node.kind == NodeKind::kVariable) used.insert(node.variable);
  }
  std::vector<SymbolicVariable> unused;
  const auto visit = [&](EntryKind entry, size_t part, size_t width) {
    for (uint32_t column = 0; column < width; ++column) {
      for (uint32_t offset = 0; offset <= (air.need_rot ? 1U : 0U); ++offset) {
        const SymbolicVariable variable{entry, static_cast<uint32_t>(part), offset, column};
        if (!used.contains(variable)) unused.push_back(variable);
      }
    }
  };
  visit(EntryKind::kPreprocessed, 0, air.widths.preprocessed);
  for (size_t k = 0; k < air.widths.cached_mains.size(); ++k)
    visit(EntryKind::kMain, k, air.widths.cached_mains[k]);
  visit(EntryKind::kMain, air.widths.cached_mains.size(), air.widths.common_main);
  return unused;
}

}  // namespace

AirConstraints build_constraints(const AirBuilder& builder) {
  AirConstraints air;
  air.widths = builder.widths();
  air.num_public_values = builder.num_public_values();
  Interner interner(builder.pool());
  const auto visit = [&](Expr expr) {
    air.max_constraint_degree = std::max(air.max_constraint_degree, expr.degree());
    return interner.intern(expr.index());
  };
  std::vector<uint32_t>& ids = air.dag.constraint_idx;
  for (const Expr constraint : builder.constraints()) ids.push_back(visit(constraint));
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  for (const Interaction& interaction : builder.interactions()) {
    DagInteraction out;
    for (const Expr field : interaction.message) out.message.push_back(visit(field));
    out.count = visit(interaction.count);
    out.bus_index = interaction.bus_index;
    out.count_weight = interaction.count_weight;
    air.dag.interactions.push_back(std::move(out));
  }
  air.dag.nodes = std::move(interner).take();
  for (const DagNode& node : air.dag.nodes) {
    if (node.kind == NodeKind::kVariable && node.variable.offset == 1) air.need_rot = true;
  }
  air.unused_variables = unused_variables(air);
  return air;
}

AirConstraints build_constraints(const Air& air) {
  AirBuilder builder(air.widths(), air.num_public_values());
  air.eval(builder);
  return build_constraints(builder);
}

}  // namespace zkmem
