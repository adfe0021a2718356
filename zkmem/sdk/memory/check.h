// Checks an access log without a proof: every constraint of every row and every bus.
#pragma once

#include <cstdint>

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/memory/log/log_file.h"
#include "zkmem/sdk/check_outcome.h"

namespace zkmem {

// Cuts a segment every `segment_accesses` accesses. A read that does not return what was last written is a
// problem that names its line and the last write.
Result<CheckOutcome> check_log(const Context& context, const LogFile& file, uint64_t segment_accesses);

}  // namespace zkmem
