#include "zkmem/memory/log/jsonl.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <iterator>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "zkmem/base/json.h"
#include "zkmem/memory/log/log_builder.h"
#include "zkmem/memory/online/controller.h"

namespace zkmem {

namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 3> kHeaderFields = {"zklog", "config", "initial_memory"};
// Of all operations, in an order in which each one's own follow each other. The last four are what
// `replay --annotate` and the golden logs write beside an access: for people, and not read.
constexpr std::array<std::string_view, 10> kFields = {
    "amount",         "op",          "as",         "ptr", "size", "values", "timestamp",
    "prev_timestamp", "prev_values", "new_records"};
struct FieldRange {
  size_t begin;
  size_t end;

  std::span<const std::string_view> names() const {
    return std::span<const std::string_view>(kFields).subspan(begin, end - begin);
  }
};
constexpr FieldRange kIncFields = {0, 2};
constexpr FieldRange kSegmentFields = {1, 2};
constexpr FieldRange kAccessFields = {1, kFields.size()};

// One line's fields as they are parsed, without building a tree: logs have millions of lines.
class LineReader : public nlohmann::json_sax<json> {
 public:
  std::optional<std::string> op;
  std::optional<uint64_t> space, pointer, size, amount;
  std::optional<std::vector<uint32_t>> values;
  std::bitset<kFields.size()> seen;    // of kFields
  std::optional<std::string> unknown;  // the first field that is none of them
  std::string problem;                 // empty: the line is as it should be

  bool null() override { return other("null"); }
  bool boolean(bool value) override { return other(value ? "true" : "false"); }
  bool number_integer(number_integer_t value) override { return other(std::to_string(value)); }
  bool number_float(number_float_t, const string_t& text) override { return other(text); }
  bool binary(binary_t&) override { return other("binary"); }
  bool number_unsigned(number_unsigned_t value) override {
    if (in_values()) {
      if (value > UINT32_MAX) return wrong(fmt::format("value {} is larger than {}", value, UINT32_MAX));
      if (values->size() == kMaxAccessSize) return wrong(fmt::format("more than {} values", kMaxAccessSize));
      values->push_back(static_cast<uint32_t>(value));
      return true;
    }
    if (depth_ != 1 || field_ == nullptr) return other(std::to_string(value));
    *field_ = value;
    return true;
  }
  bool string(string_t& value) override {
    if (depth_ == 1 && key_ == "op") {
      op = value;
      return true;
    }
    return other("\"" + value + "\"");
  }
  bool start_object(std::size_t) override {
    if (depth_ >= 1 && !other("an object")) return false;
    ++depth_;
    return true;
  }
  bool key(string_t& value) override {
    if (depth_ != 1) return true;
    key_ = value;
    field_ = key_ == "as"       ? &space
             : key_ == "ptr"    ? &pointer
             : key_ == "size"   ? &size
             : key_ == "amount" ? &amount
                                : nullptr;
    // Whether it belongs there is known when the whole line is.
    const auto at = static_cast<size_t>(std::ranges::find(kFields, key_) - kFields.begin());
    if (at == kFields.size()) {
      if (!unknown) unknown = key_;
    } else if (seen.test(at)) {
      return wrong(fmt::format("field {} appears twice", key_));
    } else {
      seen.set(at);
    }
    return true;
  }
  bool end_object() override {
    --depth_;
    return true;
  }
  bool start_array(std::size_t) override {
    if (depth_ == 0) return wrong("an operation must be an object");
    if (depth_ == 1 && key_ == "values") {
      values.emplace();
    } else if (!other("a list")) {
      return false;
    }
    ++depth_;
    return true;
  }
  bool end_array() override {
    --depth_;
    return true;
  }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
    return wrong(fmt::format("this is no JSON at character {}", position));
  }

 private:
  bool in_values() const { return depth_ == 2 && key_ == "values" && values.has_value(); }
  bool names_text() const { return key_ == "op" || key_ == "values"; }
  bool wrong(std::string what) {
    problem = std::move(what);
    return false;
  }
  // A value of a kind that no field of ours has: wrong where it stands for one. (Fields that are none of ours
  // are refused by their names.)
  bool other(const std::string& shown) {
    if (depth_ == 0) return wrong("an operation must be an object");
    if (in_values()) return wrong(fmt::format("values must be numbers that are not negative, not {}", shown));
    if (depth_ != 1 || (field_ == nullptr && !names_text())) return true;
    return wrong(fmt::format("field {} cannot be {}", key_, shown));
  }

