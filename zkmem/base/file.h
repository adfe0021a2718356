// Whole files in and out. A write either happens completely or leaves the old file as it was.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "zkmem/base/result.h"

namespace zkmem {

// What is read of a pipe or device, whose end nobody knows, and what a small text (a configuration) may have.
inline constexpr uint64_t kMostStreamBytes = uint64_t{4} << 30;
inline constexpr uint64_t kMostTextBytes = uint64_t{64} << 20;

// The file's bytes; "-" is standard input. Refuses directories, unreadable files and a standard input that is
// closed with an error naming the path; what is larger than `most` bytes, than the machine's memory or, in a
// pipe, than kMostStreamBytes is kLimit.
Result<std::vector<uint8_t>> read_file(const std::string& path, uint64_t most = UINT64_MAX);

// Bytes of memory that the machine has.
uint64_t machine_memory();

// Writes a sibling temporary file, syncs it, renames it over `path`; "-" is standard output. On an error
// nothing is left behind.
Status write_file(const std::string& path, std::span<const uint8_t> bytes);
Status write_file(const std::string& path, std::string_view text);

}  // namespace zkmem
