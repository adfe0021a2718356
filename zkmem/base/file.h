// Whole files in and out. A write either happens completely or leaves the old file as it was.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "zkmem/base/result.h"

namespace zkmem {

// The file's bytes; "-" is standard input. Refuses directories and unreadable files with an error naming the
// path.
Result<std::vector<uint8_t>> read_file(const std::string& path);

// Writes a sibling temporary file, syncs it, renames it over `path`; "-" is standard output. On an error
// nothing is left behind.
Status write_file(const std::string& path, std::span<const uint8_t> bytes);
Status write_file(const std::string& path, std::string_view text);

}  // namespace zkmem