  int depth_ = 0;
  std::string key_;
  std::optional<uint64_t>* field_ = nullptr;
};

Status check_fields(const LineReader& reader, const FieldRange& known) {
  if (reader.unknown) return unknown_field(*reader.unknown, known.names());
  for (size_t i = 0; i < kFields.size(); ++i) {
    if (reader.seen.test(i) && (i < known.begin || i >= known.end))
      return unknown_field(kFields[i], known.names());
  }
  return {};
}

Result<uint32_t> need(const std::optional<uint64_t>& field, const char* name) {
  if (!field) return bad_input(fmt::format("field {} is missing", name));
  if (*field > UINT32_MAX) return bad_input(fmt::format("{} {} is larger than {}", name, *field, UINT32_MAX));
  return static_cast<uint32_t>(*field);
}

Status read_operation(std::string_view line, LogBuilder& builder) {
  LineReader reader;
  const bool parsed = json::sax_parse(line.begin(), line.end(), &reader);
  if (!reader.problem.empty()) return bad_input(reader.problem);
  if (!parsed) return bad_input("this is no JSON");
  if (!reader.op) {
    ZKMEM_RETURN_IF_ERROR(check_fields(reader, kAccessFields));
    return bad_input("field op is missing");
  }
  if (*reader.op == "inc") {
    ZKMEM_RETURN_IF_ERROR(check_fields(reader, kIncFields));
    if (!reader.amount) return bad_input("field amount is missing");
    return builder.inc(*reader.amount);
  }
  if (*reader.op == "segment") {
    ZKMEM_RETURN_IF_ERROR(check_fields(reader, kSegmentFields));
    builder.segment();
    return {};
  }
  if (*reader.op != "read" && *reader.op != "write") {
    return bad_input(fmt::format("op '{}' is not read, write, inc or segment", *reader.op));
  }
  ZKMEM_RETURN_IF_ERROR(check_fields(reader, kAccessFields));
  Access access;
  access.op = *reader.op == "read" ? OpType::kRead : OpType::kWrite;
  ZKMEM_ASSIGN_OR_RETURN(access.address_space, need(reader.space, "as"));
  ZKMEM_ASSIGN_OR_RETURN(access.pointer, need(reader.pointer, "ptr"));
  ZKMEM_ASSIGN_OR_RETURN(access.size, need(reader.size, "size"));
  return builder.access(access, reader.values.value_or(std::vector<uint32_t>{}), reader.values.has_value());
}

struct Header {
  std::string config_json;
  json initial;  // null: none
};

// The first line's header, if it is one.
Result<std::optional<Header>> read_header(std::string_view line) {
  const json loose = json::parse(line.begin(), line.end(), nullptr, false);
  // No operation has any of these: a header whose `zklog` is misspelt is told so.
  const bool is_header = loose.is_object() && std::ranges::any_of(kHeaderFields, [&](std::string_view name) {
                           return loose.contains(name);
                         });
  if (!is_header) return std::optional<Header>();
  ZKMEM_ASSIGN_OR_RETURN(const json object, parse_json(line));
  ZKMEM_RETURN_IF_ERROR(only_fields(object, kHeaderFields));
  if (!object.contains("zklog")) return bad_input("field zklog is missing: a header begins {\"zklog\":1,…}");
  if (object["zklog"] != json(1))
    return bad_input(fmt::format("zklog version {} is not 1", object["zklog"].dump()));
  Header header;
  if (object.contains("config")) header.config_json = object["config"].dump();
  if (object.contains("initial_memory")) header.initial = object["initial_memory"];
  return std::optional(std::move(header));
}

Status read_initial(const json& list, CellImage& image) {
  if (!list.is_array()) return bad_input("initial_memory must be a list");
  for (size_t i = 0; i < list.size(); ++i) {
    const json& cell = list[i];
    const auto is_u32 = [](const json& v) {
      return v.is_number_unsigned() && v.get<uint64_t>() <= UINT32_MAX;
    };
    if (!cell.is_array() || cell.size() != 3 || !std::ranges::all_of(cell, is_u32)) {
      return bad_input(
          fmt::format("initial_memory[{}] is not [address space, pointer, value]: {}", i, cell.dump()));
    }
    const Address address{cell[0].get<uint32_t>(), cell[1].get<uint32_t>()};
    if (auto set = image.set(address, cell[2].get<uint32_t>()); !set.ok()) {
      return set.error().to_error().in(fmt::format("initial_memory[{}]", i));
    }
  }
  return {};
}

