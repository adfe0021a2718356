#include "zkmem/base/json.h"

#include <optional>
#include <set>
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

// Builds the value, and stops at a field that its object has already.
class StrictBuilder : public nlohmann::detail::json_sax_dom_parser<json> {
 public:
  using Base = nlohmann::detail::json_sax_dom_parser<json>;
  explicit StrictBuilder(json& result) : Base(result, false) {}

  std::string problem;

  bool start_object(std::size_t size) {
    names_.emplace_back();
    return Base::start_object(size);
  }
  bool end_object() {
    names_.pop_back();
    return Base::end_object();
  }
  bool key(string_t& name) {
    if (!names_.back().insert(name).second) {
      problem = "field '" + shown(name) + "' appears twice";
      return false;
    }
    return Base::key(name);
  }
  template <class Exception>
  bool parse_error(std::size_t position, const std::string&, const Exception&) {
    problem = "this is no JSON at character " + std::to_string(position);
    return false;
  }

 private:
  std::vector<std::set<std::string>> names_;
};

}  // namespace

Result<json> parse_json(std::string_view text) {
  json result;
  StrictBuilder builder(result);
  if (!json::sax_parse(text.begin(), text.end(), &builder))
    return bad_input(builder.problem.empty() ? "this is no JSON" : builder.problem);
  return result;
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
