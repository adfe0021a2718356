#include "zkmem/memory/statement/ends_traces.h"

#include <utility>
#include <vector>

#include "zkmem/base/check.h"
#include "zkmem/primitives/variable_range_checker_air.h"

namespace zkmem {
namespace {

using F = BabyBear;

LedgerBits bits_of(const MemoryConfig& config) { return {config.addr_space_height, config.address_height()}; }

void add(ChipLayout& layout, const MemoryAirs& airs, size_t air, size_t used_rows) {
  layout.add(air, airs.entries[air].air->widths(), used_rows);
}

RootedEndsChips rooted_chips(const MemoryAirs& airs) {
  return {*airs.rooted_ends, *airs.merkle,         *airs.poseidon2,           airs.range,
          airs.sbox,         bits_of(airs.config), airs.config.range_max_bits};
}

// The ledger's chip of the ends, and the range table.
template <class Fill>
void fill_ends(const Context& context, const MemoryAirs& airs, size_t air, const Fill& fill,
               const LedgerChallenge& challenge, RangeCounts& counts, ChipLayout& layout) {
  fill.fill_cached(context, layout.cached(air));
  const Ext4 sum = fill.fill_common(context, challenge, counts, layout.cached(air), layout.common(air));
  std::vector<F>& values = layout.public_values(air);
  values = ledger_public_values(challenge, sum);
  for (const F place : fill.places()) values.push_back(place);
  fill_variable_range_checker(context, counts, layout.common(airs.range));
}

}  // namespace

std::vector<std::optional<uint32_t>> ends_heights(const MemoryAirs& airs, std::span<const EndLeaf> leaves,
                                                  const MerkleDimensions* merkle) {
  if (merkle != nullptr) return rooted_ends_heights(rooted_chips(airs), leaves, *merkle, airs.entries.size());
  std::vector<std::optional<uint32_t>> heights(airs.entries.size());
  heights[*airs.ends] = log2_of_rows(leaves.size());
  heights[airs.range] = log2_of_rows(RangeCounts(airs.config.range_max_bits).height());
  return heights;
}

BufferedTraces make_ends_traces(const Context& context, const MemoryAirs& airs,
                                std::span<const EndLeaf> leaves, const CellImage& end,
                                const LedgerChallenge& challenge, TraceBuffer buffer) {
  ZKMEM_CHECK(airs.ends.has_value());
  RangeCounts counts(airs.config.range_max_bits);
  ChipLayout layout(context, std::move(buffer));
  add(layout, airs, *airs.ends, leaves.size());
  add(layout, airs, airs.range, counts.height());
  layout.start();
  const LedgerEndsFill fill{leaves, end, bits_of(airs.config)};
  fill_ends(context, airs, *airs.ends, fill, challenge, counts, layout);
  return std::move(layout).finish();
}

RootedEndsTraces make_rooted_ends_traces(const Context& context, const Poseidon2Batch& hash,
                                         const MemoryAirs& airs, std::span<const EndLeaf> leaves,
                                         const RootedStart& start, const CellImage& end,
                                         const LedgerChallenge& challenge, TraceBuffer buffer) {
  ZKMEM_CHECK(airs.rooted_ends.has_value());
  return make_rooted_ends_traces(context, hash, rooted_chips(airs), leaves, start, end, challenge,
                                 std::move(buffer));
}

}  // namespace zkmem
