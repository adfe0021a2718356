// The same input in shorter and in longer segments, planned as for a proof: what each would take.
#pragma once

#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/sdk/plan.h"
#include "zkmem/sdk/report/profile.h"
#include "zkmem/sdk/statement_input.h"
#include "zkmem/statement/keys.h"

namespace zkmem {

// Beside `plan`, the input's own: with half its longest segment, and with twice that if it has several.
// `accesses`: in the longest one. The only errors are the context's; a cut that is not possible says why.
Result<std::vector<OtherCut>> try_other_cuts(const Context& context, const KeyCache::Keys& known,
                                             StatementInput& input, size_t segments, uint64_t accesses);

}  // namespace zkmem
