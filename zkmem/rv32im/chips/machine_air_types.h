// The instruction chips as types: which adapter goes with which core.
#pragma once

#include "zkmem/rv32im/chips/adapters.h"
#include "zkmem/rv32im/chips/cores.h"
#include "zkmem/rv32im/chips/instruction_air.h"

namespace zkmem::rv32im {

using BaseAluAir = InstructionAir<AluAdapter, BaseAluCore>;
using ShiftAir = InstructionAir<AluAdapter, ShiftCore>;
using LessThanAir = InstructionAir<AluAdapter, LessThanCore>;
using BranchEqualAir = InstructionAir<BranchAdapter, BranchEqualCore>;
using BranchLessThanAir = InstructionAir<BranchAdapter, BranchLessThanCore>;
using JalLuiAir = InstructionAir<ConditionalRdWriteAdapter, JalLuiCore>;
using JalrAir = InstructionAir<JalrAdapter, JalrCore>;
using AuipcAir = InstructionAir<RdWriteAdapter, AuipcCore>;
using MulAir = InstructionAir<MulAdapter, MulCore>;
using MulHAir = InstructionAir<MulAdapter, MulHCore>;
using DivRemAir = InstructionAir<MulAdapter, DivRemCore>;
using LoadStoreAir = InstructionAir<LoadStoreAdapter, LoadStoreCore>;
using LoadSignExtendAir = InstructionAir<LoadStoreAdapter, LoadSignExtendCore>;

}  // namespace zkmem::rv32im
