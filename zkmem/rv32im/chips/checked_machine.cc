#include "zkmem/rv32im/chips/checked_machine.h"

namespace zkmem::rv32im {

std::vector<CheckedAir> checked_machine_airs(const MachineDefinition& machine) {
  std::vector<CheckedAir> checked;
  for (size_t i = 0; i < machine.num_airs(); ++i)
    checked.push_back(checked_air(machine.air(i), machine.is_required(i)));
  return checked;
}

BusNames machine_bus_names() {
  const MachineBuses buses;
  return {
      {buses.execution.execution.bus.index, {"execution", 2}},
      {buses.memory.memory_bus().bus.index, {"memory", 2}},
      {buses.execution.program.bus.index, {"program", 1}},
      {buses.range.bus.index, {"range checker", 2}},
      {kMerkleBusIndex, {"memory merkle", 4}},
      {kPoseidon2BusIndex, {"poseidon2", 16}},
      {buses.bitwise.bus.index, {"bitwise lookup", 2}},
      {buses.range_tuple.bus.index, {"range tuple", 2}},
  };
}

}  // namespace zkmem::rv32im
