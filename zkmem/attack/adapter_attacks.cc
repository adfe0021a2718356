// Attacks on the access adapters, named after the catalogue (see log_attacks.cc).
#include "zkmem/attack/forged_log_suite.h"
#include "zkmem/attack/lists.h"
#include "zkmem/memory/testing/random_log.h"

namespace zkmem::attack {
namespace {

ZKMEM_ATTACKS_OF_THIS_FILE

using testing::Forge;
using testing::StatementWorld;

// write 2:0 = 1 2 3 4 at time 1, read it at 2, write 5 6 7 8 at 3; the clock has 29 bits.
StatementWorld three_words() {
  MemoryConfig config = testing::small_config(MemoryProfile::kHybrid, BoundaryMode::kPersistent);
  config.timestamp_max_bits = 29;
  const MemoryImage<BabyBear> image(config);
  auto memory = MemoryController<BabyBear>::create(config, image);
  ZKMEM_CHECK(memory.ok());
  const std::vector<uint32_t> first = {1, 2, 3, 4};
  const std::vector<uint32_t> second = {5, 6, 7, 8};
  bool ok = memory->write({2, 0}, first).ok();
  ok &= memory->read({2, 0}, 4).ok();
  ok &= memory->write({2, 0}, second).ok();
  ZKMEM_CHECK(ok);
  return testing::make_world(config, memory->memory().log(), image);
}

// Adapters move the block 2:0 from time 3 forwards around the field to time 1, so that the read at 2 returns
// what is written at 3. Each step merges it with a block that exists nowhere else, whose time is later by at
// most 2^29, and splits the two again: what the merge takes of the other block, the split gives back.
class AdapterAttack : public ForgedLogSuite {
 public:
  using ForgedLogSuite::ForgedLogSuite;
};

ZKMEM_ATTACK(AdapterAttack, Attack03TimeGoesAroundTheField) {
  StatementWorld world = three_words();
  premise(world.check().empty());
  Forge forge(world);
  const std::string log = "AccessLogAir_4";
  for (int i = 0; i < 4; ++i) {
    const std::string cell = "__" + std::to_string(i);
    forge.set(log, 1, "values" + cell, 5 + static_cast<uint64_t>(i));
    forge.set(log, 1, "prev_data" + cell, 5 + static_cast<uint64_t>(i));
    forge.set(log, 2, "prev_data" + cell, 1 + static_cast<uint64_t>(i));
  }
  forge.set(log, 2, "base__prev_timestamp", 1);
  forge.set(log, 2, "base__timestamp_lt_aux__lower_decomp__0", 1);
  const std::string boundary = "PersistentBoundaryAir_4";
  premise(forge.get(boundary, 1, "timestamps__0") == BabyBear::from_u64(3));
  forge.set(boundary, 1, "timestamps__0", 2);

  std::vector<BabyBear> times;
  const BabyBear step = BabyBear::from_u64(uint64_t{1} << 29);
  BabyBear time = BabyBear::from_u64(3);
  for (int pair = 0; pair < 4; ++pair) {
    const BabyBear next = pair == 3 ? BabyBear::one() : time + step;
    const std::vector<uint64_t> values = {5, 6, 7, 8, 0, 0, 0, 0};
    forge.add_adapter_row({false, 2, 0, values, time, next});
    forge.add_adapter_row({true, 2, 0, values, next, next});
    times.push_back(next);
    time = next;
  }
  rejected_by(forge, world, is("block time bus\n"));

  // The table of times itself offers them, in limbs that are none.
  const std::string table = "BlockTimeAir";
  forge.add_air(table, 4);
  for (size_t row = 0; row < 4; ++row) {
    forge.set(table, row, "limbs__0", times[row]);
    forge.set(table, row, "mult", 1);
  }
  forge.keep_table(table);
  rejected_by(forge, world, is("range checker bus\n"));
}

}  // namespace

std::vector<Attack> adapter_attacks() { return file_list(); }

}  // namespace zkmem::attack
