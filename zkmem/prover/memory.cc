// What proving takes, phase by phase, from shapes alone. The terms name the arrays of the phases' own files;
// memory_test.cc holds them against what a proof really takes.
#include <algorithm>
#include <set>
#include <utility>

#include "zkmem/base/parallel.h"
#include "zkmem/protocol/trace_shape.h"
#include "zkmem/prover/encoded_matrix.h"
#include "zkmem/prover/input_check.h"
#include "zkmem/prover/program_kernels.h"
#include "zkmem/prover/program_tile.h"
#include "zkmem/prover/prove.h"

namespace zkmem {
namespace {

constexpr uint64_t kExtBytes = 16;
constexpr uint64_t kWordBytes = 4;

// Of the traces' columns. What no backend can prove may still be asked about.
Encoder initial_encoder(const SystemParams& params) {
  return Encoder(params.log_stacked_height(), params.log_blowup,
                 std::min(params.l_skip, Encoder::kMaxLogBlock));
}

uint64_t tree_bytes(uint32_t log_domain, uint32_t k) {
  return 2 * uint64_t{Commitment::kBytes} << (log_domain - k);
}

// Columns that are copied together because they hold short or strided pieces (stacked_commitment.cc).
uint64_t copied_bytes(const StackedLayout& layout, const Encoder& encoder) {
  std::set<uint32_t> copied;
  for (const StackedSlice& slice : layout.slices()) {
    if (uint64_t{1} << layout.lifted_log_height(slice) < encoder.chunk() || layout.stride(slice) != 1)
      copied.insert(slice.stacked_column);
  }
  return uint64_t{copied.size()} * encoder.degree() * kWordBytes;
}

// What stays from the commitments to the end, and what making them takes for a while.
struct CommitmentNeed {
  uint64_t kept = 0;
  uint64_t passing = 0;
};

CommitmentNeed commitments(const SystemParams& params, std::span<const StackedLayout> layouts,
                           uint64_t threads) {
  const Encoder encoder = initial_encoder(params);
  CommitmentNeed need;
  for (const StackedLayout& layout : layouts) {
    need.kept += copied_bytes(layout, encoder) + tree_bytes(encoder.log_domain(), params.whir.k);
    need.passing = std::max(need.passing, EncodedMatrix::encode_bytes(encoder, layout.width(), threads));
  }
  return need;
}

// The leaves' numerators and denominators, and half as much again of the layers above them; threads make
// tiles of layers that are not kept.
uint64_t logup(const LogUpShape& shape, uint64_t threads) {
  constexpr uint64_t kTileBytes = uint64_t{256} << 10;
  return (shape.total_interactions + 128) * (kWordBytes + kExtBytes + kExtBytes / 2) + threads * kTileBytes;
}

// The folded columns (and their rotations) of all traces, and an eq table per height with its successor.
uint64_t constraints(const VerifyingKeyContent& key, std::span<const TraceShape> shapes) {
  uint64_t columns = 0;
  std::set<uint32_t> heights;
  for (const TraceShape& shape : shapes) {
    const AirParams& air = key.per_air[shape.air_id].params;
    uint64_t width = air.width.common_main + air.width.preprocessed.value_or(0);
    for (const uint32_t cached : air.width.cached_mains) width += cached;
    columns += width * (air.need_rot ? 2 : 1) << shape.n_lift;
    heights.insert(shape.n_lift);
  }
  uint64_t tables = 0;
  for (const uint32_t n : heights) tables += uint64_t{3} << n >> 1;
  return (columns + tables + program_kernels::kPointGroup) * kExtBytes;
}

// Per height (and use of rotations) the slices' sum; its eq and rotation tables over the blocks.
uint64_t reduction(const VerifyingKeyContent& key, std::span<const TraceShape> shapes) {
  std::set<std::pair<uint32_t, bool>> groups;
  for (const TraceShape& shape : shapes)
    groups.emplace(shape.lifted_log_height, key.per_air[shape.air_id].params.need_rot);
  uint64_t elements = 0;
  for (const auto& [log_height, rot] : groups)
    elements += (uint64_t{1} << log_height) + (uint64_t{3} << (log_height - key.params.l_skip));
  return elements * kExtBytes;
}

// First the combined table, and what it is folded to; then, without it, the next codeword beside its
// coefficients, its values, the weights and an eq table, or the rows that are opened.
uint64_t whir(const SystemParams& params, std::span<const StackedLayout> layouts, uint64_t threads) {
  const uint32_t m = params.log_stacked_height();
  const uint32_t folded = m - params.whir.k;
  const uint64_t first = (kExtBytes << m) + 2 * (kExtBytes << folded);
  const Encoder initial = initial_encoder(params);
  const uint64_t queries = params.whir.rounds.front().num_queries;
  uint64_t opened = 0;
  for (const StackedLayout& layout : layouts) {
    opened = std::max(opened, EncodedMatrix::open_bytes(initial, layout.width(), queries, threads) +
                                  layout.width() * queries * (kWordBytes << params.whir.k));
  }
  uint64_t later = 4 * (kExtBytes << folded);
  if (params.whir.num_rounds() > 1) {
    const Encoder next(folded, params.log_domain(1) - folded);
    later += tree_bytes(next.log_domain(), params.whir.k) + EncodedMatrix::encode_bytes(next, 4, threads);
  }
  return std::max(first, later + opened);
}

// The slots and inputs of the programs that threads run, whichever phase needs most.
uint64_t programs(const VerifyingKeyContent& key, std::span<const TraceShape> shapes) {
  uint64_t most = 0;
  const uint64_t points = uint64_t{program_kernels::kPointGroup} << key.params.l_skip;
  for (const TraceShape& shape : shapes) {
    const AirVerifyingKey& air = key.per_air[shape.air_id];
    uint64_t inputs = air.params.width.common_main + air.params.width.preprocessed.value_or(0) + 2;
    for (const uint32_t cached : air.params.width.cached_mains) inputs += cached;
    inputs *= air.params.need_rot ? 2 : 1;
    const uint64_t cosets = std::max<uint64_t>(key.params.max_constraint_degree, 1);
    const uint64_t slots = inputs + air.symbolic_constraints.nodes.size();
    const uint64_t in_univariate_round =  // a tile's slots, the inputs on the cosets, three forms' sums
        ProgramTile::most_words(static_cast<size_t>(slots), 1) + inputs * cosets * points +
        3 * (cosets + 1) * 4 * points;
    const uint64_t in_later_rounds =  // slots and the inputs' steps, in the extension
        ProgramTile::most_words(static_cast<size_t>(slots + inputs), 4);
    const uint64_t words = std::max(in_univariate_round, in_later_rounds);
    most = std::max(most, words * kWordBytes);
  }
  return most;
}

uint64_t workers_of(unsigned threads) {
  Context context;
  context.threads = threads;
  return thread_count(context);
}

}  // namespace

uint64_t committing_memory(const SystemParams& params, const StackedLayout& layout, unsigned threads) {
  const CommitmentNeed need = commitments(params, {&layout, 1}, workers_of(threads));
  return need.kept + need.passing;
}

uint64_t proving_memory(const VerifyingKey& key, const ProvingInput& input, unsigned threads) {
  const VerifyingKeyContent& content = key.inner;
  const SystemParams& params = content.params;
  const uint64_t workers = workers_of(threads);
  const std::vector<TraceShape> shapes = trace_order(params.l_skip, log_heights(content, input));
  const std::vector<StackedLayout> layouts = commitment_layouts(content, shapes);
  const CommitmentNeed commitment = commitments(params, layouts, workers);
  const uint64_t phase =
      std::max({commitment.passing, logup(logup_shape(content, shapes), workers),
                constraints(content, shapes), reduction(content, shapes), whir(params, layouts, workers)});
  return commitment.kept + phase + workers * programs(content, shapes);
}

}  // namespace zkmem
