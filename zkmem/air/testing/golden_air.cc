#include "zkmem/air/testing/golden_air.h"

#include <fstream>

#include <nlohmann/json.hpp>

#include "zkmem/air/export/air_export.h"

namespace zkmem::testing {
namespace {

using nlohmann::json;

json load(const std::string& file_under_golden) {
  std::ifstream file(std::string(ZKMEM_TESTDATA) + "/" + file_under_golden);
  return json::parse(file, nullptr, false);
}

// The first place where two documents differ, deepest first.
std::string first_difference(const std::string& place, const json& ours, const json& golden) {
  if (ours == golden) return "";
  if (ours.is_object() && golden.is_object()) {
    for (const auto& [key, value] : golden.items()) {
      const std::string found = first_difference(place + "/" + key, ours.value(key, json()), value);
      if (!found.empty()) return found;
    }
  }
  if (ours.is_array() && golden.is_array()) {
    for (size_t i = 0; i < std::min(ours.size(), golden.size()); ++i) {
      const std::string found = first_difference(place + "/" + std::to_string(i), ours[i], golden[i]);
      if (!found.empty()) return found;
    }
    return place + " has " + std::to_string(ours.size()) + " entries, golden " +
           std::to_string(golden.size());
  }
  return place + " is " + ours.dump() + ", golden has " + golden.dump();
}

std::string compare(const AirConstraints& air, json golden) {
  if (!golden.is_object()) return "no such golden file or entry";
  const bool is_required = golden.at("is_required").get<bool>();
  return first_difference("", json::parse(air_to_json(air, is_required)), golden);
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
