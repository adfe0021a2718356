#include "zkmem/rv32im/chips/machine_ends.h"

#include <utility>

#include "zkmem/memory/chips/ledger/columns.h"
#include "zkmem/primitives/range_counts.h"
#include "zkmem/primitives/variable_range_checker_air.h"
#include "zkmem/rv32im/chips/machine.h"

namespace zkmem::rv32im {
namespace {

template <template <class> class Common, template <class> class Cached>
AirWidths widths_of() {
  return {0, {kColumnCount<Cached>}, kColumnCount<Common>};
}

}  // namespace

BufferedTraces make_machine_ends(const Context& context, std::span<const LedgerToken> start,
                                 std::span<const EndLeaf> leaves, const CellImage& end,
                                 const LedgerChallenge& challenge, TraceBuffer buffer) {
  RangeCounts counts(kRangeMaxBits);
  ChipLayout layout(context, std::move(buffer));
  layout.add(kAirLedgerEnds, widths_of<LedgerEndsColumns, EndTokenColumns>(), leaves.size());
  layout.add(kAirStartImage, widths_of<StartImageColumns, ImageTokenColumns>(), start.size());
  layout.add(kAirRangeChecker, {0, {}, kColumnCount<VariableRangeCheckerColumns>}, counts.height());
  layout.start();

  const LedgerEndsFill ends{leaves, end, kMachineLedgerBits};
  ends.fill_cached(context, layout.cached(kAirLedgerEnds));
  std::vector<BabyBear>& of_ends = layout.public_values(kAirLedgerEnds);
  of_ends = ledger_public_values(challenge,
                                 ends.fill_common(context, challenge, counts, layout.cached(kAirLedgerEnds),
                                                  layout.common(kAirLedgerEnds)));
  for (const BabyBear place : ends.places()) of_ends.push_back(place);

  const StartImageFill image{start};
  image.fill_cached(context, layout.cached(kAirStartImage));
  layout.public_values(kAirStartImage) = ledger_public_values(
      challenge,
      image.fill_common(context, challenge, layout.cached(kAirStartImage), layout.common(kAirStartImage)));
  fill_variable_range_checker(context, counts, layout.common(kAirRangeChecker));
  return std::move(layout).finish();
}

RootedEndsTraces make_rooted_machine_ends(const Context& context, const Poseidon2Batch& hash,
                                          std::span<const EndLeaf> leaves, const RootedStart& start,
                                          const CellImage& end, const LedgerChallenge& challenge,
                                          TraceBuffer buffer) {
  constexpr RootedEndsChips kChips{kAirRootedEnds, kAirEndsMerkle,     kAirEndsHash, kAirRangeChecker,
                                   kEndsSbox,      kMachineLedgerBits, kRangeMaxBits};
  return make_rooted_ends_traces(context, hash, kChips, leaves, start, end, challenge, std::move(buffer));
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
