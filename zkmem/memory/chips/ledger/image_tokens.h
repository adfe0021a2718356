// The tokens with which a run starts whose verifier has its first memory.
#pragma once

#include <vector>

#include "zkmem/memory/chips/ledger/ledger.h"
#include "zkmem/memory/model/memory_image.h"

namespace zkmem {

// One for each leaf that is not all zero, ascending by (space, leaf), of segment 0.
std::vector<LedgerToken> image_tokens(const CellImage& image);

}  // namespace zkmem
