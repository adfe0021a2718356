#include "zkmem/sdk/openvm_config.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>

#include <fmt/format.h>

// The parser asserts of a table's name ("[+") what it checks itself two lines further on, and says in words.
// With NDEBUG it would have the compiler take it for granted.
#undef NDEBUG
#define TOML_ASSERT(expr) static_assert(true)
#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

#include "zkmem/base/nearest.h"
#include "zkmem/rv32im/utf8.h"

namespace zkmem {
namespace {

constexpr std::string_view kConfig = "app_vm_config";
constexpr std::string_view kRangeTuple = "range_tuple_checker_sizes";
constexpr std::array<std::string_view, 3> kParts = {"rv32i", "rv32m", "io"};
constexpr std::array<std::string_view, 8> kExtensions = {"keccak", "sha2",    "bigint", "modular",
                                                         "fp2",    "pairing", "ecc",    "deferral"};
// Of OpenVM's multiplication chips; another size is another table and so another key.
constexpr std::array<int64_t, 2> kRangeTupleSizes = {256, 2048};

Error at(const toml::node& node, std::string_view reason) {
  return bad_input(fmt::format("line {}: {}", node.source().begin.line, reason));
}

bool has(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

Status check_range_tuple(const toml::node& sizes) {
  const toml::array* list = sizes.as_array();
  const bool same = list != nullptr && list->size() == kRangeTupleSizes.size() &&
                    (*list)[0].value<int64_t>() == kRangeTupleSizes[0] &&
                    (*list)[1].value<int64_t>() == kRangeTupleSizes[1];
  if (same) return {};
  return at(sizes, fmt::format("{}: zkmem's machine has [{}, {}] only", kRangeTuple, kRangeTupleSizes[0],
                               kRangeTupleSizes[1]));
}

Status check_part(std::string_view name, const toml::node& part) {
  const toml::table* fields = part.as_table();
  if (fields == nullptr) return at(part, fmt::format("{}.{} must be a table", kConfig, name));
  for (const auto& [key, value] : *fields) {
    if (name != "rv32m" || key.str() != kRangeTuple)
      return at(value, fmt::format("{}.{}: unknown field '{}'", kConfig, name, key.str()));
    ZKMEM_RETURN_IF_ERROR(check_range_tuple(value));
  }
  return {};
}

Status check_machine(const toml::table& config) {
  for (const auto& [key, part] : config) {
    const std::string_view name = key.str();
    if (has(kParts, name)) {
      ZKMEM_RETURN_IF_ERROR(check_part(name, part));
    } else if (has(kExtensions, name)) {
      return at(part,
                fmt::format("{}.{}: an extension that zkmem's machine (rv32i, rv32m, io) does not have; "
                            "OpenVM's SDK proves it with zkmem's engine",
                            kConfig, name));
    } else if (name == "system") {
      return at(part, fmt::format("{}.system: zkmem's machine has OpenVM's default system only, leave it out",
                                  kConfig));
    } else {
      return at(part, fmt::format("{}: unknown field '{}'{}", kConfig, name, did_you_mean(name, kParts)));
    }
  }
  for (const std::string_view part : kParts) {
    if (!config.contains(part))
      return at(config, fmt::format("{}.{} is not there, zkmem's machine has it", kConfig, part));
  }
  return {};
}

// A question mark for each character beyond ASCII, none of which a field that is asked for has: of some of
// them the parser's tables (3.3) do not say what they are, and then what it does is undefined.
Result<std::string> ascii_of(std::string_view text) {
  const std::span<const uint8_t> bytes(reinterpret_cast<const uint8_t*>(text.data()), text.size());
  const std::string_view valid = text.substr(0, rv32im::valid_utf8_prefix(bytes));
  if (valid.size() != text.size()) {
    return bad_input(fmt::format("line {}: byte {} begins no character of UTF-8",
                                 1 + std::ranges::count(valid, '\n'), valid.size()));
  }
  std::string ascii;
  ascii.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80)
      ascii.push_back(c);
    else if (byte >= 0xc0)  // its first byte
      ascii.push_back('?');
  }
  return ascii;
}

}  // namespace

Status check_openvm_toml(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);  // the mark of UTF-8
  ZKMEM_ASSIGN_OR_RETURN(const std::string ascii, ascii_of(text));
  const toml::parse_result parsed = toml::parse(ascii);
  if (!parsed) {
    const toml::parse_error& error = parsed.error();
    return bad_input(fmt::format("line {}, column {}: {}", error.source().begin.line,
                                 error.source().begin.column, error.description()));
  }
  const toml::table& file = parsed.table();
  for (const auto& [key, value] : file) {
    if (key.str() == kConfig) continue;
    if (key.str() == "system_params")
      return at(value, "system_params: parameters of one's own are read from the key: --app-vk or --app-pk");
    const std::array<std::string_view, 1> known = {kConfig};
    return at(value, fmt::format("unknown field '{}'{}", key.str(), did_you_mean(key.str(), known)));
  }
  const toml::table* config = file[kConfig].as_table();
  if (config == nullptr) return bad_input(fmt::format("there is no table [{}]", kConfig));
  return check_machine(*config);
}

}  // namespace zkmem
