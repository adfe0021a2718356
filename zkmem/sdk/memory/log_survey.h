// An access log in global memory, surveyed in pieces, so that it can be chosen where it is cut.
#pragma once

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/memory/online/access_log.h"
#include "zkmem/memory/statement/memory_airs.h"
#include "zkmem/sdk/cut_survey.h"

namespace zkmem {

// Pieces end where the log's own segments do. Where every access is one block of its space (and not in
// openvm-v1), rows follow from the log alone; else each piece is replayed, as if a segment ended there, for
// what adapters do.
Result<CutSurvey> survey_log(const Context& context, const MemoryAirs& airs, const AccessLog& log);

}  // namespace zkmem
