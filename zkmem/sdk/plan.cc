#include "zkmem/sdk/plan.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "zkmem/hash/digest_text.h"
#include "zkmem/statement/parameters.h"

namespace zkmem {
namespace {

using nlohmann::json;

constexpr uint32_t kFormat = 1;

json to_json(const PublicValuesProof& proof) {
  json values = json::array();
  for (const BabyBear value : proof.public_values) values.push_back(value.as_canonical());
  json siblings = json::array();
  for (const Digest& sibling : proof.siblings) siblings.push_back(digest_to_hex(sibling));
  return {{"values", values}, {"commitment", digest_to_hex(proof.commitment)}, {"siblings", siblings}};
}

// nlohmann throws on a wrong type; parse_plan() catches it once.
Digest digest_of(const json& text) {
  Result<Digest> digest = digest_from_hex(text.get<std::string>());
  if (!digest.ok()) throw std::invalid_argument(digest.error().message);
  return *digest;
}

PublicValuesProof public_values_of(const json& object) {
  PublicValuesProof proof;
  for (const json& value : object.at("values"))
    proof.public_values.push_back(BabyBear::from_u64(value.get<uint32_t>()));
  proof.commitment = digest_of(object.at("commitment"));
  for (const json& sibling : object.at("siblings")) proof.siblings.push_back(digest_of(sibling));
  return proof;
}

}  // namespace

std::string to_json(const Plan& plan) {
  json segments = json::array();
  const bool is_log = plan.kind == StatementKind::kMemory;
  for (const PlannedSegment& segment : plan.segments) {
    segments.push_back({{"first", segment.first},
                        {"length", segment.length},
                        {"access_limit", segment.access_limit},
                        {"log_stacked_height", segment.log_stacked_height},
                        {"memory_bytes", segment.memory_bytes},
                        {"cells", segment.cells}});
    if (!is_log) continue;
    segments.back()["initial_root"] = digest_to_hex(segment.initial_root);
    segments.back()["final_root"] = digest_to_hex(segment.final_root);
    segments.back()["clock_end"] = segment.clock_end;
  }
  json object = {{"zkmem_plan", kFormat},
                 {"kind", is_log ? "memory" : "execution"},
                 {"parameters", to_string(ParameterChoice{plan.parameters, std::nullopt})},
                 {"config", json::parse(to_json(plan.config))},
                 {"input_checksum", plan.input_checksum},
                 {"inputs", plan.inputs},
                 {"segments", segments}};
  if (plan.kind == StatementKind::kExecution) {
    object["program_commitment"] = digest_to_hex(plan.program_commitment);
    object["exit_code"] = plan.exit_code;
    if (plan.state_version) object["state_version"] = *plan.state_version;
    object["public_values"] = to_json(plan.public_values);
  }
  return object.dump(1) + "\n";
}

Result<Plan> parse_plan(std::string_view text) {
  try {
    const json object = json::parse(text);
    const auto format = object.at("zkmem_plan").get<uint32_t>();
    if (format != kFormat)
      return bad_input(fmt::format("plan format {}, this zkmem reads {}", format, kFormat));
    Plan plan;
    const auto kind = object.at("kind").get<std::string>();
    if (kind != "execution" && kind != "memory") return bad_input("unknown kind of plan '" + kind + "'");
    plan.kind = kind == "execution" ? StatementKind::kExecution : StatementKind::kMemory;
    ZKMEM_ASSIGN_OR_RETURN(const ParameterChoice choice,
                           parse_parameters(object.at("parameters").get<std::string>()));
    plan.parameters = choice.family;
    ZKMEM_ASSIGN_OR_RETURN(plan.config, parse_memory_config(object.at("config").dump()));
    plan.input_checksum = object.at("input_checksum").get<std::string>();
    plan.inputs = object.at("inputs").get<uint32_t>();
    for (const json& entry : object.at("segments")) {
      PlannedSegment segment;
      segment.first = entry.at("first").get<uint64_t>();
      segment.length = entry.at("length").get<uint64_t>();
      segment.access_limit = entry.at("access_limit").get<uint64_t>();
      segment.log_stacked_height = entry.at("log_stacked_height").get<uint32_t>();
      segment.memory_bytes = entry.at("memory_bytes").get<uint64_t>();
      segment.cells = entry.at("cells").get<uint64_t>();
      if (plan.kind == StatementKind::kMemory) {
        segment.initial_root = digest_of(entry.at("initial_root"));
        segment.final_root = digest_of(entry.at("final_root"));
        segment.clock_end = entry.at("clock_end").get<uint32_t>();
      }
      plan.segments.push_back(segment);
    }
    if (plan.kind == StatementKind::kExecution) {
      plan.program_commitment = digest_of(object.at("program_commitment"));
      plan.exit_code = object.at("exit_code").get<uint32_t>();
      if (object.contains("state_version")) plan.state_version = object.at("state_version").get<uint64_t>();
      plan.public_values = public_values_of(object.at("public_values"));
    }
    return plan;
  } catch (const std::exception& error) {  // the JSON library's errors, and digest_of's
    return bad_input(std::string("no plan: ") + error.what());
  }
}

}  // namespace zkmem
