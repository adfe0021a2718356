#include "zkmem/statement/air_catalog.h"

#include <algorithm>
#include <set>

#include "zkmem/air/dag_builder.h"
#include "zkmem/memory/chips/access_log/word_access_air.h"
#include "zkmem/memory/statement/memory_airs.h"
#include "zkmem/primitives/poseidon2_air.h"
#include "zkmem/protocol/keygen.h"
#include "zkmem/rv32im/chips/machine.h"

namespace zkmem {
namespace {

// 4 is what the reference's own recursion circuits have, 7 an S-box without a column of its own.
constexpr uint32_t kHighestDegree = 7;

}  // namespace

MemoryConfig default_log_config(MemoryProfile profile) {
  if (profile == MemoryProfile::kOpenVmV2) return MemoryConfig::openvm_v2_default();
  MemoryConfig config = MemoryConfig::hybrid_default();
  config.profile = profile;
  return config;
}

Result<std::vector<CatalogAir>> memory_air_set(const MemoryConfig& config) {
  ZKMEM_ASSIGN_OR_RETURN(MemoryAirs airs, MemoryAirs::create(config));
  std::vector<CatalogAir> set;
  for (MemoryAirs::Entry& entry : airs.entries) set.push_back({std::move(entry.air), entry.is_required});
  return set;
}

std::vector<CatalogAir> machine_air_set(rv32im::MachineMemory memory) {
  const bool has_required = memory == rv32im::MachineMemory::kRoots;
  std::vector<CatalogAir> set;
  for (auto& air : rv32im::machine_airs({}, memory))
    set.push_back({std::move(air), has_required && set.size() < rv32im::kNumRequiredAirs});
  return set;
}

Result<VerifyingKey> generate_key(const SystemParams& params, const std::vector<CatalogAir>& airs) {
  std::vector<KeygenAir> list;
  SystemParams with_degree = params;
  for (const CatalogAir& entry : airs) {
    list.push_back({entry.air.get(), entry.is_required, std::nullopt});
    const auto degree = static_cast<uint32_t>(build_constraints(*entry.air).max_constraint_degree);
    if (degree <= kHighestDegree)
      with_degree.max_constraint_degree = std::max(with_degree.max_constraint_degree, degree);
  }
  return generate_verifying_key(with_degree, list);
}

std::vector<CatalogAir> extra_airs() {
  const MemoryBridge bridge(MemoryBus{PermutationBus{memory_buses::kMemory}},
                            RangeCheckerBus{LookupBus{memory_buses::kRange}}, kMaxBits);
  const LookupBus compression{memory_buses::kCompression};
  return {{std::make_shared<Poseidon2Air<Poseidon2Sbox::kExpression>>(compression), false},
          {std::make_shared<WordAccessAir>(bridge), false}};
}

Result<std::vector<CatalogAir>> all_airs() {
  std::vector<CatalogAir> all;
  std::set<std::string> names;
  const auto take = [&](const std::vector<CatalogAir>& set) {
    for (const CatalogAir& entry : set) {
      if (names.insert(entry.air->name()).second) all.push_back(entry);
    }
  };
  MemoryConfig is_volatile = default_log_config(MemoryProfile::kHybrid);
  is_volatile.mode = BoundaryMode::kVolatile;
  ZKMEM_ASSIGN_OR_RETURN(const auto hybrid, memory_air_set(default_log_config(MemoryProfile::kHybrid)));
  ZKMEM_ASSIGN_OR_RETURN(const auto hybrid_volatile, memory_air_set(is_volatile));
  ZKMEM_ASSIGN_OR_RETURN(const auto v2, memory_air_set(default_log_config(MemoryProfile::kOpenVmV2)));
  is_volatile.profile = MemoryProfile::kOpenVmV1;
  ZKMEM_ASSIGN_OR_RETURN(const auto v1_volatile, memory_air_set(is_volatile));
  take(hybrid);
  take(hybrid_volatile);
  take(machine_air_set());
  take(machine_air_set(rv32im::MachineMemory::kGlobal));
  take(v2);
  take(v1_volatile);
  // Not in any key here: the Poseidon2 chip for parameters that allow degree 7.
  take({{std::make_shared<Poseidon2Air<Poseidon2Sbox::kExpression>>(LookupBus{memory_buses::kCompression}),
         false}});
  return all;
}

}  // namespace zkmem
