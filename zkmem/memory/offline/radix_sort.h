// A stable sort of 64-bit items by bits [32, 64): keys above, positions below. Stable means that items of one
// key keep their order, so that a log sorted by block lists each block's accesses in time.
#pragma once

#include <cstdint>
#include <vector>

#include "zkmem/base/context.h"

namespace zkmem {

// The result does not depend on the number of threads.
void sort_by_key(const Context& context, std::vector<uint64_t>& items);

}  // namespace zkmem
