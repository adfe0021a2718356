// The first read of a log that does not return what was last written, with the accesses around it.
#pragma once

#include <optional>

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/sdk/memory/input.h"
#include "zkmem/sdk/report/profile.h"

namespace zkmem {

// Entries on either side.
inline constexpr size_t kEntriesAround = 8;

// None: the log is consistent.
Result<std::optional<Violation>> first_violation(const Context& context, const MemoryInput& input);

}  // namespace zkmem
