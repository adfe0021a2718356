#include "zkmem/rv32im/chips/segment_outline.h"

#include <algorithm>
#include <bit>
#include <utility>

#include <fmt/format.h>

#include "zkmem/rv32im/chips/recorded_memory.h"
#include "zkmem/rv32im/chips/segment_memory.h"

namespace zkmem::rv32im {
Result<std::vector<uint64_t>> counted_rows(const Program& program, const SegmentCounts& counts,
                                           const MachineDefinition& machine) {
  std::vector<uint64_t> rows(machine.num_airs());
  const auto air_at = [&](size_t place) -> Result<size_t> {
    const size_t air = machine.air_of_opcode(program.instructions[place].opcode);
    if (air < rows.size()) return air;
    return bad_input(fmt::format("pc 0x{:x}: opcode 0x{:x} belongs to no chip of the machine",
                                 program.pc_of(place), program.instructions[place].opcode));
  };
  for (size_t place = 0; place < counts.runs.size(); ++place) {
    if (counts.runs[place] == 0) continue;
    ZKMEM_ASSIGN_OR_RETURN(const size_t air, air_at(place));
    const Chip* const chip = machine.chip(air);
    if (chip != nullptr && chip->has_one_row_each()) rows[air] += counts.runs[place];
  }
  for (const SegmentCounts::SlowRun& run : counts.slow) {
    ZKMEM_ASSIGN_OR_RETURN(const size_t air, air_at(run.place));
    const Chip* const chip = machine.chip(air);
    if (chip != nullptr && !chip->has_one_row_each())
      rows[air] += chip->counted_rows(program.instructions[run.place], run.accesses);
  }
  return rows;
}

namespace {

// The heights of the chips that do not depend on memory.
Result<std::vector<size_t>> instruction_heights(const Program& program, const SegmentCounts& counts,
                                                const MachineDefinition& machine) {
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<uint64_t> rows, counted_rows(program, counts, machine));
  std::vector<size_t> heights(rows.size());
  std::ranges::transform(rows, heights.begin(),
                         [](uint64_t n) { return n == 0 ? size_t{0} : std::bit_ceil(size_t{n}); });
  set_fixed_heights(program, heights);
  return heights;
}

size_t cells_of(std::span<const size_t> heights, const MachineDefinition& machine) {
  size_t cells = 0;
  for (size_t air = 0; air < heights.size(); ++air)
    cells += heights[air] * machine.air(air).widths().common_main;
  return cells;
}

}  // namespace

Result<SegmentOutline> SegmentOutline::count(const Context& context, const Poseidon2Batch& hash,
                                             const MemoryConfig& config, const Program& program,
                                             const SegmentCounts& counts, const AddressMap& memory,
                                             const MerkleTree& start, const MachineDefinition& machine) {
  ZKMEM_CHECK(machine.memory() == MachineMemory::kRoots && machine.rows_are_counted());
  SegmentOutline outline;
  ZKMEM_ASSIGN_OR_RETURN(outline.heights_, instruction_heights(program, counts, machine));
  RangeCounts lookups(kRangeMaxBits);
  ZKMEM_ASSIGN_OR_RETURN(
      RootedSegmentMemory made,
      rooted_segment_memory(context, hash, config, start, touched_memory(context, memory), lookups));
  outline.heights_[kAirBoundary] = made.boundary.height();
  outline.heights_[kAirMerkle] = made.merkle.height();
  outline.heights_[kAirPoseidon2] = std::bit_ceil(std::max<size_t>(made.hashes.inputs.size(), 1));
  outline.cells_ = cells_of(outline.heights_, machine);
  outline.final_tree_ = std::move(made.final_tree);
  return outline;
}

Result<SegmentOutline> SegmentOutline::count(const Context& context, const Program& program,
                                             const SegmentCounts& counts, const AddressMap& memory,
                                             const LeafMarks& marks, const MachineDefinition& machine) {
  ZKMEM_CHECK(machine.memory() == MachineMemory::kGlobal && machine.rows_are_counted());
  SegmentOutline outline;
  ZKMEM_ASSIGN_OR_RETURN(outline.heights_, instruction_heights(program, counts, machine));
  GlobalSegmentMemory made = global_segment_memory(context, marks, touched_memory(context, memory));
  outline.heights_[kAirSegmentBoundary] = made.tokens.height();
  outline.cells_ = cells_of(outline.heights_, machine) + made.tokens.height() * made.tokens.width();
  outline.touched_ = std::move(made.touched);
  outline.tokens_ = std::move(made.tokens);
  return outline;
}

SegmentOutline SegmentOutline::of(SegmentTraces traces) {
  SegmentOutline outline;
  outline.heights_ = traces.heights();
  outline.cells_ = traces.cells();
  outline.final_tree_ = traces.take_final_tree();
  outline.touched_ = traces.take_touched();
  outline.tokens_ = traces.take_tokens();
  return outline;
}

}  // namespace zkmem::rv32im
