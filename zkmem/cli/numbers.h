// Numbers and places in memory as users write them. Nothing wraps around: what does not fit is refused.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <CLI/CLI.hpp>

#include "zkmem/base/result.h"
#include "zkmem/memory/model/address.h"

namespace zkmem::cli {

// Decimal digits, or hexadecimal ones after 0x, and nothing else; nullopt if there are others or too many.
std::optional<uint64_t> parse_number(std::string_view text);

// "SPACE:POINTER"
std::optional<Address> parse_address(std::string_view text);

// Makes every option of the app and its commands that takes a number check it with parse_number(): the parser
// itself would take -1 for the largest number and 010 for eight. Call it when all commands are there.
void require_whole_numbers(CLI::App& app);

}  // namespace zkmem::cli
