// The commitments that a log's digest (zkmem/statement/memory/log_digest.h) is made of, from the log itself.
#pragma once

#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/memory/log/log_file.h"
#include "zkmem/memory/offline/memory_segment.h"
#include "zkmem/memory/online/access_log.h"
#include "zkmem/memory/statement/memory_airs.h"
#include "zkmem/protocol/system_params.h"
#include "zkmem/statement/memory/claim.h"
#include "zkmem/statement/memory/log_digest.h"

namespace zkmem {

// The segment's parts. The log must say what its reads returned.
Result<LogParts> commit_log_parts(const Context& context, const SystemParams& params, const MemoryAirs& airs,
                                  const MemorySegment& segment);

// The parts of a whole log, cut where a proof's claim says, at their stacked heights. kRejected if the
// log cannot be cut there.
Result<std::vector<LogParts>> commit_log(const Context& context, const MemoryAirs& airs, const AccessLog& log,
                                         const MemoryClaim& claim);

// What a proof that cuts the log as this claim does calls it. The log is replayed from its own memory first,
// so that its reads have their values.
Result<Commitment> log_digest_like(const Context& context, const LogFile& file, const MemoryClaim& claim);

}  // namespace zkmem
