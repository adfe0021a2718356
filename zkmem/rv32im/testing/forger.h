// Test support: a dishonest prover. It holds a copy of a segment's traces, changes cells by column name,
// makes the lookup tables agree with whatever the rows now look up (a cheater would), and asks the checker.
#pragma once

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "zkmem/air/check/row_checker.h"
#include "zkmem/air/check/trace_cells.h"
#include "zkmem/air/testing/forged_traces.h"
#include "zkmem/rv32im/chips/machine.h"
#include "zkmem/rv32im/testing/proven_segment.h"

namespace zkmem::rv32im::testing {

inline constexpr uint16_t kExecutionBus = 0;
inline constexpr uint16_t kMemoryBus = 1;
inline constexpr uint16_t kProgramBus = 2;
inline constexpr uint16_t kRangeBus = 3;
inline constexpr uint16_t kBitwiseBus = 6;
inline constexpr uint16_t kTupleBus = 7;

inline const std::vector<CheckedAir>& machine_under_test(MachineMemory memory = MachineMemory::kRoots) {
  static const std::vector<CheckedAir> kAirs = checked_machine_airs();
  static const std::vector<CheckedAir> kGlobalAirs =
      checked_machine_airs(MachineDefinition::rv32im(MachineMemory::kGlobal));
  return memory == MachineMemory::kRoots ? kAirs : kGlobalAirs;
}

inline bool is_lookup_table(size_t air) {
  return air == kAirProgram || air == kAirRangeChecker || air == kAirBitwiseLookup || air == kAirRangeTuple;
}

class Forger {
 public:
  explicit Forger(const ProvingInput& input, MachineMemory memory = MachineMemory::kRoots)
      : memory_(memory), traces_(num_machine_airs(memory)) {
    for (const AirTraces& air : input) traces_[air.air] = zkmem::testing::owned_traces(air);
  }

  bool has(size_t air) const { return traces_[air].common_main.height() != 0; }
  size_t height(size_t air) const { return traces_[air].common_main.height(); }
  Trace& trace(size_t air) { return traces_[air].common_main; }
  OwnedAirTraces& owned(size_t air) { return traces_[air]; }

  std::span<BabyBear> column(size_t air, std::string_view name) {
    return zkmem::testing::named_column(machine_under_test(memory_)[air], traces_[air], name);
  }
  BabyBear& cell(size_t air, size_t row, std::string_view name) { return column(air, name)[row]; }
  uint32_t value(size_t air, size_t row, std::string_view name) {
    return cell(air, row, name).as_canonical();
  }
  void set(size_t air, size_t row, std::string_view name, int64_t value) {
    cell(air, row, name) = BabyBear::from_i64(value);
  }
  void copy_row(size_t air, size_t from, size_t to) { zkmem::testing::copy_row(traces_[air], from, to); }
  void clear_row(size_t air, size_t row) { zkmem::testing::clear_row(traces_[air], row); }

  ProvingInput input() const {
    ProvingInput input;
    for (size_t air = 0; air < traces_.size(); ++air) {
      if (has(air)) input.push_back(traces_[air].view(air));
    }
    return input;
  }

  void remove(size_t air) { traces_[air] = {}; }
  // The same cells and public values.
  bool is_like(const Forger& other) const {
    return std::ranges::equal(traces_, other.traces_, [](const OwnedAirTraces& a, const OwnedAirTraces& b) {
      return a.cached_mains == b.cached_mains && a.common_main == b.common_main &&
             a.public_values == b.public_values;
    });
  }

  // Everything that fails.
  CheckReport check() const {
    CheckOptions options;
    options.max_failures = SIZE_MAX;
    return check_traces(Context{}, machine_under_test(memory_), input(), options).value();
  }

