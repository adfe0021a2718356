#include "zkmem/rv32im/chips/machine.h"

#include "zkmem/memory/chips/boundary/persistent_boundary_air.h"
#include "zkmem/memory/chips/ledger/rooted_ends_air.h"
#include "zkmem/memory/chips/ledger/segment_boundary_air.h"
#include "zkmem/memory/chips/ledger/start_image_air.h"
#include "zkmem/memory/chips/merkle/air.h"
#include "zkmem/primitives/poseidon2_air.h"
#include "zkmem/primitives/variable_range_checker_air.h"
#include "zkmem/rv32im/chips/hint_store.h"
#include "zkmem/rv32im/chips/machine_air_types.h"
#include "zkmem/vm/chips/system_chips.h"

namespace zkmem::rv32im {

std::vector<std::unique_ptr<Air>> machine_airs(const MachineBuses& b, MachineMemory memory) {
  const bool is_global = memory == MachineMemory::kGlobal;
  const PermutationBus merkle_bus{kMerkleBusIndex};
  const PermutationBus poseidon2_bus{kPoseidon2BusIndex};
  std::vector<std::unique_ptr<Air>> airs;
  const auto add = [&]<class A>(std::unique_ptr<A> air) { airs.push_back(std::move(air)); };

  add(std::make_unique<ProgramAir>(b.execution.program));
  add(std::make_unique<ConnectorAir>(b.execution, b.range, kTimestampMaxBits));
  if (is_global) {
    add(std::make_unique<SegmentBoundaryAir<2>>(b.memory.memory_bus(), b.range));
    add(std::make_unique<LedgerEndsAir>(b.range, kMachineLedgerBits));
  } else {
    add(std::make_unique<PersistentBoundaryAir<2>>(b.memory.memory_bus(), merkle_bus, poseidon2_bus));
    add(std::make_unique<MerkleAir>(MerkleDimensions{}, merkle_bus, poseidon2_bus));
  }
  add(std::make_unique<DivRemAir>("VmAirWrapper<Rv32MultAdapterAir,DivRemCoreAir<4,8>>", b));
  add(std::make_unique<MulHAir>("VmAirWrapper<Rv32MultAdapterAir,MulHCoreAir<4,8>>", b));
  add(std::make_unique<MulAir>("VmAirWrapper<Rv32MultAdapterAir,MultiplicationCoreAir<4,8>>", b));
  add(std::make_unique<RangeTupleAir>(b.range_tuple));
  add(std::make_unique<HintStoreAir>(b));
  add(std::make_unique<AuipcAir>("VmAirWrapper<Rv32RdWriteAdapterAir,Rv32AuipcCoreAir>", b));
  add(std::make_unique<JalrAir>("VmAirWrapper<Rv32JalrAdapterAir,Rv32JalrCoreAir>", b));
  add(std::make_unique<JalLuiAir>("VmAirWrapper<Rv32CondRdWriteAdapterAir,Rv32JalLuiCoreAir>", b));
  add(std::make_unique<BranchLessThanAir>("VmAirWrapper<Rv32BranchAdapterAir,BranchLessThanCoreAir<4,8>>",
                                          b));
  add(std::make_unique<BranchEqualAir>("VmAirWrapper<Rv32BranchAdapterAir,BranchEqualCoreAir<4>>", b));
  add(std::make_unique<LoadSignExtendAir>("VmAirWrapper<Rv32LoadStoreAdapterAir,LoadSignExtendCoreAir<4,8>>",
                                          b));
  add(std::make_unique<LoadStoreAir>("VmAirWrapper<Rv32LoadStoreAdapterAir,LoadStoreCoreAir<4>>", b));
  add(std::make_unique<ShiftAir>("VmAirWrapper<Rv32BaseAluAdapterAir,ShiftCoreAir<4,8>>", b));
  add(std::make_unique<LessThanAir>("VmAirWrapper<Rv32BaseAluAdapterAir,LessThanCoreAir<4,8>>", b));
  add(std::make_unique<BaseAluAir>("VmAirWrapper<Rv32BaseAluAdapterAir,BaseAluCoreAir<4,8>>", b));
  add(std::make_unique<BitwiseLookupAir>(b.bitwise));
  add(std::make_unique<PhantomAir>(b.execution));
  if (is_global) {
    add(std::make_unique<StartImageAir>());
  } else {
    add(std::make_unique<Poseidon2Air<Poseidon2Sbox::kRegister>>(LookupBus{kPoseidon2BusIndex}));
  }
  add(std::make_unique<VariableRangeCheckerAir>(b.range));
  if (!is_global) return airs;
  add(std::make_unique<RootedEndsAir>(merkle_bus, poseidon2_bus, b.range, kMachineLedgerBits));
  add(std::make_unique<MerkleAir>(MerkleDimensions{}, merkle_bus, poseidon2_bus));
  add(std::make_unique<Poseidon2Air<kEndsSbox>>(LookupBus{kPoseidon2BusIndex}));
  return airs;
}

}  // namespace zkmem::rv32im
