#include "zkmem/sdk/memory_choice.h"

#include <algorithm>
#include <bit>
#include <iterator>
#include <numeric>

#include <fmt/format.h>

#include "zkmem/memory/statement/log_cutter.h"
#include "zkmem/rv32im/chips/recorded_memory.h"

namespace zkmem {
namespace {

// Segments that are looked at: 2^26 accesses of the usual length say what a run is like.
constexpr uint64_t kMostSegments = 16;

// Cells by unit, from docs/performance.md. A hash has its row, and a node one in the Merkle chip, before and
// after.
constexpr uint64_t kRootsPerNode = 2 * 332;
constexpr uint64_t kEndRowsPerNode = 2 * 33;  // of ends: before and after, whatever is hashed
constexpr uint64_t kEndHashPerNode = 157;     // each, in the chip of degree 7
constexpr uint64_t kLedgerPerLeaf = 26;       // in each segment
constexpr uint64_t kEndsPerLeaf = 20;
constexpr uint64_t kRestPerAccess = 30;
// What a proof costs whatever is in it: its tables, its queries, and the time for them, in cells.
constexpr uint64_t kRestPerSegment = uint64_t{1} << 23;

}  // namespace

MemoryCost::MemoryCost(const MemoryConfig& config)
    : dimensions_{config.addr_space_height, config.address_height()},
      is_touched_((size_t{1} << dimensions_.height()) / 8 + 1) {}

void MemoryCost::add_segment(const AccessLog& log) {
  std::vector<uint64_t> leaves;
  for (const AccessView& view : log) {
    if (!view.is_access()) continue;
    ++accesses_;
    if (view.address_space == 0) continue;  // immediates
    const uint32_t last = (view.pointer + std::max(view.size, 1U) - 1) / kLeafCells;
    for (uint32_t label = view.pointer / kLeafCells; label <= last; ++label) {
      const uint64_t leaf = dimensions_.leaf_index(view.address_space, label);
      std::byte& bits = is_touched_.data()[leaf / 8];
      const auto bit = static_cast<std::byte>(1U << (leaf % 8));
      if ((bits & bit) != std::byte{0}) continue;
      bits |= bit;
      leaves.push_back(leaf);
    }
  }
  for (const uint64_t leaf : leaves) is_touched_.data()[leaf / 8] = std::byte{0};
  std::ranges::sort(leaves);
  add_leaves(leaves);
}

void MemoryCost::add_segment(uint64_t accesses, const TouchedMemory& touched) {
  accesses_ += accesses;
  std::vector<uint64_t> leaves;
  leaves.reserve(touched.size());
  for (const TouchedLeaf& leaf : touched)
    leaves.push_back(dimensions_.leaf_index(leaf.address_space, leaf.label));
  add_leaves(leaves);
}

void MemoryCost::add_leaves(const std::vector<uint64_t>& leaves) {
  ++segments_;
  segment_leaves_ += leaves.size();
  segment_nodes_ += nodes_of(leaves);
  std::vector<uint64_t> all;
  all.reserve(all_.size() + leaves.size());
  std::ranges::set_union(all_, leaves, std::back_inserter(all));
  all_ = std::move(all);
}

// A leaf's path is new up to where it meets that of the leaf before.
uint64_t MemoryCost::nodes_of(const std::vector<uint64_t>& leaves) const {
  if (leaves.empty()) return 0;
  uint64_t nodes = dimensions_.height() + 1;
  for (size_t i = 1; i < leaves.size(); ++i)
    nodes += static_cast<uint64_t>(std::bit_width(leaves[i] ^ leaves[i - 1]));
  return nodes;
}

uint64_t MemoryCost::roots() const { return kRootsPerNode * segment_nodes_; }

uint64_t MemoryCost::ledger(const HashedEnds& ends) const {
  const uint64_t hashed = (ends.start ? 1U : 0U) + (ends.end ? 1U : 0U);
  const uint64_t of_ends = hashed != 0 ? (kEndRowsPerNode + hashed * kEndHashPerNode) * nodes_of(all_)
                                       : kEndsPerLeaf * all_.size();
  return kLedgerPerLeaf * segment_leaves_ + of_ends;
}

uint64_t MemoryCost::rest() const { return kRestPerAccess * accesses_ + kRestPerSegment * segments_; }

bool MemoryCost::ledger_pays(const HashedEnds& ends) const { return roots() >= ledger(ends) + rest() / 2; }

std::string MemoryCost::in_words() const {
  const double share = static_cast<double>(roots()) / static_cast<double>(roots() + rest());
  return fmt::format("hashing between segments would be {:.0f} % of the work", 100 * share);
}

MemoryCost memory_cost(const LogFile& log, uint64_t segment_accesses) {
  MemoryCost cost(log.config);
  LogCutter cutter(log.config, log.log);
  for (uint64_t k = 0; k < kMostSegments && !cutter.done(); ++k)
    cost.add_segment(cutter.next(segment_accesses));
  return cost;
}

Result<MemoryCost> memory_cost(const Context& context, rv32im::Machine machine, uint64_t max_instructions) {
  MemoryCost cost(machine.config());
  uint64_t before = 0;
  for (uint64_t k = 0; k < kMostSegments; ++k) {
    const rv32im::StopReason reason = machine.run(context, max_instructions - machine.instructions());
    if (reason == rv32im::StopReason::kCancelled) return cancelled();
    const AccessCounts now = machine.accesses();
    const uint64_t accesses = std::accumulate(now.begin(), now.end(), uint64_t{0});
    cost.add_segment(accesses - before, rv32im::touched_memory(context, *machine.marked_memory()));
    before = accesses;
    // Whatever else it stops at, planning will say.
    if (reason != rv32im::StopReason::kSegmentFull) break;
    machine.next_segment();
    context.report(fmt::format("memory: {} instructions", machine.instructions()), kUnknownFraction);
  }
  return cost;
}

}  // namespace zkmem
