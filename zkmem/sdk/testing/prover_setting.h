// Test support: with what a prover of forged traces works.
#pragma once

#include "zkmem/base/context.h"
#include "zkmem/statement/parameters.h"

namespace zkmem::testing {

struct ProverSetting {
  Context context;
  ParameterFamily parameters = ParameterFamily::kWeak;
};

}  // namespace zkmem::testing
