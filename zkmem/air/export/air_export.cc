#include "zkmem/air/export/air_export.h"

#include <nlohmann/json.hpp>

#include "zkmem/air/check/explain.h"

namespace zkmem {
namespace {

using nlohmann::json;

json variable_json(const SymbolicVariable& v) {
  json entry = "Public";
  if (v.entry == EntryKind::kPreprocessed) entry = {{"Preprocessed", {{"offset", v.offset}}}};
  if (v.entry == EntryKind::kMain) entry = {{"Main", {{"part_index", v.part_index}, {"offset", v.offset}}}};
  return {{"_phantom", nullptr}, {"entry", entry}, {"index", v.index}};
}

json node_json(const DagNode& n) {
  const auto binary = [&n](const char* name) {
    return json{
        {name, {{"left_idx", n.left}, {"right_idx", n.right}, {"degree_multiple", n.degree_multiple}}}};
  };
  switch (n.kind) {
    case NodeKind::kVariable:
      return {{"Variable", variable_json(n.variable)}};
    case NodeKind::kIsFirstRow:
      return "IsFirstRow";
    case NodeKind::kIsLastRow:
      return "IsLastRow";
    case NodeKind::kIsTransition:
      return "IsTransition";
    case NodeKind::kConstant:
      return {{"Constant", n.constant.monty()}};
    case NodeKind::kAdd:
      return binary("Add");
    case NodeKind::kSub:
      return binary("Sub");
    case NodeKind::kMul:
      return binary("Mul");
    case NodeKind::kNeg:
      return {{"Neg", {{"idx", n.left}, {"degree_multiple", n.degree_multiple}}}};
  }
  return nullptr;
}

std::string quoted(const std::string& text) { return json(text).dump(); }

std::string node_label(const CheckedAir& air, uint32_t id) {
  switch (air.constraints.dag.nodes[id].kind) {
    case NodeKind::kAdd:
      return "+";
    case NodeKind::kSub:
    case NodeKind::kNeg:
      return "-";
    case NodeKind::kMul:
      return "*";
    case NodeKind::kVariable:
    case NodeKind::kIsFirstRow:
    case NodeKind::kIsLastRow:
    case NodeKind::kIsTransition:
    case NodeKind::kConstant:
      break;
  }
  return check::expression_text(air, id);
}

}  // namespace

std::string air_to_json(const AirConstraints& air, bool is_required) {
  json nodes = json::array();
  for (const DagNode& node : air.dag.nodes) nodes.push_back(node_json(node));
  json interactions = json::array();
  for (const DagInteraction& i : air.dag.interactions) {
    interactions.push_back({{"message", i.message},
                            {"count", i.count},
                            {"bus_index", i.bus_index},
                            {"count_weight", i.count_weight}});
  }
  json unused = json::array();
  for (const SymbolicVariable& v : air.unused_variables) unused.push_back(variable_json(v));
  json width = {{"preprocessed", nullptr},
                {"cached_mains", air.widths.cached_mains},
                {"common_main", air.widths.common_main}};
  if (air.widths.preprocessed != 0) width["preprocessed"] = air.widths.preprocessed;
  const json out = {
      {"preprocessed_data", nullptr},
      {"params",
       {{"width", width}, {"num_public_values", air.num_public_values}, {"need_rot", air.need_rot}}},
      {"symbolic_constraints",
       {{"constraints", {{"nodes", nodes}, {"constraint_idx", air.dag.constraint_idx}}},
        {"interactions", interactions}}},
      {"max_constraint_degree", air.max_constraint_degree},
      {"is_required", is_required},
      {"unused_variables", unused}};
  return out.dump();
}

std::string air_to_dot(const AirConstraints& constraints, const std::string& name,
                       const std::vector<std::string>& columns) {
  const CheckedAir air{name, columns, constraints, false};
  const ConstraintDag& dag = constraints.dag;
  std::string dot = "digraph " + quoted(name) + " {\n  rankdir=BT;\n";
  const auto edge = [&dot](uint32_t from, const std::string& to, const std::string& label) {
    dot += "  n" + std::to_string(from) + " -> " + to +
           (label.empty() ? "" : " [label=" + quoted(label) + "]") + ";\n";
  };
  for (uint32_t i = 0; i < dag.nodes.size(); ++i) {
    const DagNode& node = dag.nodes[i];
    dot += "  n" + std::to_string(i) + " [label=" + quoted(node_label(air, i)) + "];\n";
    if (node.kind < NodeKind::kAdd) continue;
    const bool is_binary = node.kind != NodeKind::kNeg;
    edge(node.left, "n" + std::to_string(i), is_binary ? "left" : "");
    if (is_binary) edge(node.right, "n" + std::to_string(i), "right");
  }
  for (size_t i = 0; i < dag.constraint_idx.size(); ++i) {
    const std::string id = "c" + std::to_string(i);
    dot += "  " + id + " [shape=box, label=" + quoted("constraint " + std::to_string(i) + " = 0") + "];\n";
    edge(dag.constraint_idx[i], id, "");
  }
  for (size_t i = 0; i < dag.interactions.size(); ++i) {
    const DagInteraction& interaction = dag.interactions[i];
    const std::string id = "i" + std::to_string(i);
    dot +=
        "  " + id + " [shape=house, label=" + quoted("bus " + std::to_string(interaction.bus_index)) + "];\n";
    for (size_t k = 0; k < interaction.message.size(); ++k)
      edge(interaction.message[k], id, std::to_string(k));
    edge(interaction.count, id, "count");
  }
  return dot + "}\n";
}

}  // namespace zkmem
