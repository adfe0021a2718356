#include "zkmem/base/json.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
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

// Builds the value from what the parser reads and throws nothing. One handler for a text.
class Reader final : public json::json_sax_t {
 public:
  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(json::number_integer_t value) override { return add(value); }
  bool number_unsigned(json::number_unsigned_t value) override { return add(value); }
  bool number_float(json::number_float_t value, const json::string_t&) override { return add(value); }
  bool string(json::string_t& value) override { return add(std::move(value)); }
  bool binary(json::binary_t& value) override { return add(std::move(value)); }  // of no text

  bool start_object(size_t) override { return open(json::object()); }
  bool key(json::string_t& name) override {
    Open& object = open_.back();
    if (!object.names.insert(name).second && repeated_.empty())
      repeated_ = "field '" + shown(name) + "' appears twice";
    object.name = std::move(name);
    return true;
  }
  bool end_object() override { return close(); }
  bool start_array(size_t) override { return open(json::array()); }
  bool end_array() override { return close(); }

  bool parse_error(size_t position, const std::string&, const json::exception& error) override {
    constexpr int kNumberTooLarge = 406;  // beyond every type
    error_ = error.id == kNumberTooLarge ? "this is no JSON"
                                         : "this is no JSON at character " + std::to_string(position);
    return false;
  }

  Result<json> take() {
    if (!error_.empty()) return bad_input(error_);
    if (!repeated_.empty()) return bad_input(repeated_);
    return std::move(root_);
  }

 private:
  struct Open {
    json* value;                  // an object or an array that is being read
    std::string name;             // of the member to come
    std::set<std::string> names;  // of those that were
  };

  json* put(json value) {
    if (open_.empty()) return &(root_ = std::move(value));
    const Open& into = open_.back();
    if (into.value->is_array()) return &into.value->emplace_back(std::move(value));
    return &((*into.value)[into.name] = std::move(value));
  }
  bool add(json value) {
    put(std::move(value));
    return true;
  }
  bool open(json value) {
    open_.push_back({put(std::move(value)), {}, {}});
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  json root_;
  std::vector<Open> open_;
  std::string repeated_;
  std::string error_;
};

}  // namespace

Result<json> parse_json(std::string_view text) {
  Reader reader;
  json::sax_parse(text, &reader);
  return reader.take();
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
