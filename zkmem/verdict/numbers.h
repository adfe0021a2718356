// Numbers and places in memory as users write them. Nothing wraps around: what does not fit is refused.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "zkmem/base/result.h"
#include "zkmem/memory/model/address.h"

namespace zkmem::verdict {

// Decimal digits, or hexadecimal ones after 0x, and nothing else; nullopt if there are others or too many.
std::optional<uint64_t> parse_number(std::string_view text);

// "SPACE:POINTER"
std::optional<Address> parse_address(std::string_view text);

// The address of "SPACE:POINTER=FILE", what --initial is given.
Result<Address> parse_initial(const std::string& text);

}  // namespace zkmem::verdict
