#include "zkmem/memory/testing/forge.h"

#include <algorithm>
#include <bit>
#include <map>

#include "zkmem/air/check/bus_debugger.h"
#include "zkmem/air/testing/forged_traces.h"
#include "zkmem/memory/chips/access_log/space_table_air.h"
#include "zkmem/memory/chips/adapter/block_time_air.h"
#include "zkmem/memory/testing/random_log.h"
#include "zkmem/memory/traces/block_time_trace.h"
#include "zkmem/primitives/poseidon2_air.h"
#include "zkmem/primitives/variable_range_checker_air.h"

namespace zkmem::testing {
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
  return named_column(world_.checked[air_index(air)], traces(air), column)[row];
}

BabyBear Forge::get(const std::string& air, size_t row, const std::string& column) const {
  return cell(air, row, column);
}

void Forge::set(const std::string& air, size_t row, const std::string& column, BabyBear value) {
  cell(air, row, column) = value;
}

size_t Forge::height(const std::string& air) const { return traces(air).common_main.height(); }

void Forge::copy_row(const std::string& air, size_t from, size_t to) {
  testing::copy_row(traces(air), from, to);
}

void Forge::clear_row(const std::string& air, size_t row) { testing::clear_row(traces(air), row); }

void Forge::grow(const std::string& air) { testing::grow(traces(air)); }

void Forge::add_air(const std::string& air, size_t height) {
  const AirWidths& widths = world_.checked[air_index(air)].constraints.widths;
  OwnedAirTraces& added = world_.segments[segment_].per_air[air_index(air)].emplace();
  for (const size_t width : widths.cached_mains) added.cached_mains.emplace_back(height, width);
  added.common_main = Trace(height, widths.common_main);
}

std::vector<BabyBear>& Forge::public_values(const std::string& air) { return traces(air).public_values; }

void Forge::add_adapter_row(const AdapterStep& step) {
  const std::string air = "AccessAdapterAir_" + std::to_string(step.values.size());
  if (!has(air)) add_air(air, 1);
  size_t row = 0;
  while (row < height(air) && !get(air, row, "is_valid").is_zero()) ++row;
  if (row == height(air)) grow(air);
  set(air, row, "is_valid", 1);
  set(air, row, "is_split", BabyBear::from_bool(step.is_split));
  set(air, row, "address_space", step.space);
  set(air, row, "pointer", step.pointer);
  for (size_t i = 0; i < step.values.size(); ++i)
    set(air, row, "values__" + std::to_string(i), step.values[i]);
  set(air, row, "left_timestamp", step.left_time);
  set(air, row, "right_timestamp", step.right_time);
  const MemoryConfig& config = world_.airs.config;
  const uint32_t power = uint32_t{1} << config.timestamp_max_bits;
  const uint32_t ahead = (step.right_time - step.left_time - BabyBear::one()).as_canonical();
  const bool is_later = ahead < power;
  const uint32_t limbs =
      is_later ? ahead : (BabyBear::from_canonical(ahead) + BabyBear::from_canonical(power)).as_canonical();
  set(air, row, "is_right_larger", BabyBear::from_bool(is_later));
  set(air, row, "lt_aux__0", limbs & ((uint32_t{1} << config.range_max_bits) - 1));
  set(air, row, "lt_aux__1", limbs >> config.range_max_bits);
}

std::optional<Forge::NodeRow> Forge::row_of_node(BabyBear direction, BabyBear node_height,
                                                 BabyBear space_label, BabyBear label) const {
  const bool is_leaf = node_height.is_zero();
  std::vector<size_t> chips;
  if (is_leaf) {
    for (const MemoryAirs::Boundary& boundary : world_.airs.boundaries) chips.push_back(boundary.air);
  } else {
    chips.push_back(*world_.airs.merkle);
  }
  for (const size_t chip : chips) {
    const std::string& air = world_.checked[chip].name;
    if (!has(air)) continue;
    for (size_t row = 0; row < height(air); ++row) {
      if (get(air, row, "expand_direction") != direction) continue;
      const bool found = is_leaf ? get(air, row, "address_space") - BabyBear::one() == space_label &&
                                       get(air, row, "leaf_label") == label
                                 : get(air, row, "parent_height") == node_height &&
                                       get(air, row, "parent_as_label") == space_label &&
                                       get(air, row, "parent_address_label") == label;
      if (found) return NodeRow{air, row};
    }
  }
  return std::nullopt;
}

