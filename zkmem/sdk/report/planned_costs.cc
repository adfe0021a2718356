#include "zkmem/sdk/report/planned_costs.h"

#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "zkmem/rv32im/chips/machine.h"
#include "zkmem/sdk/report/run_profiler.h"
#include "zkmem/sdk/segment_cost.h"

namespace zkmem {
namespace {

bool is_run(const Claim& claim) { return claim.statement().name().starts_with("execution"); }

// Of a program's machine, or by its name of a log's.
bool is_of_leaves(const Claim& claim, size_t air, const std::string& name) {
  const MemoryConfig& config = claim.config;
  if (!is_run(claim)) {
    const bool is_hashed = name == "MemoryMerkleAir" || name.starts_with("Poseidon2");
    return name.starts_with("PersistentBoundaryAir") || name.starts_with("SegmentBoundaryAir") ||
           (config.mode == BoundaryMode::kPersistent && is_hashed);
  }
  if (air == rv32im::kAirBoundary) return true;
  return config.mode == BoundaryMode::kPersistent &&
         (air == rv32im::kAirMerkle || air == rv32im::kAirPoseidon2);
}

}  // namespace

PlannedCosts::PlannedCosts(KeyCache& keys, const Claim& claim, Profile& profile)
    : keys_(keys), claim_(claim), profile_(profile) {}

Status PlannedCosts::add(size_t k, const LogHeights& heights, SegmentCosts costs) {
  const Statement& statement = claim_.statement();
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<CatalogAir> airs, statement.airs(claim_.config));
  if (heights.size() != airs.size())
    return bad_input(
        fmt::format("segment {} has {} chips, its statement has {}", k, heights.size(), airs.size()));
  if (chips_.empty()) {
    for (const CatalogAir& air : airs) chips_.push_back({air.air->name(), 0, 0});
  }
  costs.cells = 0;
  for (size_t air = 0; air < airs.size(); ++air) {
    if (!heights[air]) continue;
    const bool is_program_table = is_run(claim_) && air == rv32im::kAirProgram;
    const uint64_t cells = columns_in_cells(*airs[air].air, is_program_table) << *heights[air];
    chips_[air].rows += uint64_t{1} << *heights[air];
    chips_[air].cells += cells;
    costs.cells += cells;
    if (is_of_leaves(claim_, air, airs[air].air->name())) leaf_cells_ += cells;
  }
  const uint32_t height = claim_.segment(k).log_stacked_height;
  ZKMEM_ASSIGN_OR_RETURN(const auto key,
                         keys_.key(statement, claim_.config, claim_.parameters, height, claim_.hash));
  SegmentShape shape;
  shape.heights = heights;
  shape.trace_cells = costs.cells;
  shape.log_stacked_height = height;
  const SegmentCost predicted = segment_cost(key->inner, shape);
  costs.nanoseconds = predicted.nanoseconds;
  if (costs.proof_bytes == 0) costs.proof_bytes = predicted.proof_bytes;
  profile_.totals.cells += costs.cells;
  profile_.segments.push_back(costs);
  return {};
}

void PlannedCosts::finish() {
  for (ChipCosts& chip : chips_)
    if (chip.rows != 0) profile_.chips.push_back(std::move(chip));
  std::ranges::stable_sort(profile_.chips, std::ranges::greater(), &ChipCosts::cells);
}

}  // namespace zkmem
