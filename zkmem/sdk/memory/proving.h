// The proving half of the statement that an access log is consistent.
#pragma once

#include "zkmem/sdk/proving_statement.h"

namespace zkmem {

const ProvingStatement& memory_proving();

}  // namespace zkmem
