// Random operations against a plain map: values, times, log and touched pages agree, through checkpoints,
// rollbacks and segments.
#include <map>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "zkmem/field/babybear.h"
#include "zkmem/field/koalabear.h"
#include "zkmem/memory/online/controller.h"

namespace zkmem {
namespace {

MemoryConfig config_of_every_kind() {
  MemoryConfig config;
  const auto space = [](CellType type, uint64_t cells, uint32_t block) {
    return AddressSpaceConfig{type, cells, block, Permissions::kReadWrite, ""};
  };
  // Some spaces are longer than a page, so that accesses cross from page to page.
  config.spaces = {space(CellType::kNull, 0, 1),       space(CellType::kU8, 64, 4),
                   space(CellType::kU8, 4096 + 64, 1), space(CellType::kU16, 128, 4),
                   space(CellType::kU16, 64, 2),       space(CellType::kField, 4096 + 64, 1),
                   space(CellType::kField, 64, 4),     space(CellType::kU8, 8192, 4)};
  return config;
}

// Uniform over [low, high) at every size of RapidCheck's (its inRange begins with small numbers only).
template <class T>
T pick(T low, T high) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<T>(low, high));
}

struct Row {
  LogKind kind;
  Access access;
  std::vector<uint32_t> values, prev_values;
  uint32_t timestamp, prev_timestamp;
  bool operator==(const Row&) const = default;
};

// The obvious implementation: maps, copied whole at every checkpoint.
struct Model {
  std::map<Address, uint32_t> cells, times;
  std::set<PageId> pages;  // touched in this segment
  uint32_t clock = 1;
  std::vector<Row> log;

  uint32_t cell(Address a) const { return cells.contains(a) ? cells.at(a) : 0; }
  uint32_t time(Address a) const { return times.contains(a) ? times.at(a) : 0; }

  Row access(const Access& access, const std::vector<uint32_t>& written) {
    Row row{LogKind::kAccess, access, {}, {}, clock, 0};
    for (uint32_t i = 0; i < access.size; ++i) {
      const Address a{access.address_space, access.pointer + i};
      row.prev_values.push_back(cell(a));
      row.prev_timestamp = std::max(row.prev_timestamp, time(a));
      if (access.op == OpType::kWrite) cells[a] = written[i];
      row.values.push_back(cell(a));
      times[a] = clock;
      pages.insert({a.address_space, a.pointer / kPageCells});
    }
    ++clock;
    log.push_back(row);
    return row;
  }
  void cut() {
    log.push_back({LogKind::kSegment, {}, {}, {}, clock, 0});
    times.clear();
    pages.clear();
    clock = 1;
  }
};

Row row_of(const AccessView& v) {
  if (v.kind == LogKind::kSegment) return {v.kind, {}, {}, {}, v.timestamp, 0};
  return {v.kind, v.access(), v.values(), v.prev_values(), v.timestamp, v.prev_timestamp};
}

template <class F>
void agree(const MemoryConfig& config, MemoryController<F>& door, const Model& model) {
  RC_ASSERT(door.timestamp() == model.clock);
  for (uint32_t s = 1; s < config.spaces.size(); ++s) {
    for (uint32_t p = 0; p < config.spaces[s].num_cells; ++p) {
      // Comparing every cell of the long spaces would take most of the time; their ends and the page border
      // do.
      if (p == 64 && config.spaces[s].num_cells > 4096) p = 4096 - 64;
      if (p == 4096 + 64) break;
      RC_ASSERT(door.memory().peek({s, p}) == model.cell({s, p}));
      RC_ASSERT(door.memory().peek_timestamp({s, p}) == model.time({s, p}));
    }
  }
  std::vector<Row> log;
  for (const AccessView v : door.memory().log()) {
    if (v.kind != LogKind::kInc) log.push_back(row_of(v));
  }
  RC_ASSERT(log == model.log);
  const auto& touched = door.memory().touched_pages();
  RC_ASSERT(std::set<PageId>(touched.begin(), touched.end()) == model.pages);
  RC_ASSERT(touched.size() == model.pages.size());
  const CellImage image = door.memory().image();
  for (const auto& [address, value] : model.cells) RC_ASSERT(image.get(address) == value);
}

