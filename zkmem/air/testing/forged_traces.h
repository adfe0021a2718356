// Test support: what a dishonest prover does to one AIR's traces, by the names of its columns. Which tables
// must then agree with the forged rows is a matter of the machine: memory/testing/forge.h for a log's chips,
// rv32im/testing/forger.h for a program's.
#pragma once

#include <algorithm>
#include <span>
#include <string_view>

#include "zkmem/air/check/row_checker.h"
#include "zkmem/air/proving_input.h"
#include "zkmem/base/check.h"

namespace zkmem::testing {

// A trace to be changed, with the cells of one that is only looked at.
inline OwnedAirTraces owned_traces(const AirTraces& traces) {
  const auto copy_of = [](ConstTraceView view) {
    Trace copy(view.height(), view.width());
    std::copy_n(view.data(), view.height() * view.width(), copy.view().data());
    return copy;
  };
  OwnedAirTraces owned;
  owned.preprocessed = copy_of(traces.preprocessed);
  for (const ConstTraceView cached : traces.cached_mains) owned.cached_mains.push_back(copy_of(cached));
  owned.common_main = copy_of(traces.common_main);
  owned.public_values = traces.public_values;
  return owned;
}

// Calls body(Trace&) for the cached mains and the common main: what a prover chooses.
template <class Body>
void for_each_main(OwnedAirTraces& traces, Body body) {
  for (Trace& cached : traces.cached_mains) body(cached);
  body(traces.common_main);
}

// The column of a main part; the AIR must have it.
inline std::span<BabyBear> named_column(const CheckedAir& air, OwnedAirTraces& traces,
                                        std::string_view name) {
  const auto found = std::find(air.columns.begin(), air.columns.end(), name);
  ZKMEM_CHECK(found != air.columns.end());
  auto place = static_cast<size_t>(found - air.columns.begin());
  ZKMEM_CHECK(place >= traces.preprocessed.width());
  place -= traces.preprocessed.width();
  std::span<BabyBear> column;
  for_each_main(traces, [&](Trace& part) {
    if (column.empty() && place < part.width()) column = part.view().column(place);
    place -= column.empty() ? part.width() : 0;
  });
  ZKMEM_CHECK(!column.empty());
  return column;
}

inline void copy_row(OwnedAirTraces& traces, size_t from, size_t to) {
  for_each_main(traces, [&](Trace& part) {
    for (size_t column = 0; column < part.width(); ++column) part.at(to, column) = part.at(from, column);
  });
}

inline void clear_row(OwnedAirTraces& traces, size_t row) {
  for_each_main(traces, [&](Trace& part) {
    for (size_t column = 0; column < part.width(); ++column) part.at(row, column) = BabyBear::zero();
  });
}

// Twice as many rows, the new ones zero.
inline void grow(OwnedAirTraces& traces) {
  for_each_main(traces, [&](Trace& part) {
    Trace grown(2 * part.height(), part.width());
    for (size_t column = 0; column < part.width(); ++column)
      std::ranges::copy(part.view().column(column), grown.view().column(column).begin());
    part = std::move(grown);
  });
}

}  // namespace zkmem::testing
