#include "zkmem/air/export/rocq_export.h"

#include "zkmem/air/check/explain.h"

namespace zkmem {
namespace {

std::string number(uint64_t n) { return std::to_string(n); }

template <class Numbers>
std::string number_list(const Numbers& numbers) {
  std::string text;
  for (const auto n : numbers) text += (text.empty() ? "" : "; ") + number(n);
  return "[" + text + "]";
}

std::string variable_text(const SymbolicVariable& v) {
  switch (v.entry) {
    case EntryKind::kMain:
      return "Cell " + number(v.part_index) + " " + number(v.offset) + " " + number(v.index);
    case EntryKind::kPreprocessed:
      return "Preprocessed " + number(v.offset) + " " + number(v.index);
    case EntryKind::kPublic:
      return "Public " + number(v.index);
    case EntryKind::kChallenge:
      break;
  }
  return "Challenge " + number(v.index);
}

std::string node_text(const DagNode& node) {
  const auto binary = [&node](const std::string& name) {
    return name + " " + number(node.left) + " " + number(node.right);
  };
  switch (node.kind) {
    case NodeKind::kVariable:
      return variable_text(node.variable);
    case NodeKind::kIsFirstRow:
      return "FirstRow";
    case NodeKind::kIsLastRow:
      return "LastRow";
    case NodeKind::kIsTransition:
      return "Transition";
    case NodeKind::kConstant:
      return "Constant " + number(node.constant.as_canonical());
    case NodeKind::kAdd:
      return binary("Add");
    case NodeKind::kSub:
      return binary("Sub");
    case NodeKind::kMul:
      return binary("Mul");
    case NodeKind::kNeg:
      return "Neg " + number(node.left);
  }
  return {};
}

std::string interaction_text(const DagInteraction& interaction) {
  return "{| bus := " + number(interaction.bus_index) + "; message := " + number_list(interaction.message) +
         "; count := " + number(interaction.count) + "; weight := " + number(interaction.count_weight) +
         " |}";
}

// Names of AIRs are types' (VmAirWrapper<A,B>), names in Rocq letters, digits and underscores.
std::string identifier_of(const std::string& name) {
  std::string identifier;
  for (const char c : name) {
    const bool is_word =
        (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
    if (is_word) {
      identifier += c;
    } else if (!identifier.empty() && identifier.back() != '_') {
      identifier += '_';
    }
  }
  while (!identifier.empty() && identifier.back() == '_') identifier.pop_back();
  return identifier;
}

}  // namespace

std::string air_to_rocq(const AirConstraints& constraints, const std::string& name,
                        const std::vector<std::string>& columns) {
  const CheckedAir air{name, columns, constraints, false};
  const ConstraintDag& dag = constraints.dag;
  std::string text =
      "(* What `zkmem export --rocq` writes. The number of a node, and what it reads, are comments. *)\n"
      "From Zkmem Require Import Air.\n\n";
  const std::string identifier = identifier_of(name);
  if (identifier != name) text += "(* " + name + " *)\n";
  text += "Definition " + identifier + " : air := {|\n";
  text += "  cached_widths := " + number_list(constraints.widths.cached_mains) + ";\n";
  text += "  width := " + number(constraints.widths.common_main) + ";\n";
  text += "  public_values := " + number(constraints.num_public_values) + ";\n";
  text += "  nodes := [\n";
  for (uint32_t i = 0; i < dag.nodes.size(); ++i) {
    const bool is_last = i + 1 == dag.nodes.size();
    text += "    " + node_text(dag.nodes[i]) + (is_last ? "" : ";") + "  (* " + number(i);
    if (dag.nodes[i].kind == NodeKind::kVariable) text += ": " + check::expression_text(air, i);
    text += " *)\n";
  }
  text += "  ];\n  constraints := " + number_list(dag.constraint_idx) + ";\n  interactions := [";
  for (size_t i = 0; i < dag.interactions.size(); ++i)
    text += (i == 0 ? "\n    " : ";\n    ") + interaction_text(dag.interactions[i]);
  return text + "\n  ]\n|}.\n";
}

}  // namespace zkmem