bool is_blank(std::string_view line) {
  return std::ranges::all_of(line, [](char c) { return c == ' ' || c == '\t' || c == '\r'; });
}

Error at_line(uint32_t number, const Error& error) { return error.in(fmt::format("line {}", number)); }

}  // namespace

Result<LogFile> parse_jsonl(std::string_view text, uint32_t modulus, const LogOptions& options) {
  std::optional<MemoryConfig> config;
  std::optional<CellImage> image;
  std::optional<LogBuilder> builder;
  std::vector<uint32_t> lines;
  uint32_t number = 0;
  const auto start = [&](const Header& header) -> Status {
    ZKMEM_ASSIGN_OR_RETURN(config, resolve_config(header.config_json, options));
    image.emplace(*config, modulus);
    if (!header.initial.is_null()) ZKMEM_RETURN_IF_ERROR(read_initial(header.initial, *image));
    ZKMEM_RETURN_IF_ERROR(check_initial_image(*config, *image));
    builder.emplace(*config, modulus);
    return {};
  };
  while (!text.empty()) {
    ++number;
    const size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (is_blank(line)) continue;
    if (!builder) {
      auto header = read_header(line);
      if (!header.ok()) return at_line(number, header.error());
      const bool has_header = header.value().has_value();
      if (auto status = start(header.value().value_or(Header{})); !status.ok()) {
        return has_header ? at_line(number, status.error()) : status.error();
      }
      if (has_header) continue;
    }
    if (auto status = read_operation(line, *builder); !status.ok()) return at_line(number, status.error());
    lines.resize(builder->size(), number);
  }
  if (!builder) {
    return bad_input(
        "neither a program nor an access log: there is nothing in it (a log of no accesses has its header, "
        "{\"zklog\":1})");
  }
  return LogFile{*config, std::move(*image), std::move(*builder).take(), std::move(lines)};
}

std::string jsonl_header(const MemoryConfig& config, const CellImage& initial) {
  std::string out = fmt::format("{{\"zklog\":1,\"config\":{},\"initial_memory\":[", to_json(config));
  bool first = true;
  for (const PageId id : initial.pages()) {
    for (uint32_t i = 0; i < kPageCells; ++i) {
      const uint64_t pointer = uint64_t{id.page} * kPageCells + i;
      if (pointer >= initial.num_cells(id.space)) break;
      const uint32_t value = initial.get({id.space, static_cast<uint32_t>(pointer)});
      if (value == 0) continue;
      fmt::format_to(std::back_inserter(out), "{}[{},{},{}]", first ? "" : ",", id.space, pointer, value);
      first = false;
    }
  }
  return out + "]}";
}

namespace {

void write_inc(std::string& out, uint32_t ticks) {
  fmt::format_to(std::back_inserter(out), "{{\"op\":\"inc\",\"amount\":{}}}\n", ticks);
}

void write_operation(std::string& out, const AccessView& view) {
  if (view.kind == LogKind::kInc) return write_inc(out, view.amount);
  if (view.kind == LogKind::kSegment) {
    out += "{\"op\":\"segment\"}\n";
    return;
  }
  const auto to = std::back_inserter(out);
  fmt::format_to(to, "{{\"op\":\"{}\",\"as\":{},\"ptr\":{},\"size\":{}", to_string(view.op),
                 view.address_space, view.pointer, view.size);
  if (view.values_known) {
    out += ",\"values\":[";
    for (uint32_t i = 0; i < view.size; ++i) fmt::format_to(to, "{}{}", i == 0 ? "" : ",", view.value(i));
    out += ']';
  }
  out += "}\n";
}

}  // namespace

std::string jsonl_operations(const AccessLog& log, size_t count) {
  std::string out;
  size_t written = 0;
  auto it = log.begin();
  for (; it != log.end() && written < count; ++it) {
    const AccessView view = *it;
    if (view.timestamp != it.clock()) {
      write_inc(out, view.timestamp - it.clock());
      if (++written == count) return out;
    }
    write_operation(out, view);
    ++written;
  }
  if (written < count && it.clock() != log.end_timestamp()) write_inc(out, log.end_timestamp() - it.clock());
  return out;
}

std::string to_jsonl(const LogFile& file) {
  std::string out = jsonl_header(file.config, file.initial) + "\n";
  out += jsonl_operations(file.log, SIZE_MAX);
  return out;
}

}  // namespace zkmem