Digest Forge::digest(const NodeRow& place, const std::string& column) const {
  Digest words;
  for (size_t i = 0; i < words.size(); ++i)
    words[i] = get(place.air, place.row, column + "__" + std::to_string(i));
  return words;
}

void Forge::rehash() {
  const auto put = [this](const NodeRow& place, const std::string& column, const Digest& words) {
    for (size_t i = 0; i < words.size(); ++i)
      set(place.air, place.row, column + "__" + std::to_string(i), words[i]);
  };
  for (const MemoryAirs::Boundary& boundary : world_.airs.boundaries) {
    const std::string& air = world_.checked[boundary.air].name;
    for (size_t row = 0; has(air) && row < height(air); ++row) {
      const NodeRow place{air, row};
      if (!get(air, row, "expand_direction").is_zero())
        put(place, "hash", leaf_hash(digest(place, "values")));
    }
  }
  const std::string& merkle = world_.checked[*world_.airs.merkle].name;
  const BabyBear one = BabyBear::one();
  for (size_t row = height(merkle); row-- > 0;) {  // heights ascend this way
    const NodeRow place{merkle, row};
    const BabyBear direction = get(merkle, row, "expand_direction");
    if (direction.is_zero()) continue;
    const BabyBear section = get(merkle, row, "height_section");
    for (const bool is_right : {false, true}) {
      const std::string side = is_right ? "right" : "left";
      const BabyBear bit = BabyBear::from_bool(is_right);
      const BabyBear tree = direction + get(merkle, row, side + "_direction_different").doubled();
      const auto child = row_of_node(
          tree, get(merkle, row, "parent_height") - one,
          get(merkle, row, "parent_as_label") * (one + section) + bit * section,
          get(merkle, row, "parent_address_label") * (one.doubled() - section) + bit * (one - section));
      if (!child) continue;
      put(place, side + "_child_hash", digest(*child, child->air == merkle ? "parent_hash" : "hash"));
    }
    put(place, "parent_hash", compress(digest(place, "left_child_hash"), digest(place, "right_child_hash")));
  }
  std::vector<BabyBear>& roots = public_values(merkle);
  for (size_t row = 0; row < 2; ++row) {
    const Digest root = digest({merkle, row}, "parent_hash");
    std::copy(root.begin(), root.end(), roots.begin() + static_cast<std::ptrdiff_t>(8 * row));
  }
}

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
  if (segment.per_air[airs.range]) {
    fill_variable_range_checker({}, counts, segment.per_air[airs.range]->common_main.view());
  }

  if (airs.poseidon2 && segment.per_air[*airs.poseidon2]) {
    std::vector<Poseidon2State> inputs;
    listen(memory_buses::kCompression, [&](const BusUse& use) {
      Poseidon2State input;
      std::copy_n(use.message.begin(), 16, input.begin());
      inputs.insert(inputs.end(), use.count.as_canonical() <= 4 ? use.count.as_canonical() : 1, input);
    });
    const Poseidon2Rows rows = distinct_poseidon2_inputs({}, inputs);
    Trace& trace = segment.per_air[*airs.poseidon2]->common_main;
    trace = Trace(std::bit_ceil(rows.inputs.size()), trace.width());
    fill_poseidon2({}, rows, airs.sbox, trace.view());
  }
  if (!airs.space_table || !segment.per_air[*airs.space_table]) return;
  const std::vector<SpaceTableEntry> entries = space_table_entries(airs.config);
  Trace& table = segment.per_air[*airs.space_table]->common_main;
  table = Trace(1, entries.size());
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
