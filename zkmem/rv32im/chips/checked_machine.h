// The machine's AIRs and buses as the row checker wants them.
#pragma once

#include <vector>

#include "zkmem/air/check/row_checker.h"
#include "zkmem/rv32im/chips/machine_definition.h"

namespace zkmem::rv32im {

std::vector<CheckedAir> checked_machine_airs(const MachineDefinition& machine = MachineDefinition::rv32im());
BusNames machine_bus_names();

}  // namespace zkmem::rv32im
