// Hexadecimal text of bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace zkmem {

std::string to_hex(std::span<const uint8_t> bytes);
// 8 hex digits, most significant first.
std::string to_hex(uint32_t word);
// nullopt for odd length or a character that is no hex digit.
std::optional<std::vector<uint8_t>> from_hex(std::string_view text);

}  // namespace zkmem
