#include "zkmem/air/testing/golden_air.h"

#include <fstream>

#include <nlohmann/json.hpp>

namespace zkmem::testing {
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

std::string differ(const std::string& what, const json& ours, const json& golden) {
  if (ours == golden) return "";
  return what + " is " + ours.dump() + ", golden has " + golden.dump() + "\n";
}

json load(const std::string& file_under_golden) {
  std::ifstream file(std::string(ZKMEM_TESTDATA) + "/" + file_under_golden);
  return json::parse(file, nullptr, false);
}

std::string compare(const AirConstraints& air, const json& golden) {
  if (!golden.is_object()) return "no such golden file or entry";
  const json& symbolic = golden.at("symbolic_constraints");
  const json& nodes = symbolic.at("constraints").at("nodes");
  std::string difference;
  for (size_t i = 0; i < std::min(nodes.size(), air.dag.nodes.size()) && difference.empty(); ++i) {
    difference += differ("node " + std::to_string(i), node_json(air.dag.nodes[i]), nodes[i]);
  }
  difference += differ("node count", air.dag.nodes.size(), nodes.size());
  difference +=
      differ("constraint_idx", air.dag.constraint_idx, symbolic.at("constraints").at("constraint_idx"));
  json interactions = json::array();
  for (const DagInteraction& i : air.dag.interactions) {
    interactions.push_back({{"message", i.message},
                            {"count", i.count},
                            {"bus_index", i.bus_index},
                            {"count_weight", i.count_weight}});
  }
  difference += differ("interactions", interactions, symbolic.at("interactions"));
  difference +=
      differ("max_constraint_degree", air.max_constraint_degree, golden.at("max_constraint_degree"));
  const json& params = golden.at("params");
  json width = {{"preprocessed", nullptr},
                {"cached_mains", air.widths.cached_mains},
                {"common_main", air.widths.common_main}};
  if (air.widths.preprocessed != 0) width["preprocessed"] = air.widths.preprocessed;
  difference += differ("width", width, params.at("width"));
  difference += differ("need_rot", air.need_rot, params.at("need_rot"));
  difference += differ("num_public_values", air.num_public_values, params.at("num_public_values"));
  json unused = json::array();
  for (const SymbolicVariable& v : air.unused_variables) unused.push_back(variable_json(v));
  difference += differ("unused_variables", unused, golden.at("unused_variables"));
  return difference;
}

}  // namespace

std::string compare_with_golden_air(const AirConstraints& air, const std::string& file_under_golden) {
  const json file = load(file_under_golden);
  return compare(air, file.is_object() ? file.value("per_air", json()) : json());
}

std::string compare_with_golden_key(const AirConstraints& air, const std::string& vk_json_under_golden,
                                    size_t index) {
  const json file = load(vk_json_under_golden);
  if (!file.is_object()) return "no such golden file";
  const json& list = file.at("inner").at("per_air");
  return compare(air, index < list.size() ? list[index] : json());
}

}  // namespace zkmem::testing
