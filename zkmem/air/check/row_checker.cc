#include "zkmem/air/check/row_checker.h"

#include <algorithm>
#include <bit>
#include <chrono>
#include <limits>
#include <mutex>
#include <set>

#include "zkmem/air/check/block_runner.h"
#include "zkmem/air/check/bus_debugger.h"
#include "zkmem/air/check/explain.h"
#include "zkmem/air/check/trace_cells.h"
#include "zkmem/base/parallel.h"

namespace zkmem {
namespace {

using check::BlockRunner;

constexpr size_t kNever = std::numeric_limits<size_t>::max();

std::string number(size_t n) { return std::to_string(n); }

void check_part(const std::string& place, ConstTraceView part, size_t width, size_t height,
                std::vector<std::string>& problems) {
  if (part.width() != width) {
    problems.push_back(place + " has " + number(part.width()) + " columns instead of " + number(width));
  } else if (width != 0 && part.height() != height) {
    problems.push_back(place + " has " + number(part.height()) + " rows, other parts " + number(height));
  }
}

std::vector<std::string> check_shape(std::span<const CheckedAir> airs, const ProvingInput& input) {
  std::vector<std::string> problems;
  std::set<size_t> present;
  size_t next = 0;
  for (const AirTraces& traces : input) {
    if (traces.air >= airs.size()) {
      problems.push_back("trace for air " + number(traces.air) + " of " + number(airs.size()));
      continue;
    }
    const CheckedAir& air = airs[traces.air];
    if (traces.air < next)
      problems.push_back(air.name + ": traces are not in the order of the key, or twice");
    next = traces.air + 1;
    present.insert(traces.air);
    const size_t height = traces.height();
    if (!std::has_single_bit(height))
      problems.push_back(air.name + ": height " + number(height) + " is no power of two");
    const AirWidths& widths = air.constraints.widths;
    check_part(air.name + ": the preprocessed trace", traces.preprocessed, widths.preprocessed, height,
               problems);
    check_part(air.name + ": the common main", traces.common_main, widths.common_main, height, problems);
    if (traces.cached_mains.size() != widths.cached_mains.size()) {
      problems.push_back(air.name + ": " + number(traces.cached_mains.size()) + " cached mains instead of " +
                         number(widths.cached_mains.size()));
      continue;
    }
    for (size_t k = 0; k < widths.cached_mains.size(); ++k) {
      check_part(air.name + ": cached main " + number(k), traces.cached_mains[k], widths.cached_mains[k],
                 height, problems);
    }
    if (traces.public_values.size() != air.constraints.num_public_values) {
      problems.push_back(air.name + ": " + number(traces.public_values.size()) +
                         " public values instead of " + number(air.constraints.num_public_values));
    }
  }
  for (size_t i = 0; i < airs.size(); ++i) {
    if (airs[i].is_required && !present.contains(i))
      problems.push_back(airs[i].name + ": required, but has no trace");
  }
  return problems;
}

// Constraints and bus sums of one AIR.
struct AirOutcome {
  std::vector<size_t> first_block;  // per constraint: where it first fails
  std::vector<BalanceSum> sums;     // per interaction
};

AirOutcome run_air(const Context& context, const CheckedAir& air, const AirTraces& traces,
                   const ConstraintProgram& program) {
  const ConstraintDag& dag = air.constraints.dag;
  std::vector<Fingerprint> fingerprints;
  for (const DagInteraction& i : dag.interactions) {
    fingerprints.push_back(make_fingerprint(i.bus_index, i.message.size()));
  }
  AirOutcome outcome{std::vector<size_t>(dag.constraint_idx.size(), kNever),
                     std::vector<BalanceSum>(dag.interactions.size())};
  std::mutex mutex;
  constexpr size_t kGrain = 64;
  parallel_for(context, BlockRunner::block_count(traces.height()), kGrain, [&](size_t begin, size_t end) {
    if (context.is_cancelled()) return;
    BlockRunner runner(program, traces);
    std::vector<BalanceSum> sums(dag.interactions.size());
    std::vector<uint32_t> failed;
    std::map<uint32_t, size_t> first;
    for (size_t block = begin; block < end; ++block) {
      failed.clear();
      runner.run(block, {.fingerprints = fingerprints.data(), .sums = sums.data(), .failed = &failed});
      for (const uint32_t constraint : failed) first.try_emplace(constraint, block);
    }
    const std::lock_guard lock(mutex);
    for (const auto& [constraint, block] : first) {
      outcome.first_block[constraint] = std::min(outcome.first_block[constraint], block);
    }
    for (size_t i = 0; i < sums.size(); ++i) {
      for (size_t k = 0; k < 2; ++k) outcome.sums[i].sum[k] += sums[i].sum[k];
    }
  });
  return outcome;
}

ConstraintFailure locate(const CheckedAir& air, const AirTraces& traces, size_t constraint, size_t block) {
  const ConstraintDag& dag = air.constraints.dag;
  const size_t rows = BlockRunner::block_rows(traces.height());
  const uint32_t node = dag.constraint_idx[constraint];
  for (size_t row = block * rows;; ++row) {
    ZKMEM_CHECK(row < (block + 1) * rows);
    const std::vector<BabyBear> values = check::evaluate_nodes(dag, traces, row);
    if (values[node].is_zero()) continue;
    return {traces.air,
            row,
            constraint,
            values[node],
            check::expression_text(air, node),
            check::cells_text(air, traces, node, row)};
  }
}

size_t cells_of(const AirTraces& traces) {
  size_t width = traces.preprocessed.width() + traces.common_main.width();
  for (const ConstTraceView& cached : traces.cached_mains) width += cached.width();
  return width * traces.height();
}

}  // namespace

CheckedAir checked_air(const Air& air, bool is_required) {
  return {air.name(), air.column_names(), build_constraints(air), is_required};
}

std::set<std::pair<size_t, size_t>> CheckReport::rows() const {
  std::set<std::pair<size_t, size_t>> rows;
  for (const ConstraintFailure& failure : constraints) rows.emplace(failure.air, failure.row);
  for (const BusFailure& failure : buses) {
    for (const BusUse& use : failure.uses) rows.emplace(use.air, use.row);
    for (const BusUse& use : failure.related) rows.emplace(use.air, use.row);
  }
  return rows;
}

Result<CheckReport> check_traces(const Context& context, std::span<const CheckedAir> airs,
                                 const ProvingInput& input, const CheckOptions& options) {
  CheckReport report;
  report.shape = check_shape(airs, input);
  if (!report.shape.empty()) return report;
  size_t all_cells = 0;
  for (const AirTraces& traces : input) all_cells += cells_of(traces);
  std::map<uint16_t, BalanceSum> buses;
  for (const AirTraces& traces : input) {
    ZKMEM_RETURN_IF_ERROR(context.check_cancelled());
    context.report("check", static_cast<double>(report.cells) / static_cast<double>(all_cells));
    const auto start = std::chrono::steady_clock::now();
    const CheckedAir& air = airs[traces.air];
    const ConstraintDag& dag = air.constraints.dag;
    const ConstraintProgram program = ConstraintProgram::compile(dag, traces.public_values);
    const AirOutcome outcome = run_air(context, air, traces, program);
    for (size_t c = 0; c < outcome.first_block.size() && report.constraints.size() < options.max_failures;
         ++c) {
      if (outcome.first_block[c] == kNever) continue;
      report.constraints.push_back(locate(air, traces, c, outcome.first_block[c]));
    }
    for (size_t i = 0; i < outcome.sums.size(); ++i) {
      BalanceSum& bus = buses[dag.interactions[i].bus_index];
      for (size_t k = 0; k < 2; ++k) bus.sum[k] += outcome.sums[i].sum[k];
    }
    const CheckCost cost{traces.air, cells_of(traces), dag.interactions.size() * traces.height(),
                         std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count()};
    report.costs.push_back(cost);
    report.cells += cost.cells;
    report.messages += cost.messages;
  }
  for (const auto& [bus, sum] : buses) {
    if (sum.is_zero()) continue;
    report.unbalanced_buses.push_back(bus);
    std::vector<BusFailure> failures = check::explain_bus(airs, input, bus, options);
    std::move(failures.begin(), failures.end(), std::back_inserter(report.buses));
  }
  ZKMEM_RETURN_IF_ERROR(context.check_cancelled());
  return report;
}

}  // namespace zkmem
