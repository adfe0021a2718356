#include "zkmem/air/check/bus_debugger.h"

#include <algorithm>
#include <functional>
#include <unordered_map>

#include "zkmem/air/check/block_runner.h"

namespace zkmem::check {
namespace {

struct MessageHash {
  size_t operator()(const std::vector<BabyBear>& message) const {
    uint64_t h = message.size();
    for (const BabyBear field : message) h = (h ^ field.monty()) * 0x9e3779b97f4a7c15ULL + (h >> 29);
    return static_cast<size_t>(h);
  }
};

bool shares_key(const std::vector<BabyBear>& a, const std::vector<BabyBear>& b, size_t key_fields) {
  const size_t count = std::min({key_fields, a.size(), b.size()});
  return std::equal(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(count), b.begin());
}

}  // namespace

void for_each_message(std::span<const CheckedAir> airs, const ProvingInput& input, uint16_t bus,
                      const std::function<void(const BusUse&)>& visit) {
  for (const AirTraces& traces : input) {
    const ConstraintDag& dag = airs[traces.air].constraints.dag;
    const bool is_user = std::any_of(dag.interactions.begin(), dag.interactions.end(),
                                     [bus](const DagInteraction& i) { return i.bus_index == bus; });
    if (!is_user) continue;
    const ConstraintProgram program = ConstraintProgram::compile(dag, traces.public_values);
    BlockRunner runner(program, traces);
    const size_t rows = BlockRunner::block_rows(traces.height());
    size_t first_row = 0;
    BusUse use;
    use.air = traces.air;
    const std::function<void(uint32_t)> on_emit = [&](uint32_t index) {
      const ProgramInteraction& interaction = program.interactions[index];
      if (interaction.bus_index != bus) return;
      use.interaction = index;
      for (size_t row = 0; row < rows; ++row) {
        use.count = runner.value(interaction.count, row);
        if (use.count.is_zero()) continue;
        use.row = first_row + row;
        use.message.clear();
        for (const ProgramValue& field : interaction.message) use.message.push_back(runner.value(field, row));
        visit(use);
      }
    };
    std::vector<uint32_t> failed;
    for (size_t block = 0; block < BlockRunner::block_count(traces.height()); ++block) {
      first_row = block * rows;
      failed.clear();
      runner.run(block, {.failed = &failed, .on_emit = &on_emit}, /*scalar=*/true);
    }
  }
}

std::vector<BusFailure> explain_bus(std::span<const CheckedAir> airs, const ProvingInput& input, uint16_t bus,
                                    const CheckOptions& options) {
  std::unordered_map<std::vector<BabyBear>, BabyBear, MessageHash> totals;
  for_each_message(airs, input, bus, [&](const BusUse& use) { totals[use.message] += use.count; });
  std::erase_if(totals, [](const auto& entry) { return entry.second.is_zero(); });

  std::vector<BusFailure> failures;
  std::unordered_map<std::vector<BabyBear>, size_t, MessageHash> chosen;
  for_each_message(airs, input, bus, [&](const BusUse& use) {
    const auto total = totals.find(use.message);
    if (total == totals.end() || failures.size() == options.max_failures) return;
    if (!chosen.try_emplace(use.message, failures.size()).second) return;
    failures.push_back({bus, use.message, total->second, {}, {}});
  });
  const auto info = options.buses.find(bus);
  const size_t key_fields = info == options.buses.end() ? 1 : info->second.key_fields;
  for_each_message(airs, input, bus, [&](const BusUse& use) {
    for (BusFailure& failure : failures) {
      if (use.message == failure.message) {
        if (failure.uses.size() < options.max_uses) failure.uses.push_back(use);
      } else if (failure.related.size() < options.max_uses &&
                 shares_key(use.message, failure.message, key_fields)) {
        failure.related.push_back(use);
      }
    }
  });
  return failures;
}

}  // namespace zkmem::check
