// The rules an access must keep whatever the state of memory: space, permission, bounds, size, alignment,
// values, clock, capacity. Pure functions of the configuration and, for the last two, of where a segment is.
// Whoever takes accesses asks here: the controller, and the reader of a log.
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

// Whether the clock, at `now`, and the capacity, of which `accesses` are used, leave room for one more.
std::optional<MemoryError> check_room(const MemoryConfig& config, uint32_t now, uint64_t accesses,
                                      const Access& access);

// Whether `ticks` may pass without an access.
std::optional<MemoryError> check_ticks(const MemoryConfig& config, uint32_t now, uint64_t ticks);

}  // namespace zkmem
