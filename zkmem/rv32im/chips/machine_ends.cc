#include "zkmem/rv32im/chips/machine_ends.h"

#include <utility>

#include "zkmem/memory/chips/ledger/columns.h"
#include "zkmem/primitives/range_counts.h"
#include "zkmem/primitives/variable_range_checker_air.h"
#include "zkmem/rv32im/chips/machine.h"

namespace zkmem::rv32im {
namespace {

constexpr RootedEndsChips kRootedEndsChips{kAirRootedEnds, kAirEndsMerkle,     kAirEndsHash, kAirRangeChecker,
                                           kEndsSbox,      kMachineLedgerBits, kRangeMaxBits};

template <template <class> class Common, template <class> class Cached>
AirWidths widths_of() {
  return {0, {kColumnCount<Cached>}, kColumnCount<Common>};
}

}  // namespace

std::vector<std::optional<uint32_t>> machine_ends_heights(const MachineEnds& ends, size_t num_airs) {
  std::vector<std::optional<uint32_t>> heights(num_airs);
  heights[kAirLedgerEnds] = log2_of_rows(ends.leaves.size());
  if (ends.start) heights[kAirStartImage] = log2_of_rows(ends.start->size());
  heights[kAirRangeChecker] = log2_of_rows(RangeCounts(kRangeMaxBits).height());
  return heights;
}

std::vector<std::optional<uint32_t>> rooted_machine_ends_heights(std::span<const EndLeaf> leaves,
                                                                 const MerkleDimensions& dimensions,
                                                                 size_t num_airs) {
  return rooted_ends_heights(kRootedEndsChips, leaves, dimensions, num_airs);
}

BufferedTraces make_machine_ends(const Context& context, const MachineEnds& part, const CellImage& end,
                                 const LedgerChallenge& challenge, TraceBuffer buffer) {
  RangeCounts counts(kRangeMaxBits);
  ChipLayout layout(context, std::move(buffer));
  layout.add(kAirLedgerEnds, widths_of<LedgerEndsColumns, EndTokenColumns>(), part.leaves.size());
  if (part.start) {
    layout.add(kAirStartImage, widths_of<StartImageColumns, ImageTokenColumns>(), part.start->size());
  }
  layout.add(kAirRangeChecker, {0, {}, kColumnCount<VariableRangeCheckerColumns>}, counts.height());
  layout.start();

  const LedgerEndsFill ends{part.leaves, end, kMachineLedgerBits};
  ends.fill_cached(context, layout.cached(kAirLedgerEnds));
  std::vector<BabyBear>& of_ends = layout.public_values(kAirLedgerEnds);
  of_ends = ledger_public_values(challenge,
                                 ends.fill_common(context, challenge, counts, layout.cached(kAirLedgerEnds),
                                                  layout.common(kAirLedgerEnds)));
  for (const BabyBear place : ends.places()) of_ends.push_back(place);

  if (part.start) {
    const StartImageFill image{*part.start};
    image.fill_cached(context, layout.cached(kAirStartImage));
    layout.public_values(kAirStartImage) = ledger_public_values(
        challenge,
        image.fill_common(context, challenge, layout.cached(kAirStartImage), layout.common(kAirStartImage)));
  }
  fill_variable_range_checker(context, counts, layout.common(kAirRangeChecker));
  return std::move(layout).finish();
}

RootedEndsTraces make_rooted_machine_ends(const Context& context, const Poseidon2Batch& hash,
                                          std::span<const EndLeaf> leaves, const RootedStart& start,
                                          const CellImage& end, const LedgerChallenge& challenge,
                                          TraceBuffer buffer) {
  return make_rooted_ends_traces(context, hash, kRootedEndsChips, leaves, start, end, challenge,
                                 std::move(buffer));
}

std::vector<EndLeaf> run_leaves(std::span<const LedgerToken> start, const LeafMarks& touched,
                                std::span<const LedgerToken> revealed) {
  std::vector<LeafMark> image;
  for (const LedgerToken& token : start) image.push_back({token.address_space, token.leaf_label, 0});
  LeafMarks all(std::move(image));
  all.merge(touched);
  return end_leaves(all, {}, revealed);
}

}  // namespace zkmem::rv32im
