// The RV32IM machine as a list of chips, in the order of OpenVM 2's verifying key: four system AIRs that
// every proof must have, then the others in reverse order of their extensions. README.md draws the buses
// between them. Source: golden/openvm-v2/README.md ("Real VM AIR order"), RV32IM.md ("AIRs").
// On global memory (docs/spec/global-memory.md) the same instructions make another machine, `zkmem-rv32im`:
// the ledger's chips stand where boundary, Merkle tree and hash are, those of ends with roots behind all
// others, and no AIR is in every proof, as the run's ends may have a proof of their own under the same key.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "zkmem/air/air.h"
#include "zkmem/memory/chips/ledger/ledger_ends_air.h"
#include "zkmem/primitives/poseidon2_air.h"
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
  kNumMachineAirs,
  // On global memory, in the places of the three, and behind.
  kAirSegmentBoundary = kAirBoundary,
  kAirLedgerEnds = kAirMerkle,
  kAirStartImage = kAirPoseidon2,
  kAirRootedEnds = kNumMachineAirs,
  kAirEndsMerkle,
  kAirEndsHash,
  kNumGlobalMachineAirs
};

// How the segments of a run share their memory.
enum class MachineMemory : uint8_t {
  kRoots,  // a Merkle root before and after each: OpenVM 2's
  kGlobal  // one ledger for all
};

// Those of the machine itself; behind them come those of extensions.
constexpr size_t num_machine_airs(MachineMemory memory) {
  return memory == MachineMemory::kRoots ? kNumMachineAirs : kNumGlobalMachineAirs;
}

// How the ends number the leaves of the machine's memory.
inline constexpr LedgerBits kMachineLedgerBits{kAddressSpaceHeight, kPointerMaxBits - 3};
// Of the hash chip beside ends with roots: half the columns of the other, at degree 7.
inline constexpr Poseidon2Sbox kEndsSbox = Poseidon2Sbox::kExpression;

// AIRs below this index are required in every proof, if memory has roots.
inline constexpr size_t kNumRequiredAirs = 4;

// All num_machine_airs() AIRs, in order.
std::vector<std::unique_ptr<Air>> machine_airs(const MachineBuses& buses = {},
                                               MachineMemory memory = MachineMemory::kRoots);

}  // namespace zkmem::rv32im
