// The RV32IM machine as a list of chips, in the order of OpenVM 2's verifying key: four system AIRs that
// every proof must have, then the others in reverse order of their extensions. README.md draws the buses
// between them. Source: golden/openvm-v2/README.md ("Real VM AIR order"), RV32IM.md ("AIRs").
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "zkmem/air/air.h"
#include "zkmem/rv32im/chips/machine_buses.h"

namespace zkmem::rv32im {

enum MachineAir : size_t {
  kAirProgram = 0,
  kAirConnector,
  kAirBoundary,
  kAirMerkle,
  kAirDivRem,
  kAirMulH,
  kAirMul,
  kAirRangeTuple,
  kAirHintStore,
  kAirAuipc,
  kAirJalr,
  kAirJalLui,
  kAirBranchLessThan,
  kAirBranchEqual,
  kAirLoadSignExtend,
  kAirLoadStore,
  kAirShift,
  kAirLessThan,
  kAirBaseAlu,
  kAirBitwiseLookup,
  kAirPhantom,
  kAirPoseidon2,
  kAirRangeChecker,
  kNumMachineAirs
};

// AIRs below this index are required in every proof.
inline constexpr size_t kNumRequiredAirs = 4;

// All kNumMachineAirs AIRs, in order.
std::vector<std::unique_ptr<Air>> machine_airs(const MachineBuses& buses = {});

}  // namespace zkmem::rv32im
