// Reading and writing MemoryConfig as JSON: the flat object of the golden files (docs: cli.md, "Configuration
// as JSON").
#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "zkmem/base/json.h"
#include "zkmem/memory/model/config.h"

namespace zkmem {

namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 12> kFields = {"profile",
                                                      "mode",
                                                      "initial_block_size",
                                                      "addr_space_height",
                                                      "pointer_max_bits",
                                                      "timestamp_max_bits",
                                                      "range_decomp",
                                                      "decomp",
                                                      "max_access_adapter_n",
                                                      "access_capacity",
                                                      "addr_spaces",
                                                      "address_height"};
constexpr std::array<std::string_view, 6> kSpaceFields = {"addr_space", "name",           "layout",
                                                          "num_cells",  "min_block_size", "permissions"};

Result<uint64_t> read_number(const json& object, const char* key, uint64_t fallback, uint64_t largest) {
  const auto found = object.find(key);
  if (found == object.end() || found->is_null()) return fallback;
  if (!found->is_number_integer() ||
      (found->is_number_integer() && !found->is_number_unsigned() && found->get<int64_t>() < 0)) {
    return bad_input(
        fmt::format("config: {} must be a number that is not negative, not {}", key, found->dump()));
  }
  const auto value = found->get<uint64_t>();
  if (value > largest) return bad_input(fmt::format("config: {} {} is larger than {}", key, value, largest));
  return value;
}

Result<uint32_t> read_u32(const json& object, const char* key, uint32_t fallback) {
  ZKMEM_ASSIGN_OR_RETURN(const uint64_t value, read_number(object, key, fallback, UINT32_MAX));
  return static_cast<uint32_t>(value);
}

Result<std::string> read_text(const json& object, const char* key, std::string fallback) {
  const auto found = object.find(key);
  if (found == object.end() || found->is_null()) return fallback;
  if (!found->is_string())
    return bad_input(fmt::format("config: {} must be a text, not {}", key, found->dump()));
  return found->get<std::string>();
}

// "Null", "U8", "U16", "Native", "Native { size: 4 }", {"F": {"size": 4}}, {"Native": {"size": 4}}.
Result<CellType> read_layout(const json& layout) {
  if (layout.is_string()) {
    std::string text;
    for (const char c : layout.get<std::string>()) {
      if (c != ' ') text += c;
    }
    if (text == "Null") return CellType::kNull;
    if (text == "U8") return CellType::kU8;
    if (text == "U16") return CellType::kU16;
    if (text == "Native" || text == "Native{size:4}" || text == "F" || text == "F{size:4}")
      return CellType::kField;
  } else if (layout.is_object() && layout.size() == 1) {
    const std::string key = layout.begin().key();
    const json& body = layout.begin().value();
    if ((key == "F" || key == "Native") && body == json{{"size", 4}}) {
      return CellType::kField;
    }
  }
  return bad_input(fmt::format("config: layout {} is not Null, U8, U16 or Native of size 4", layout.dump()));
}

Result<AddressSpaceConfig> read_space(const json& entry, size_t index) {
  const auto where = [&](const Error& error) { return error.in(fmt::format("addr_spaces[{}]", index)); };
  if (!entry.is_object()) return bad_input(fmt::format("config: addr_spaces[{}] must be an object", index));
  if (const Status known = only_fields(entry, kSpaceFields); !known.ok())
    return where(known.error()).in("config");
  AddressSpaceConfig space;
  if (const auto layout = entry.find("layout"); layout != entry.end()) {
    auto type = read_layout(*layout);
    if (!type.ok()) return where(type.error());
    space.cell_type = *type;
  } else {
    return bad_input(fmt::format("config: addr_spaces[{}] has no layout", index));
  }
  const bool bytes = space.cell_type == CellType::kU8 || space.cell_type == CellType::kU16;
  auto cells = read_number(entry, "num_cells", 0, uint64_t{1} << 40);
  if (!cells.ok()) return where(cells.error());
  space.num_cells = *cells;
  auto block = read_u32(entry, "min_block_size", bytes ? 4 : 1);
  if (!block.ok()) return where(block.error());
  space.min_block_size = *block;
  auto name = read_text(entry, "name", "");
  if (!name.ok()) return where(name.error());
  space.name = *name;
  auto permissions = read_text(entry, "permissions", "rw");
  if (!permissions.ok()) return where(permissions.error());
  if (*permissions == "rw") {
    space.permissions = Permissions::kReadWrite;
  } else if (*permissions == "r") {
    space.permissions = Permissions::kRead;
  } else if (*permissions == "host") {
    space.permissions = Permissions::kHost;
  } else {
    return bad_input(
        fmt::format("config: addr_spaces[{}]: permissions '{}' is not rw, r or host", index, *permissions));
  }
  return space;
}

Status read_spaces(const json& list, MemoryConfig& config) {
  if (!list.is_array()) return bad_input("config: addr_spaces must be a list");
  if (list.size() > kMaxAddressSpaces) {
    return bad_input(fmt::format("config: addr_spaces lists {} spaces, at most {} are possible", list.size(),
                                 kMaxAddressSpaces));
  }
  std::vector<std::optional<AddressSpaceConfig>> spaces;
  for (size_t i = 0; i < list.size(); ++i) {
    ZKMEM_ASSIGN_OR_RETURN(AddressSpaceConfig space, read_space(list[i], i));
    ZKMEM_ASSIGN_OR_RETURN(const uint32_t index, read_u32(list[i], "addr_space", static_cast<uint32_t>(i)));
    if (index >= kMaxAddressSpaces) {
      return bad_input(
          fmt::format("config: addr_spaces[{}]: addr_space {} is not below {}", i, index, kMaxAddressSpaces));
    }
    if (index >= spaces.size()) spaces.resize(index + 1);
    if (spaces[index]) return bad_input(fmt::format("config: address space {} is listed twice", index));
    spaces[index] = std::move(space);
  }
  config.spaces.clear();
  for (auto& space : spaces) config.spaces.push_back(std::move(space).value_or(AddressSpaceConfig{}));
  return {};
}

Status read_widths(const json& object, MemoryConfig& c) {
  ZKMEM_ASSIGN_OR_RETURN(c.addr_space_height, read_u32(object, "addr_space_height", c.addr_space_height));
  ZKMEM_ASSIGN_OR_RETURN(c.pointer_max_bits, read_u32(object, "pointer_max_bits", c.pointer_max_bits));
  ZKMEM_ASSIGN_OR_RETURN(c.timestamp_max_bits, read_u32(object, "timestamp_max_bits", c.timestamp_max_bits));
  if (object.contains("range_decomp") && object.contains("decomp") &&
      object["range_decomp"] != object["decomp"]) {
    return bad_input("config: range_decomp and decomp are two names of one number and differ");
  }
  ZKMEM_ASSIGN_OR_RETURN(const uint32_t decomp, read_u32(object, "decomp", c.range_max_bits));
  ZKMEM_ASSIGN_OR_RETURN(c.range_max_bits, read_u32(object, "range_decomp", decomp));
  ZKMEM_ASSIGN_OR_RETURN(c.max_access_size, read_u32(object, "max_access_adapter_n", c.max_access_size));
  ZKMEM_ASSIGN_OR_RETURN(c.access_capacity,
                         read_number(object, "access_capacity", c.access_capacity, uint64_t{1} << 40));
  return {};
}

Status read_kind(const json& object, MemoryConfig& c) {
  ZKMEM_ASSIGN_OR_RETURN(const std::string profile,
                         read_text(object, "profile", std::string(to_string(c.profile))));
  const auto parsed_profile = parse_profile(profile);
  if (!parsed_profile) {
    return bad_input(fmt::format("config: profile '{}' is not openvm-v1, openvm-v2 or hybrid", profile));
  }
  c.profile = *parsed_profile;
  ZKMEM_ASSIGN_OR_RETURN(const std::string mode, read_text(object, "mode", std::string(to_string(c.mode))));
  const auto parsed_mode = parse_mode(mode);
  if (!parsed_mode)
    return bad_input(fmt::format("config: mode '{}' is not persistent, volatile or global", mode));
  c.mode = *parsed_mode;
  if (object.contains("initial_block_size") && !object["initial_block_size"].is_null()) {
    ZKMEM_ASSIGN_OR_RETURN(c.explicit_initial_block_size, read_u32(object, "initial_block_size", 0));
  }
  return {};
}

}  // namespace

