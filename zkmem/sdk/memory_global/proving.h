// The proving half of the statement about a log in global memory.
#pragma once

#include "zkmem/sdk/proving_statement.h"

namespace zkmem {

const ProvingStatement& global_memory_proving();

}  // namespace zkmem
