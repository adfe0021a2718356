// The sets of AIRs that keys are made of, by name: the statements about access logs (one set a profile and
// configuration) and the RV32IM machines.
#pragma once

#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/memory/model/config.h"
#include "zkmem/protocol/verifying_key.h"
#include "zkmem/rv32im/chips/machine.h"
#include "zkmem/statement/air_set.h"

namespace zkmem {

// The configuration of logs under a profile when nothing else is said.
MemoryConfig default_log_config(MemoryProfile profile);

Result<std::vector<CatalogAir>> memory_air_set(const MemoryConfig& config);
// OpenVM 2's RV32IM machine, or on global memory `zkmem-rv32im`.
std::vector<CatalogAir> machine_air_set(rv32im::MachineMemory memory = rv32im::MachineMemory::kRoots);

// With a constraint degree of 4 instead of the parameters' 3 where the AIRs need it: volatile boundaries
// compare neighbouring rows on transitions only. It touches no bound that decides the proven bits.
Result<VerifyingKey> generate_key(const SystemParams& params, const std::vector<CatalogAir>& airs);

// In no key here: the Poseidon2 chip for parameters that allow degree 7, and the golden cases' access chip.
std::vector<CatalogAir> extra_airs();

// Every AIR by name, each name once: the default profile's first, then the machine's, then the other
// profiles'.
Result<std::vector<CatalogAir>> all_airs();

}  // namespace zkmem
