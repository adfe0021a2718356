#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "zkmem/base/base64.h"
#include "zkmem/sdk/report/flame_tree.h"
#include "zkmem/sdk/report/formats.h"
#include "zkmem/sdk/report/map_bytes.h"
#include "zkmem/sdk/report/page_bundle.h"

namespace zkmem {
namespace {

constexpr JsonLimits kLimits = {1000, 2000, 2000, 5000, 2000};
constexpr size_t kMostFrames = 8000;
// Where the data go in the bundle, which has it once.
constexpr std::string_view kDataPlace = "<!--data-->";

// {"names": [...], "nodes": [name, parent, the five costs, ...]}
std::string flames_json(const Profile& profile, size_t most) {
  nlohmann::json names = nlohmann::json::array();
  std::unordered_map<uint32_t, size_t> index;
  std::string nodes;
  for (const FlameNode& node : flame_tree(profile, most)) {
    const auto [found, is_new] = index.emplace(node.function, names.size());
    if (is_new) names.push_back(node.function < profile.names.size() ? profile.names[node.function] : "");
    nodes += fmt::format("{}{},{}", nodes.empty() ? "" : ",", found->second, node.parent);
    for (const CostName& cost : kCostNames) nodes += fmt::format(",{}", node.total.*cost.value);
  }
  return fmt::format("{{\"names\":{},\"nodes\":[{}]}}",
                     names.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace), nodes);
}

// JSON in an element whose text ends at the next "</script": outside of strings it has no "<".
std::string without_markup(const std::string& json) {
  std::string text;
  text.reserve(json.size());
  for (const char c : json) {
    if (c == '<')
      text += "\\u003c";
    else
      text += c;
  }
  return text;
}

std::string element(const char* id, const char* type, const std::string& text) {
  return fmt::format("<script id=\"{}\" type=\"{}\">{}</script>\n", id, type, text);
}

// With a part of what there may be at most.
std::string page_with(const Profile& profile, size_t part) {
  const std::string_view bundle = page_bundle();
  const size_t place = bundle.find(kDataPlace);
  std::string page(bundle.substr(0, place));
  page += element("report-data", "application/json", without_markup(to_json(profile, kLimits / part)));
  if (profile.is_program())
    page +=
        element("flame-data", "application/json", without_markup(flames_json(profile, kMostFrames / part)));
  if (!profile.is_proof) {
    AccessMap map = profile.map;
    make_coarser(map, AccessMapBuilder::kMostBins / part);
    page += element("map-data", "text/plain", to_base64(map_bytes(map)));
  }
  page += bundle.substr(place + kDataPlace.size());
  return page;
}

}  // namespace

std::string to_html(const Profile& profile) {
  size_t part = 1;
  std::string page = page_with(profile, part);
  for (; page.size() > kMostPageBytes && part < kMostFrames; part *= 2) page = page_with(profile, 2 * part);
  return page;
}

}  // namespace zkmem
