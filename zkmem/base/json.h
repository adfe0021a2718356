// JSON as every reader here takes it: strictly. A field that nobody reads is an error and no comment, since
// it may be a misspelt one; so is a field that appears twice.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "zkmem/base/result.h"

namespace zkmem {

// "this is no JSON at character N", "field X appears twice".
Result<nlohmann::json> parse_json(std::string_view text);

// kBadInput unless every field of the object is known: "unknown field 'profil', did you mean 'profile'?".
Status only_fields(const nlohmann::json& object, std::span<const std::string_view> known);
Error unknown_field(std::string_view name, std::span<const std::string_view> known);

}  // namespace zkmem
