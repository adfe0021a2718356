#include "zkmem/sdk/segment_fit.h"

#include <bit>

#include <fmt/format.h>

#include "zkmem/prover/input_check.h"
#include "zkmem/prover/prove.h"
#include "zkmem/prover/spilled_traces.h"
#include "zkmem/sdk/segment_proving.h"

namespace zkmem {
namespace {

// An input of these heights without cells: for asking the prover what it would need.
ProvingInput shape_of(const VerifyingKeyContent& key, const LogHeights& heights) {
  ProvingInput input;
  for (size_t i = 0; i < heights.size(); ++i) {
    if (!heights[i]) continue;
    const size_t height = size_t{1} << *heights[i];
    const TraceWidth& width = key.per_air[i].params.width;
    AirTraces traces;
    traces.air = i;
    traces.common_main = {nullptr, height, width.common_main};
    for (const uint32_t cached : width.cached_mains)
      traces.cached_mains.emplace_back(nullptr, height, cached);
    traces.public_values.resize(key.per_air[i].params.num_public_values);
    input.push_back(std::move(traces));
  }
  return input;
}

}  // namespace

SegmentShape shape_of_traces(const ProvingInput& traces, size_t num_airs) {
  SegmentShape shape;
  shape.heights.resize(num_airs);
  for (const AirTraces& chip : traces) {
    shape.heights[chip.air] = static_cast<uint32_t>(std::countr_zero(chip.height()));
    uint64_t columns = chip.common_main.width();
    for (const ConstTraceView& cached : chip.cached_mains) columns += cached.width();
    shape.trace_cells += columns * chip.height();
  }
  return shape;
}

uint64_t cells_of_heights(const VerifyingKeyContent& key, const LogHeights& heights) {
  uint64_t cells = 0;
  for (size_t i = 0; i < heights.size(); ++i) {
    if (!heights[i]) continue;
    const TraceWidth& width = key.per_air[i].params.width;
    uint64_t columns = width.common_main;
    for (const uint32_t cached : width.cached_mains) columns += cached;
    cells += columns << *heights[i];
  }
  return cells;
}

void CutNote::add(size_t index, uint64_t limit, const Error& reason) {
  if (!line_) {
    line_ = notes_.size();
    first_ = index;
    notes_.emplace_back();
  }
  notes_[*line_] =
      index == first_
          ? fmt::format("segment {} is cut to {} accesses: {}", index, limit, reason.message)
          : fmt::format("segments are cut from segment {} on, from segment {} on to {} accesses: {}", first_,
                        index, limit, reason.message);
}

std::string spilling_note(size_t index, const Error& without) {
  return fmt::format("segment {} does not get smaller: traces wait in a file while segments are proven ({})",
                     index, without.message);
}

uint64_t needed_bytes(const VerifyingKey& key, const SegmentShape& shape) {
  return sizeof(BabyBear) * shape.trace_cells + proving_memory(key, shape_of(key.inner, shape.heights));
}

Status fit_segment(const Context& context, const ParameterChoice& parameters, const KeyOfHeight& key_of,
                   SegmentShape& shape, TracesIn place) {
  ZKMEM_ASSIGN_OR_RETURN(const auto any_key, key_of(kAnyHeight));
  const auto fixed = parameters.log_stacked_height;
  ZKMEM_ASSIGN_OR_RETURN(shape.log_stacked_height,
                         fixed ? smallest_stacked_height(parameters.family, any_key->inner, shape.heights)
                               : usual_stacked_height(parameters.family, any_key->inner, shape.heights));
  if (fixed) {
    if (*fixed < shape.log_stacked_height) {
      return limit_reached(fmt::format("it needs stacked height {}, the parameters give {}",
                                       shape.log_stacked_height, *fixed));
    }
    shape.log_stacked_height = *fixed;
  }
  ZKMEM_ASSIGN_OR_RETURN(const auto key, key_of(shape.log_stacked_height));
  // Whatever else proving would refuse, such as too many interactions for the field.
  const ProvingInput without_cells = shape_of(key->inner, shape.heights);
  const Status provable = check_proving_input(key->inner, without_cells);
  if (!provable.ok()) return limit_reached(provable.error().message);
  if (context.memory_budget == 0) return {};
  if (place == TracesIn::kFile) {
    const uint64_t bytes = process_need(*key, without_cells, context.threads).spilled;
    if (bytes <= context.memory_budget) return {};
    return budget_too_small(bytes, context.memory_budget);
  }
  const uint64_t bytes = kProcessBytes + needed_bytes(*key, shape);
  if (bytes > context.memory_budget) {
    return limit_reached(fmt::format("proving it needs {} MiB, the budget is {} MiB", bytes >> 20,
                                     context.memory_budget >> 20));
  }
  return {};
}

}  // namespace zkmem
