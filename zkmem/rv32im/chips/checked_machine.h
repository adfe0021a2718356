// The machine's AIRs and buses as the row checker wants them.
#pragma once

#include <vector>

#include "zkmem/air/check/row_checker.h"

namespace zkmem::rv32im {

std::vector<CheckedAir> checked_machine_airs();
BusNames machine_bus_names();

}  // namespace zkmem::rv32im
