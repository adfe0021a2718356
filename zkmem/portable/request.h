// `zkmem verify` as one call from bytes to bytes, for where there is no command line.
//
// A request is the length of a JSON text (u32, little-endian), that text, and the bytes of the files that it
// lists, one after another. The text has the files (role, name, size) and the options by their long names.
// The answer is a JSON text: exit code, what the command would print to stdout and stderr, and the object of
// its --json.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace zkmem::portable {

std::string answer_request(std::span<const uint8_t> request);

}  // namespace zkmem::portable
