// The rules an access must keep whatever the state of memory: space, permission, bounds, size, alignment,
// values. Pure functions of the configuration; the clock and the capacity are checked by the controller,
// which has them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "zkmem/memory/model/config.h"
#include "zkmem/memory/model/error.h"

namespace zkmem {

// The first rule the access breaks, if any. `modulus` bounds immediates (their pointer is their value).
std::optional<MemoryError> check_access(const MemoryConfig& config, uint32_t modulus, const Access& access);

// The first value the space's cells cannot hold, if any. The space must exist.
std::optional<MemoryError> check_values(const MemoryConfig& config, uint32_t modulus, const Access& access,
                                        std::span<const uint32_t> values);

}  // namespace zkmem
