#include "zkmem/memory/traces/joined_traces.h"

#include <algorithm>

#include "zkmem/air/columns.h"
#include "zkmem/base/check.h"
#include "zkmem/base/parallel.h"
#include "zkmem/primitives/variable_range_checker_air.h"

namespace zkmem {
namespace {

constexpr size_t kRowsAtOnce = size_t{1} << 14;

ConstTraceView table_at(const ProvingInput& input, size_t air) {
  const auto found = std::ranges::find(input, air, &AirTraces::air);
  ZKMEM_CHECK(found != input.end());
  return found->common_main;
}

Trace joint_table(const Context& context, ConstTraceView a, ConstTraceView b) {
  ZKMEM_CHECK(a.height() == b.height() && a.width() == b.width());
  const size_t counts = column_of(&VariableRangeCheckerColumns<BabyBear>::mult);
  Trace table(a.height(), a.width());
  const TraceView view = table.view();
  parallel_for(context, a.height(), kRowsAtOnce, [&](size_t begin, size_t end) {
    for (size_t c = 0; c < a.width(); ++c) {
      for (size_t row = begin; row < end; ++row)
        view.at(row, c) = c == counts ? a.at(row, c) + b.at(row, c) : a.at(row, c);
    }
  });
  return table;
}

}  // namespace

JoinedTraces join_traces(const Context& context, const ProvingInput& first, const ProvingInput& second,
                         size_t range) {
  JoinedTraces joined;
  joined.range = joint_table(context, table_at(first, range), table_at(second, range));
  for (const ProvingInput* input : {&first, &second}) {
    for (const AirTraces& chip : *input)
      if (chip.air != range) joined.traces.push_back(chip);
  }
  AirTraces& table = joined.traces.emplace_back();
  table.air = range;
  table.common_main = joined.range.view();
  std::ranges::sort(joined.traces, {}, &AirTraces::air);
  const auto twice = std::ranges::adjacent_find(joined.traces, {}, &AirTraces::air);
  ZKMEM_CHECK(twice == joined.traces.end());
  return joined;
}

}  // namespace zkmem
