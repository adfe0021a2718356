// "Did you mean …": the known name that a mistyped one is nearest to.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace zkmem {

// By the number of letters inserted, left out, changed or swapped, capitals apart, at most a third of the
// name's letters (but one is always allowed); else the only name that begins so; else nothing.
std::optional<std::string_view> nearest_name(std::string_view name, std::span<const std::string_view> known);

// ", did you mean 'values'?", or nothing.
std::string did_you_mean(std::string_view name, std::span<const std::string_view> known);

}  // namespace zkmem