  // What one row says: whether its constraints hold, and its messages.
  struct RowFacts {
    bool constraints_hold = true;
    std::map<std::pair<uint16_t, std::vector<uint32_t>>, BabyBear> messages;  // with a count that is not 0
  };
  RowFacts row_facts(size_t air, size_t row) const {
    const ConstraintDag& dag = machine_under_test(memory_)[air].constraints.dag;
    const std::vector<BabyBear> values = check::evaluate_nodes(dag, traces_[air].view(air), row);
    RowFacts facts;
    for (const uint32_t node : dag.constraint_idx) facts.constraints_hold &= values[node].is_zero();
    for (const DagInteraction& interaction : dag.interactions) {
      if (values[interaction.count].is_zero()) continue;
      std::vector<uint32_t> message;
      for (const uint32_t field : interaction.message) message.push_back(values[field].as_canonical());
      facts.messages[{interaction.bus_index, std::move(message)}] += values[interaction.count];
    }
    return facts;
  }

  // Sets the multiplicities of the lookup tables to what is looked up. Keys that no table has stay
  // unanswered.
  void rebalance_lookups() {
    for (const auto& [air, name] : {std::pair{size_t{kAirRangeChecker}, "mult"},
                                    {size_t{kAirBitwiseLookup}, "mult_range"},
                                    {size_t{kAirBitwiseLookup}, "mult_xor"},
                                    {size_t{kAirRangeTuple}, "mult"},
                                    {hash_air(), "mult"},
                                    {size_t{kAirProgram}, "exec_freq"}}) {
      if (has(air)) std::ranges::fill(column(air, name), BabyBear::zero());
    }
    for (size_t air = 0; air < traces_.size(); ++air) {
      if (!has(air) || is_lookup_table(air) || air == hash_air()) continue;
      for (size_t row = 0; row < height(air); ++row) {
        for (const auto& [key, count] : row_facts(air, row).messages) {
          if (BabyBear* mult = multiplicity(key.first, key.second); mult != nullptr) *mult += count;
        }
      }
    }
  }

  // The table's cell for a key, or null: no such key, or no lookup bus.
  BabyBear* multiplicity(uint16_t bus, const std::vector<uint32_t>& key) {
    switch (bus) {
      case kRangeBus:
        if (key[1] > kRangeMaxBits || key[0] >> key[1] != 0) return nullptr;
        return &cell(kAirRangeChecker, RangeCounts::row(key[0], key[1]), "mult");
      case kBitwiseBus:
        if (key[0] > 255 || key[1] > 255 || key[3] > 1) return nullptr;
        if (key[2] != (key[3] == 1 ? key[0] ^ key[1] : 0)) return nullptr;
        return &cell(kAirBitwiseLookup, key[0] << 8 | key[1], key[3] == 1 ? "mult_xor" : "mult_range");
      case kTupleBus:
        if (key[0] >= kRangeTupleSizes[0] || key[1] >= kRangeTupleSizes[1]) return nullptr;
        return &cell(kAirRangeTuple, key[0] * kRangeTupleSizes[1] + key[1], "mult");
      case kProgramBus: {
        const Trace& table = traces_[kAirProgram].cached_mains[0];
        for (size_t row = 0; row < table.height(); ++row) {
          bool equal = true;
          for (size_t c = 0; c < table.width(); ++c) equal &= table.at(row, c).as_canonical() == key[c];
          if (equal) return &cell(kAirProgram, row, "exec_freq");
        }
        return nullptr;
      }
      case kPoseidon2BusIndex: {
        const auto row = hash_rows().find(key);
        return row == hash_rows().end() ? nullptr : &cell(hash_air(), row->second, "mult");
      }
      default:
        return nullptr;
    }
  }

 private:
  size_t hash_air() const { return memory_ == MachineMemory::kRoots ? kAirPoseidon2 : kAirEndsHash; }
  // The hashes that the Poseidon2 chip has, each at its first row.
  const std::map<std::vector<uint32_t>, size_t>& hash_rows() {
    if (!hash_rows_.empty()) return hash_rows_;
    for (size_t row = 0; row < height(hash_air()); ++row) {
      BabyBear& count = cell(hash_air(), row, "mult");
      const BabyBear value = std::exchange(count, BabyBear::one());  // a row without a count says nothing
      hash_rows_.emplace(row_facts(hash_air(), row).messages.begin()->first.second, row);
      count = value;
    }
    return hash_rows_;
  }

  MachineMemory memory_;
  std::vector<OwnedAirTraces> traces_;
  std::map<std::vector<uint32_t>, size_t> hash_rows_;
};

}  // namespace zkmem::rv32im::testing
