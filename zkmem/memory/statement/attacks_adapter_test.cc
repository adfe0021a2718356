// Attacks on the access adapters, named after the catalogue (see attacks_log_test.cc).
#include <gtest/gtest.h>

#include "zkmem/memory/testing/forge.h"
#include "zkmem/memory/testing/random_log.h"

namespace zkmem {
namespace {

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
TEST(AdapterAttack, Attack03TimeGoesAroundTheField) {
  StatementWorld world = three_words();
  ASSERT_EQ(world.check(), "");
  Forge forge(world);
  const std::string log = "AccessLogAir_4";
  for (int i = 0; i < 4; ++i) {
    const std::string cell = "__" + std::to_string(i);
    forge.set(log, 1, "values" + cell, 5 + static_cast<uint64_t>(i));
    forge.set(log, 1, "prev_values" + cell, 5 + static_cast<uint64_t>(i));
    forge.set(log, 2, "prev_values" + cell, 1 + static_cast<uint64_t>(i));
  }
  forge.set(log, 2, "prev_timestamp", 1);
  forge.set(log, 2, "lower_decomp__0", 1);
  const std::string boundary = "PersistentBoundaryAir_4";
  ASSERT_EQ(forge.get(boundary, 1, "timestamps__0"), BabyBear::from_u64(3));
  forge.set(boundary, 1, "timestamps__0", 2);

  const std::string adapter = "AccessAdapterAir_8";
  const uint64_t step = uint64_t{1} << 29;
  uint64_t time = 3;
  forge.add_air(adapter, 8);
  for (size_t row = 0; row < 8; row += 2) {
    const uint64_t next = row == 6 ? BabyBear::kModulus + 1 : time + step;
    for (const size_t at : {row, row + 1}) {
      forge.set(adapter, at, "is_valid", 1);
      forge.set(adapter, at, "address_space", 2);
      for (int i = 0; i < 4; ++i) {
        forge.set(adapter, at, "values__" + std::to_string(i), 5 + static_cast<uint64_t>(i));
      }
      forge.set(adapter, at, "right_timestamp", next);
    }
    forge.set(adapter, row, "left_timestamp", time);
    forge.set(adapter, row, "is_right_larger", 1);
    forge.set(adapter, row, "lt_aux__0", (next - time - 1) & 0xffff);
    forge.set(adapter, row, "lt_aux__1", (next - time - 1) >> 16);
    forge.set(adapter, row + 1, "is_split", 1);
    forge.set(adapter, row + 1, "left_timestamp", next);
    forge.set(adapter, row + 1, "lt_aux__0", 0xffff);
    forge.set(adapter, row + 1, "lt_aux__1", 0x1fff);
    time = next;
  }
  EXPECT_EQ(forge.verdict(), "block time bus\n");

  // The table of times itself offers them, in limbs that are none.
  const std::string table = "BlockTimeAir";
  forge.add_air(table, 4);
  for (size_t row = 0; row < 4; ++row) {
    forge.set(table, row, "limbs__0", forge.get(adapter, 2 * row, "right_timestamp"));
    forge.set(table, row, "mult", 1);
  }
  forge.keep_table(table);
  EXPECT_EQ(forge.verdict(), "range checker bus\n");
}

}  // namespace
}  // namespace zkmem
