#include "zkmem/prover/input_check.h"

#include <algorithm>
#include <bit>
#include <string>

namespace zkmem {
namespace {

std::string of_air(size_t air) { return "air " + std::to_string(air) + ": "; }

Status check_part(size_t air, const char* part, const ConstTraceView& view, size_t width, size_t height) {
  if (view.width() != width) {
    return bad_input(of_air(air) + part + " has " + std::to_string(view.width()) + " columns, the key has " +
                     std::to_string(width));
  }
  if (width != 0 && view.height() != height) {
    return bad_input(of_air(air) + part + " has " + std::to_string(view.height()) +
                     " rows, other parts have " + std::to_string(height));
  }
  return {};
}

Status check_air(const SystemParams& params, const AirVerifyingKey& key, const AirTraces& traces) {
  const size_t height = traces.height();
  if (!std::has_single_bit(height))
    return bad_input(of_air(traces.air) + "height " + std::to_string(height) + " is not a power of two");
  if (height > uint64_t{1} << params.log_stacked_height()) {
    return bad_input(of_air(traces.air) + "height " + std::to_string(height) +
                     " exceeds the stacked height 2^" + std::to_string(params.log_stacked_height()));
  }
  const TraceWidth& width = key.params.width;
  ZKMEM_RETURN_IF_ERROR(
      check_part(traces.air, "the common main", traces.common_main, width.common_main, height));
  ZKMEM_RETURN_IF_ERROR(check_part(traces.air, "the preprocessed trace", traces.preprocessed,
                                   width.preprocessed.value_or(0), height));
  if (traces.cached_mains.size() != width.cached_mains.size()) {
    return bad_input(of_air(traces.air) + std::to_string(traces.cached_mains.size()) +
                     " cached mains, the key has " + std::to_string(width.cached_mains.size()));
  }
  for (size_t i = 0; i < width.cached_mains.size(); ++i)
    ZKMEM_RETURN_IF_ERROR(
        check_part(traces.air, "a cached main", traces.cached_mains[i], width.cached_mains[i], height));
  if (traces.public_values.size() != key.params.num_public_values) {
    return bad_input(of_air(traces.air) + std::to_string(traces.public_values.size()) +
                     " public values, the key has " + std::to_string(key.params.num_public_values));
  }
  if (key.preprocessed_data) {
    const int64_t expected = int64_t{key.preprocessed_data->hypercube_dim} + params.l_skip;
    if (std::countr_zero(height) != expected) {
      return bad_input(of_air(traces.air) + "height " + std::to_string(height) +
                       ", the key's preprocessed trace has 2^" + std::to_string(expected));
    }
  }
  return {};
}

}  // namespace

Status check_proving_input(const VerifyingKeyContent& key, const ProvingInput& input) {
  std::vector<bool> present(key.per_air.size(), false);
  for (size_t i = 0; i < input.size(); ++i) {
    const size_t air = input[i].air;
    if (air >= key.per_air.size()) {
      return bad_input("air " + std::to_string(air) + " is given, the key has " +
                       std::to_string(key.per_air.size()));
    }
    if (i != 0 && air <= input[i - 1].air) return bad_input(of_air(air) + "out of order or given twice");
    present[air] = true;
    ZKMEM_RETURN_IF_ERROR(check_air(key.params, key.per_air[air], input[i]));
  }
  if (input.empty()) return bad_input("no trace is given");
  for (size_t air = 0; air < present.size(); ++air)
    if (!present[air] && key.per_air[air].is_required)
      return bad_input(of_air(air) + "required by the key, but absent");
  for (const TraceHeightConstraint& constraint : key.trace_height_constraints) {
    uint64_t sum = 0;
    for (const AirTraces& traces : input) {
      const uint64_t lifted = std::max<uint64_t>(traces.height(), uint64_t{1} << key.params.l_skip);
      sum += lifted * constraint.coefficients[traces.air];
    }
    if (sum >= constraint.threshold) {
      return bad_input("the traces are too high: a weighted sum of their heights is " + std::to_string(sum) +
                       ", the key wants less than " + std::to_string(constraint.threshold));
    }
  }
  return {};
}

std::vector<std::optional<uint32_t>> log_heights(const VerifyingKeyContent& key, const ProvingInput& input) {
  std::vector<std::optional<uint32_t>> heights(key.per_air.size());
  for (const AirTraces& traces : input)
    heights[traces.air] = static_cast<uint32_t>(std::countr_zero(traces.height()));
  return heights;
}

Status check_budget(const Context& context, const std::string& what, uint64_t needed) {
  if (context.memory_budget == 0 || needed <= context.memory_budget) return {};
  return limit_reached(what + " needs " + std::to_string(needed) +
                       " bytes beside the traces, the budget is " + std::to_string(context.memory_budget) +
                       "; shorter segments or a larger budget would make it fit");
}

}  // namespace zkmem
