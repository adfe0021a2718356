// What proving takes, phase by phase, from shapes alone. The terms name the arrays of the phases' own files.
#include <algorithm>
#include <set>
#include <utility>

#include "zkmem/protocol/trace_shape.h"
#include "zkmem/prover/input_check.h"
#include "zkmem/prover/prove.h"

namespace zkmem {
namespace {

constexpr uint64_t kExtBytes = 16;
constexpr uint64_t kWordBytes = 4;
constexpr uint64_t kDigestBytes = 32;

uint64_t commitment_bytes(const SystemParams& params, const StackedLayout& layout) {
  const uint64_t codeword = uint64_t{1} << (params.log_stacked_height() + params.log_blowup);
  std::set<uint32_t> copied;
  for (const StackedSlice& slice : layout.slices())
    if (layout.lifted_log_height(slice) < 11 || layout.stride(slice) != 1)
      copied.insert(slice.stacked_column);
  return layout.width() * codeword * kWordBytes +
         (copied.size() << params.log_stacked_height()) * kWordBytes +
         2 * (codeword >> params.whir.k) * kDigestBytes;
}

}  // namespace

uint64_t proving_memory(const VerifyingKey& key, const ProvingInput& input) {
  const SystemParams& params = key.inner.params;
  const std::vector<TraceShape> shapes = trace_order(params.l_skip, log_heights(key.inner, input));
  uint64_t commitments = 0;
  for (const StackedLayout& layout : commitment_layouts(key.inner, shapes))
    commitments += commitment_bytes(params, layout);

  // The leaves, one layer above them and its folded copies (or the leaves' own).
  const uint64_t logup = logup_shape(key.inner, shapes).total_interactions * 3 * kExtBytes;

  // Folded columns, and half of them again while folding; eq tables.
  uint64_t columns = 0;
  std::set<std::pair<uint32_t, bool>> groups;
  for (const TraceShape& shape : shapes) {
    const AirParams& air = key.inner.per_air[shape.air_id].params;
    uint64_t width = air.width.common_main + air.width.preprocessed.value_or(0);
    for (const uint32_t cached : air.width.cached_mains) width += cached;
    columns += ((width * (air.need_rot ? 2 : 1) + 1) << shape.n_lift) * kExtBytes;
    groups.emplace(shape.lifted_log_height, air.need_rot);
  }
  const uint64_t constraints = columns + columns / 2;

  // One table per height, and the table of one height's slice values.
  uint64_t reduction = 0;
  for (const auto& [log_height, rot] : groups) reduction += 2 * (kExtBytes << log_height);

  // The combined table, its folded copy, and the next codeword with its tree.
  const uint64_t stacked = uint64_t{1} << params.log_stacked_height();
  const uint64_t whir = 3 * stacked * kExtBytes + ((stacked << params.log_blowup) / 2) * kExtBytes;

  return commitments + std::max({logup, constraints, reduction, whir});
}

}  // namespace zkmem
