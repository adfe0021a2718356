#include "zkmem/base/json.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "zkmem/base/nearest.h"

namespace zkmem {
namespace {

using nlohmann::json;

// A name as it is shown: nobody wants to read a thousand letters of it, nor control characters.
std::string shown(std::string_view name) {
  constexpr size_t kLongest = 80;
  std::string text(name.substr(0, kLongest));
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20) c = '?';
  }
  return name.size() > kLongest ? text + "…" : text;
}

}  // namespace

Result<json> parse_json(std::string_view text) {
  std::vector<std::set<std::string>> names;  // of the objects around what is read
  std::string repeated;
  const auto look = [&](int, json::parse_event_t event, json& parsed) {
    if (event == json::parse_event_t::object_start) names.emplace_back();
    if (event == json::parse_event_t::object_end) names.pop_back();
    if (event == json::parse_event_t::key && repeated.empty()) {
      const auto& name = parsed.get_ref<const std::string&>();
      if (!names.back().insert(name).second) repeated = "field '" + shown(name) + "' appears twice";
    }
    return true;
  };
  try {
    json value = json::parse(text, look);
    if (!repeated.empty()) return bad_input(repeated);
    return value;
  } catch (const json::parse_error& error) {
    return bad_input("this is no JSON at character " + std::to_string(error.byte));
  } catch (const json::exception&) {  // a number beyond every type
    return bad_input("this is no JSON");
  }
}

Error unknown_field(std::string_view name, std::span<const std::string_view> known) {
  return bad_input("unknown field '" + shown(name) + "'" + did_you_mean(name, known));
}

Status only_fields(const json& object, std::span<const std::string_view> known) {
  for (const auto& [name, value] : object.items()) {
    if (std::ranges::find(known, name) == known.end()) return unknown_field(name, known);
  }
  return {};
}

}  // namespace zkmem