Result<MemoryConfig> read_memory_config(std::string_view text, const MemoryConfig& base) {
  Result<json> parsed = parse_json(text);
  if (!parsed.ok()) return parsed.error().in("config");
  const json& object = *parsed;
  if (!object.is_object()) return bad_input("config: the configuration must be a JSON object");
  if (const Status known = only_fields(object, kFields); !known.ok()) return known.error().in("config");
  MemoryConfig config = base;
  ZKMEM_RETURN_IF_ERROR(read_widths(object, config));
  ZKMEM_RETURN_IF_ERROR(read_kind(object, config));
  if (const auto spaces = object.find("addr_spaces"); spaces != object.end()) {
    ZKMEM_RETURN_IF_ERROR(read_spaces(*spaces, config));
  }
  if (object.contains("address_height")) {
    ZKMEM_ASSIGN_OR_RETURN(const uint32_t height, read_u32(object, "address_height", 0));
    if (height != config.address_height()) {
      return bad_input(
          fmt::format("config: address_height {} does not belong to pointer_max_bits {}, which makes it {}",
                      height, config.pointer_max_bits, config.address_height()));
    }
  }
  return config;
}

Result<MemoryConfig> parse_memory_config(std::string_view text) {
  ZKMEM_ASSIGN_OR_RETURN(MemoryConfig config, read_memory_config(text, MemoryConfig::hybrid_default()));
  ZKMEM_RETURN_IF_ERROR(config.validate());
  return config;
}

std::string to_json(const MemoryConfig& config) {
  nlohmann::ordered_json object;
  object["profile"] = to_string(config.profile);
  object["mode"] = to_string(config.mode);
  if (config.explicit_initial_block_size) object["initial_block_size"] = *config.explicit_initial_block_size;
  object["addr_space_height"] = config.addr_space_height;
  object["pointer_max_bits"] = config.pointer_max_bits;
  object["timestamp_max_bits"] = config.timestamp_max_bits;
  object["range_decomp"] = config.range_max_bits;
  object["max_access_adapter_n"] = config.max_access_size;
  object["access_capacity"] = config.access_capacity;
  auto spaces = nlohmann::ordered_json::array();
  for (size_t i = 0; i < config.spaces.size(); ++i) {
    const AddressSpaceConfig& space = config.spaces[i];
    nlohmann::ordered_json entry;
    entry["addr_space"] = i;
    if (!space.name.empty()) entry["name"] = space.name;
    entry["layout"] = to_string(space.cell_type);
    entry["num_cells"] = space.num_cells;
    entry["min_block_size"] = space.min_block_size;
    if (space.permissions != Permissions::kReadWrite) entry["permissions"] = to_string(space.permissions);
    spaces.push_back(std::move(entry));
  }
  object["addr_spaces"] = std::move(spaces);
  return object.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace zkmem
