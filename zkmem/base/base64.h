// Base64 text of bytes (RFC 4648, with padding), for binary values in JSON.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace zkmem {

std::string to_base64(std::span<const uint8_t> bytes);

}  // namespace zkmem
