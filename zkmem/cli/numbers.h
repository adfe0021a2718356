// Numbers and places in memory as users write them. Nothing wraps around: what does not fit is refused.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <CLI/CLI.hpp>

#include "zkmem/base/result.h"
#include "zkmem/memory/model/address.h"
#include "zkmem/memory/model/raw_bytes.h"

namespace zkmem::cli {

// Decimal digits, or hexadecimal ones after 0x, and nothing else; nullopt if there are others or too many.
std::optional<uint64_t> parse_number(std::string_view text);

// "SPACE:POINTER"
std::optional<Address> parse_address(std::string_view text);

// "SPACE:POINTER=FILE", with the file's bytes.
Result<RawBytes> read_raw_bytes(const std::string& text);

// Makes every option and operand of the app and its commands check what it is given. A number must be one for
// parse_number(): the parser itself would take -1 for the largest number and 010 for eight. Anything else
// must not be empty: a script's unset variable is no option left out. Call it when all commands are there.
void check_values(CLI::App& app);

}  // namespace zkmem::cli
