// The proving half of the statement that a program ran.
#pragma once

#include "zkmem/sdk/proving_statement.h"

namespace zkmem {

const ProvingStatement& execution_proving();

}  // namespace zkmem
