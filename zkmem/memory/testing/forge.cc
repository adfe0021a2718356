#include "zkmem/memory/testing/forge.h"

#include <algorithm>
#include <bit>
#include <map>

#include "zkmem/air/check/bus_debugger.h"
#include "zkmem/memory/access_log_air/space_table_air.h"
#include "zkmem/memory/adapter/block_time_air.h"
#include "zkmem/memory/adapter/block_time_trace.h"
#include "zkmem/memory/testing/random_log.h"
#include "zkmem/primitives/poseidon2_air.h"
#include "zkmem/primitives/variable_range_checker_air.h"

namespace zkmem::testing {
namespace {

std::vector<Trace*> parts(OwnedAirTraces& traces) {
  std::vector<Trace*> list;
  for (Trace& cached : traces.cached_mains) list.push_back(&cached);
  list.push_back(&traces.common_main);
  return list;
}

Trace grown(const Trace& trace) {
  Trace out(2 * trace.height(), trace.width());
  for (size_t column = 0; column < trace.width(); ++column) {
    for (size_t row = 0; row < trace.height(); ++row) out.at(row, column) = trace.at(row, column);
  }
  return out;
}

}  // namespace

StatementWorld attack_world(BoundaryMode mode) {
  const MemoryConfig config = small_config(MemoryProfile::kHybrid, mode);
  const MemoryImage<BabyBear> image(config);
  auto memory = MemoryController<BabyBear>::create(config, image);
  ZKMEM_CHECK(memory.ok());
  const std::vector<uint32_t> first = {1, 2, 3, 4};
  const std::vector<uint32_t> second = {5, 6, 7, 8};
  const std::vector<uint32_t> sixteen = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
  const std::vector<uint32_t> nine = {9};
  bool ok = memory->write({2, 0}, first).ok();
  ok &= memory->read({2, 0}, 4).ok();
  ok &= memory->write({2, 0}, second).ok();
  ok &= memory->read({2, 0}, 8).ok();
  ok &= memory->write({2, 16}, sixteen).ok();
  ok &= memory->write({4, 3}, nine).ok();
  ok &= memory->read({4, 3}, 1).ok();
  ok &= memory->read({kImmediateSpace, 77}, 1).ok();
  ok &= memory->increment_timestamp_by(15).ok();
  ok &= memory->read({5, 0}, 4).ok();
  ok &= memory->write({1, 8}, first).ok();
  ZKMEM_CHECK(ok);
  StatementWorld world = make_world(config, memory->memory().log(), image);
  ZKMEM_CHECK(world.check().empty());
  return world;
}

size_t Forge::air_index(const std::string& air) const {
  for (size_t i = 0; i < world_.checked.size(); ++i) {
    if (world_.checked[i].name == air) return i;
  }
  ZKMEM_CHECK(false && "no such AIR");
  return 0;
}

OwnedAirTraces& Forge::traces(const std::string& air) const {
  auto& traces = world_.segments[segment_].per_air[air_index(air)];
  ZKMEM_CHECK(traces.has_value());
  return *traces;
}

bool Forge::has(const std::string& air) const {
  return world_.segments[segment_].per_air[air_index(air)].has_value();
}

BabyBear& Forge::cell(const std::string& air, size_t row, const std::string& column) const {
  const std::vector<std::string>& names = world_.checked[air_index(air)].columns;
  const auto found = std::find(names.begin(), names.end(), column);
  ZKMEM_CHECK(found != names.end());
  auto place = static_cast<size_t>(found - names.begin());
  for (Trace* part : parts(traces(air))) {
    if (place < part->width()) return part->at(row, place);
    place -= part->width();
  }
  ZKMEM_CHECK(false);
  return traces(air).common_main.at(0, 0);
}

BabyBear Forge::get(const std::string& air, size_t row, const std::string& column) const {
  return cell(air, row, column);
}

void Forge::set(const std::string& air, size_t row, const std::string& column, BabyBear value) {
  cell(air, row, column) = value;
}

size_t Forge::height(const std::string& air) const { return traces(air).common_main.height(); }

void Forge::copy_row(const std::string& air, size_t from, size_t to) {
  for (Trace* part : parts(traces(air))) {
    for (size_t column = 0; column < part->width(); ++column) part->at(to, column) = part->at(from, column);
  }
}

void Forge::clear_row(const std::string& air, size_t row) {
  for (Trace* part : parts(traces(air))) {
    for (size_t column = 0; column < part->width(); ++column) part->at(row, column) = BabyBear::zero();
  }
}

void Forge::grow(const std::string& air) {
  for (Trace* part : parts(traces(air))) *part = grown(*part);
}

void Forge::add_air(const std::string& air, size_t height) {
  const AirWidths& widths = world_.checked[air_index(air)].constraints.widths;
  OwnedAirTraces& added = world_.segments[segment_].per_air[air_index(air)].emplace();
  for (const size_t width : widths.cached_mains) added.cached_mains.emplace_back(height, width);
  added.common_main = Trace(height, widths.common_main);
}

std::vector<BabyBear>& Forge::public_values(const std::string& air) { return traces(air).public_values; }

void Forge::repair_lookups() {
  WorldSegment& segment = world_.segments[segment_];
  const MemoryAirs& airs = world_.airs;
  // Tables are left out while their users are listened to.
  ProvingInput users = segment.input();
  std::erase_if(users, [&](const AirTraces& t) {
    const bool is_table = t.air == airs.range || t.air == airs.poseidon2 || t.air == airs.space_table ||
                          t.air == airs.block_times;
    return is_table && !kept_.contains(t.air);
  });
  const auto listen = [&](uint16_t bus, const std::function<void(const BusUse&)>& visit) {
    check::for_each_message(world_.checked, users, bus, visit);
  };

  RangeCounts counts(airs.config.range_max_bits);
  std::map<uint32_t, uint32_t> times;
  listen(memory_buses::kBlockTimes, [&](const BusUse& use) {
    const uint32_t time = use.message[0].as_canonical();
    if (time < uint64_t{1} << airs.config.timestamp_max_bits) times[time] += use.count.as_canonical();
  });
  if (!times.empty() && !kept_.contains(*airs.block_times)) {
    std::vector<BlockTime> rows;
    for (const auto& [time, merges] : times) rows.push_back({time, merges});
    auto& traces = segment.per_air[*airs.block_times].emplace();
    traces.common_main = Trace(std::bit_ceil(rows.size()), kColumnCount<BlockTimeColumns>);
    fill_block_times({}, rows, airs.config.timestamp_max_bits, counts, traces.common_main.view());
  }
  listen(memory_buses::kRange, [&](const BusUse& use) {
    const uint32_t value = use.message[0].as_canonical();
    const uint32_t bits = use.message[1].as_canonical();
    if (bits <= counts.max_bits() && value < (uint64_t{1} << bits))
      counts.add(value, bits, use.count.as_canonical());
  });
  fill_variable_range_checker({}, counts, segment.per_air[airs.range]->common_main.view());

  if (airs.poseidon2) {
    std::vector<Poseidon2State> inputs;
    listen(memory_buses::kCompression, [&](const BusUse& use) {
      Poseidon2State input;
      std::copy_n(use.message.begin(), 16, input.begin());
      inputs.insert(inputs.end(), use.count.as_canonical() <= 4 ? use.count.as_canonical() : 1, input);
    });
    const Poseidon2Rows rows = distinct_poseidon2_inputs({}, inputs);
    Trace& trace = segment.per_air[*airs.poseidon2]->common_main;
    trace = Trace(std::bit_ceil(rows.inputs.size()), trace.width());
    fill_poseidon2({}, rows, Poseidon2Sbox::kRegister, trace.view());
  }
  if (!airs.space_table) return;
  const std::vector<SpaceTableEntry> entries = space_table_entries(airs.config);
  Trace& table = segment.per_air[*airs.space_table]->common_main;
  table = Trace(table.height(), table.width());
  listen(memory_buses::kSpaces, [&](const BusUse& use) {
    for (size_t i = 0; i < entries.size(); ++i) {
      const bool is_entry = use.message[0] == BabyBear::from_u64(entries[i].space) &&
                            use.message[1] == BabyBear::from_u64(static_cast<uint64_t>(entries[i].use));
      if (is_entry) table.at(0, i) += use.count;
    }
  });
}

std::string Forge::verdict() {
  repair_lookups();
  const CheckOptions options{.buses = memory_bus_names(), .max_failures = 1000};
  const auto report = check_traces({}, world_.checked, world_.segments[segment_].input(), options);
  ZKMEM_CHECK(report.ok());
  std::string text;
  for (const std::string& problem : report->shape) text += problem + "\n";
  for (const ConstraintFailure& failure : report->constraints) {
    text += world_.checked[failure.air].name + ": " + failure.expression + "\n";
  }
  for (const uint16_t bus : report->unbalanced_buses) text += options.buses.at(bus).name + " bus\n";
  return text;
}

}  // namespace zkmem::testing