template <class F>
void random_run() {
  const MemoryConfig config = config_of_every_kind();
  MemoryImage<F> initial(config);
  Model model;
  for (int i = 0; i < 20; ++i) {
    const auto space = pick<uint32_t>(1, 8);
    const auto pointer = pick<uint32_t>(0, 64);
    const auto value = pick<uint32_t>(0, cell_bound(config.spaces[space].cell_type, F::kModulus));
    RC_ASSERT(initial.set({space, pointer}, value).ok());
    model.cells[{space, pointer}] = value;
  }
  auto created = MemoryController<F>::create(config, initial);
  RC_ASSERT(created.ok());
  auto door = std::move(created).value();
  std::vector<std::pair<CheckpointId, Model>> checkpoints;
  const auto steps = pick<int>(1, 120);
  for (int step = 0; step < steps; ++step) {
    const auto what = pick<int>(0, 100);
    if (what < 78) {
      const auto space = pick<uint32_t>(1, 8);
      const uint32_t block = config.block_size(space);
      uint32_t size = block << pick<int>(0, 6);
      size = std::min(size, 32u);
      // Around the start of the space, or around the page border.
      const uint32_t base =
          config.spaces[space].num_cells > 4096 && *rc::gen::arbitrary<bool>() ? 4096 - 32 : 0;
      const uint32_t pointer = base + pick<uint32_t>(0, 32 / block + 1) * block;
      const auto op = *rc::gen::element(OpType::kRead, OpType::kWrite);
      std::vector<uint32_t> values;
      if (op == OpType::kWrite) {
        const uint32_t bound = cell_bound(config.spaces[space].cell_type, F::kModulus);
        values = *rc::gen::container<std::vector<uint32_t>>(size, rc::gen::inRange<uint32_t>(0, bound));
      }
      const Row expected = model.access({op, space, pointer, size}, values);
      const bool word = config.spaces[space].cell_type == CellType::kU8 && block == 4 && size == 4;
      if (word && *rc::gen::arbitrary<bool>()) {
        const auto fast = op == OpType::kRead
                              ? door.read_word({space, pointer})
                              : door.write_word({space, pointer}, values[0] | values[1] << 8 |
                                                                      values[2] << 16 | values[3] << 24);
        RC_ASSERT(fast.ok());
        RC_ASSERT(fast->prev_timestamp == expected.prev_timestamp);
        for (uint32_t i = 0; i < 4; ++i)
          RC_ASSERT((fast->value >> (8 * i) & 0xff) == expected.prev_values[i]);
        continue;
      }
      const auto result =
          op == OpType::kRead ? door.read({space, pointer}, size) : door.write({space, pointer}, values);
      RC_ASSERT(result.ok());
      RC_ASSERT(result->values == expected.values);
      RC_ASSERT(result->timestamp == expected.timestamp);
      RC_ASSERT(result->prev_timestamp == expected.prev_timestamp);
      if (op == OpType::kWrite) RC_ASSERT(result->prev_values == expected.prev_values);
    } else if (what < 82) {
      const auto value = pick<uint32_t>(0, F::kModulus);
      const auto result = door.template read<1>({0, value});
      RC_ASSERT(result.ok() && result->prev_timestamp == 0 && result->timestamp == model.clock);
      model.log.push_back(
          {LogKind::kAccess, {OpType::kRead, 0, value, 1}, {value}, {value}, model.clock++, 0});
    } else if (what < 87) {
      const auto ticks = pick<uint32_t>(0, 20);
      RC_ASSERT(door.increment_timestamp_by(ticks).ok());
      model.clock += ticks;
    } else if (what < 89) {
      door.cut_segment();
      model.cut();
    } else if (what < 94) {
      checkpoints.emplace_back(door.checkpoint(), model);
    } else if (!checkpoints.empty()) {
      const auto chosen = pick<size_t>(0, checkpoints.size());
      if (what < 98) {
        RC_ASSERT(door.rollback(checkpoints[chosen].first));
        model = checkpoints[chosen].second;
        checkpoints.resize(chosen + 1, checkpoints[chosen]);
        agree(config, door, model);
      } else {
        const CheckpointId id = checkpoints[chosen].first;
        RC_ASSERT(door.release(id));
        RC_ASSERT(!door.rollback(id));
        checkpoints.resize(chosen, checkpoints[chosen]);
      }
    }
  }
  agree(config, door, model);
  while (!checkpoints.empty()) {
    RC_ASSERT(door.rollback(checkpoints.back().first));
    agree(config, door, checkpoints.back().second);
    checkpoints.pop_back();
  }
}

RC_GTEST_PROP(OnlineMemory, AgreesWithAPlainMapOverBabyBear, ()) { random_run<BabyBear>(); }
RC_GTEST_PROP(OnlineMemory, AgreesWithAPlainMapOverKoalaBear, ()) { random_run<KoalaBear>(); }

}  // namespace
}  // namespace zkmem
