#include "zkmem/air/check/explain.h"

#include <algorithm>
#include <set>

#include "zkmem/air/check/trace_cells.h"

namespace zkmem {
namespace check {
namespace {

constexpr size_t kMaxExpression = 300;
constexpr size_t kMaxCells = 40;

std::string column_name(const CheckedAir& air, const SymbolicVariable& variable) {
  if (variable.entry == EntryKind::kPublic) return "public_values[" + std::to_string(variable.index) + "]";
  const AirWidths& widths = air.constraints.widths;
  size_t place = variable.index;
  if (variable.entry == EntryKind::kMain) {
    place += widths.preprocessed;
    for (size_t k = 0; k < variable.part_index; ++k) place += widths.cached_mains[k];
  }
  const std::string name =
      place < air.columns.size() ? air.columns[place] : "column " + std::to_string(place);
  return variable.offset == 0 ? name : "next." + name;
}

// Appends the node's expression; stops growing once it is too long.
void append(const CheckedAir& air, uint32_t id, bool is_factor, std::string& text) {
  if (text.size() > kMaxExpression) return;
  const DagNode& node = air.constraints.dag.nodes[id];
  const auto binary = [&](const char* operation, bool is_product) {
    const bool needs_parentheses = is_factor && !is_product;
    if (needs_parentheses) text += "(";
    append(air, node.left, is_product, text);
    text += operation;
    // The right side of a difference is grouped as well.
    append(air, node.right, is_product || node.kind == NodeKind::kSub, text);
    if (needs_parentheses) text += ")";
  };
  switch (node.kind) {
    case NodeKind::kVariable:
      text += column_name(air, node.variable);
      return;
    case NodeKind::kIsFirstRow:
      text += "is_first_row";
      return;
    case NodeKind::kIsLastRow:
      text += "is_last_row";
      return;
    case NodeKind::kIsTransition:
      text += "is_transition";
      return;
    case NodeKind::kConstant:
      text += to_text(node.constant);
      return;
    case NodeKind::kAdd:
      return binary(" + ", false);
    case NodeKind::kSub:
      return binary(" - ", false);
    case NodeKind::kMul:
      return binary(" * ", true);
    case NodeKind::kNeg:
      text += "-";
      append(air, node.left, true, text);
      return;
  }
}

void collect_variables(const ConstraintDag& dag, uint32_t id, std::set<uint32_t>& seen,
                       std::set<SymbolicVariable>& variables) {
  if (!seen.insert(id).second) return;
  const DagNode& node = dag.nodes[id];
  if (node.kind == NodeKind::kVariable) variables.insert(node.variable);
  if (node.kind < NodeKind::kAdd) return;
  collect_variables(dag, node.left, seen, variables);
  if (node.kind != NodeKind::kNeg) collect_variables(dag, node.right, seen, variables);
}

BabyBear cell(const AirTraces& traces, const SymbolicVariable& variable, size_t row) {
  if (variable.entry == EntryKind::kPublic) return traces.public_values[variable.index];
  const ConstTraceView part = part_of(traces, variable);
  return part.at((row + variable.offset) % part.height(), variable.index);
}

}  // namespace

std::string expression_text(const CheckedAir& air, uint32_t node) {
  std::string text;
  append(air, node, false, text);
  if (text.size() > kMaxExpression) {
    text.resize(kMaxExpression);
    text += " …";
  }
  return text;
}

std::vector<std::string> cells_text(const CheckedAir& air, const AirTraces& traces, uint32_t node,
                                    size_t row) {
  std::set<uint32_t> seen;
  std::set<SymbolicVariable> variables;
  collect_variables(air.constraints.dag, node, seen, variables);
  std::vector<std::string> cells;
  for (const SymbolicVariable& variable : variables) {
    if (cells.size() == kMaxCells) {
      cells.push_back("and " + std::to_string(variables.size() - kMaxCells) + " more");
      break;
    }
    cells.push_back(column_name(air, variable) + " = " + to_text(cell(traces, variable, row)));
  }
  return cells;
}

std::vector<BabyBear> evaluate_nodes(const ConstraintDag& dag, const AirTraces& traces, size_t row) {
  const size_t last = traces.height() - 1;
  std::vector<BabyBear> values(dag.nodes.size());
  for (size_t i = 0; i < dag.nodes.size(); ++i) {
    const DagNode& node = dag.nodes[i];
    switch (node.kind) {
      case NodeKind::kVariable:
        values[i] = cell(traces, node.variable, row);
        break;
      case NodeKind::kIsFirstRow:
        values[i] = BabyBear::from_bool(row == 0);
        break;
      case NodeKind::kIsLastRow:
        values[i] = BabyBear::from_bool(row == last);
        break;
      case NodeKind::kIsTransition:
        values[i] = BabyBear::from_bool(row != last);
        break;
      case NodeKind::kConstant:
        values[i] = node.constant;
        break;
      case NodeKind::kAdd:
        values[i] = values[node.left] + values[node.right];
        break;
      case NodeKind::kSub:
        values[i] = values[node.left] - values[node.right];
        break;
      case NodeKind::kMul:
        values[i] = values[node.left] * values[node.right];
        break;
      case NodeKind::kNeg:
        values[i] = -values[node.left];
        break;
    }
  }
  return values;
}

}  // namespace check

std::string to_text(BabyBear x) {
  constexpr uint32_t kSmall = 1U << 24;
  const uint32_t n = x.as_canonical();
  return n > BabyBear::kModulus - kSmall ? "-" + std::to_string(BabyBear::kModulus - n) : std::to_string(n);
}

namespace {

std::string message_text(const std::vector<BabyBear>& message) {
  std::string text = "(";
  for (size_t i = 0; i < message.size(); ++i) text += (i == 0 ? "" : ", ") + to_text(message[i]);
  return text + ")";
}

std::string use_text(const BusUse& use, std::span<const CheckedAir> airs) {
  const bool receives = use.count.as_canonical() > BabyBear::kModulus / 2;
  const BabyBear times = receives ? -use.count : use.count;
  return std::string(receives ? "received" : "sent") +
         (times == BabyBear::one() ? "" : " " + to_text(times) + " times") + " by " + airs[use.air].name +
         " row " + std::to_string(use.row) + " (interaction " + std::to_string(use.interaction) + ")";
}

}  // namespace

std::string describe(const CheckReport& report, std::span<const CheckedAir> airs, const BusNames& buses) {
  std::string text;
  for (const std::string& problem : report.shape) text += problem + "\n";
  for (const ConstraintFailure& failure : report.constraints) {
    text += airs[failure.air].name + " row " + std::to_string(failure.row) + ": constraint " +
            std::to_string(failure.constraint) + " is " + to_text(failure.value) +
            ", not 0: " + failure.expression + "\n";
    for (const std::string& cell : failure.columns) text += "    " + cell + "\n";
  }
  for (const BusFailure& failure : report.buses) {
    const auto info = buses.find(failure.bus);
    const std::string name = info == buses.end() ? "bus" : info->second.name + " bus";
    text += name + " (" + std::to_string(failure.bus) + "): message " + message_text(failure.message) +
            " has count " + to_text(failure.total) + " (sent minus received), not 0\n";
    for (const BusUse& use : failure.uses) text += "    " + use_text(use, airs) + "\n";
    if (!failure.related.empty()) text += "  about the same key:\n";
    for (const BusUse& use : failure.related)
      text += "    " + message_text(use.message) + " " + use_text(use, airs) + "\n";
  }
  if (!report.unbalanced_buses.empty() && report.buses.empty()) text += "a bus does not balance\n";
  return text;
}

}  // namespace zkmem
