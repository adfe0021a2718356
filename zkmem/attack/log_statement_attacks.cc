// Attacks on what holds the statement together, named after the catalogue (see log_attacks.cc): buses
// against each other, segments against each other, chips left out, heights of the prover's choice.
#include <algorithm>
#include <map>

#include "zkmem/attack/forged_log_suite.h"
#include "zkmem/attack/lists.h"
#include "zkmem/memory/testing/random_log.h"

namespace zkmem::attack {
namespace {

ZKMEM_ATTACKS_OF_THIS_FILE

using testing::attack_world;
using testing::Forge;
using testing::StatementWorld;

class StatementAttack : public ForgedLogSuite {
 public:
  using ForgedLogSuite::ForgedLogSuite;
};

ZKMEM_ATTACK(StatementAttack, Attack13ReplaysATimeOnAnotherBus) {
  // The last write is made at 26, after the clock's end, and again nobody ticks for it: the clock bus lacks
  // (26) sent and (27) received, and has (25) received and (26) sent too few. The block times, messages of
  // one number too, send and receive just those.
  StatementWorld world = attack_world(BoundaryMode::kPersistent);
  Forge forge(world);
  forge.set("AccessLogAir_4", 4, "timestamp", 26);
  forge.set("AccessLogAir_4", 4, "base__timestamp_lt_aux__lower_decomp__0", 25);
  forge.set("PersistentBoundaryAir_4", 1, "timestamps__0", 26);
  rejected_by(forge, world, is("clock bus\n"));
  const std::string table = "BlockTimeAir";
  const size_t rows = forge.height(table);
  forge.keep_table(table);
  for (int i = 0; i < 2; ++i) forge.grow(table);
  premise(forge.height(table) >= rows + 3);
  // Sent on the clock: 1 … 25, 27; received: 1 … 24, 26 and the end 26. So (25) is left over, (26) received
  // twice and sent never, (27) left over.
  for (const auto& [time, uses] : {std::pair(25U, 1), {26U, -2}, {27U, 1}}) {
    const size_t row = rows + time - 25;
    forge.set(table, row, "limbs__0", time);
    forge.set(table, row, "mult", BabyBear::from_i64(uses));
  }
  rejected_by(forge, world, is("clock bus\nblock time bus\n"), "each by itself, though their sum is 0");
}

// Segment 0 writes 2:0 = 1 2 3 4; segment 1 reads it.
StatementWorld two_segments() {
  const MemoryConfig config = testing::small_config(MemoryProfile::kHybrid, BoundaryMode::kPersistent);
  const MemoryImage<BabyBear> image(config);
  auto memory = MemoryController<BabyBear>::create(config, image);
  ZKMEM_CHECK(memory.ok());
  const std::vector<uint32_t> written = {1, 2, 3, 4};
  bool ok = memory->write({2, 0}, written).ok();
  memory->cut_segment();
  ok &= memory->read({2, 0}, 4).ok();
  ZKMEM_CHECK(ok);
  return testing::make_world(config, memory->memory().log(), image);
}

ZKMEM_ATTACK(StatementAttack, Attack12InitialisesALeafInTwoSegments) {
  StatementWorld world = two_segments();
  premise(world.check().empty());
  const std::vector<BabyBear> first = Forge(world, 0).public_values("MemoryMerkleAir");
  Forge forge(world, 1);
  const std::vector<BabyBear> second = forge.public_values("MemoryMerkleAir");
  premise(std::equal(first.begin() + 8, first.end(), second.begin()), "final root, initial root");

  // The second segment starts the leaf from zero again, as the first did, and reads zeros.
  for (int i = 0; i < 4; ++i) {
    const std::string cell = "__" + std::to_string(i);
    for (const size_t row : {0U, 1U}) forge.set("PersistentBoundaryAir_4", row, "values" + cell, uint64_t{0});
    for (const char* name : {"values", "prev_data"}) forge.set("AccessLogAir_4", 0, name + cell, uint64_t{0});
  }
  forge.rehash();
  premise(forge.verdict().empty(), "by itself it is a segment");
  const std::vector<BabyBear> forged = forge.public_values("MemoryMerkleAir");
  premise(!(std::equal(first.begin() + 8, first.end(), forged.begin())), "but not the first one's next");
  rejected(proven(world), has("segment 1 of 2: starts from root "));

  // It claims the root that it should start from.
  forge.public_values("MemoryMerkleAir") = second;
  std::string expected;
  for (const std::string row : {"parent_hash__", "next.parent_hash__"}) {
    for (int i = 0; i < 8; ++i) {
      expected += "MemoryMerkleAir: is_first_row * (" + row + std::to_string(i) + " - public_values[" +
                  std::to_string(i + (row[0] == 'n' ? 8 : 0)) + "])\n";
    }
  }
  // Constraints are listed in the key's order: both rows' digest word by word.
  const std::string found = forge.verdict();
  premise(std::ranges::count(found, '\n') == 16);
  for (size_t at = 0; at < expected.size();) {
    const size_t end = expected.find('\n', at) + 1;
    premise(found.find(expected.substr(at, end - at)) != std::string::npos);
    at = end;
  }
  rejected(proven(world), has("segment 1 of 2: its proof is rejected: batch"),
           "with the root that it should start from");
}

ZKMEM_ATTACK(StatementAttack, Attack12BringsALeafOfAnotherSegment) {
  // The first segment's rows for the leaf, beside the second's own.
  StatementWorld world = two_segments();
  Forge source(world, 0);
  Forge forge(world, 1);
  const std::string air = "PersistentBoundaryAir_4";
  forge.grow(air);
  const auto& columns = world.checked[world.airs.boundaries[1].air].columns;
  premise(world.checked[world.airs.boundaries[1].air].name == air);
  for (const size_t row : {0U, 1U}) {
    for (const std::string& column : columns) forge.set(air, 2 + row, column, source.get(air, 0, column));
  }
  forge.set(air, 3, "expand_direction", -BabyBear::one());
  rejected_by(forge, world, is("memory merkle bus\n"));
}

ZKMEM_ATTACK(StatementAttack, Attack09LeavesOutEachChip) {
  // What rejects a proof without a chip that the log needs.
  const std::map<std::string, std::string> defences = {
      {"PersistentBoundaryAir_8", "memory bus\nmemory merkle bus\n"},
      {"PersistentBoundaryAir_4", "memory bus\nmemory merkle bus\n"},
      {"PersistentBoundaryAir_2", "memory bus\nmemory merkle bus\n"},
      {"PersistentBoundaryAir_1", "memory bus\nmemory merkle bus\n"},
      {"AccessLogAir_1", "memory bus\nclock bus\n"},
      {"AccessLogAir_4", "memory bus\nclock bus\n"},
      {"AccessLogAir_8", "memory bus\nclock bus\n"},
      {"AccessLogAir_16", "memory bus\nclock bus\n"},
      {"IncAir", "clock bus\n"},
      {"AccessAdapterAir_8", "memory bus\n"},
      {"AccessAdapterAir_16", "memory bus\n"},
      {"BlockTimeAir", "block time bus\n"},
      {"ClockConnectorAir", "ClockConnectorAir: required, but has no trace\n"},
      {"SpaceTableAir", "SpaceTableAir: required, but has no trace\n"},
      {"MemoryMerkleAir", "MemoryMerkleAir: required, but has no trace\n"}};
  const StatementWorld whole = attack_world(BoundaryMode::kPersistent);
  for (size_t air = 0; air < whole.checked.size(); ++air) {
    if (!whole.segments[0].per_air[air] || air == whole.airs.poseidon2 || air == whole.airs.range) continue;
    const std::string& name = whole.checked[air].name;
    StatementWorld world = attack_world(BoundaryMode::kPersistent);
    Forge forge(world);
    if (air == world.airs.block_times) forge.keep_table(name);
    forge.remove_air(name);
    const auto defence = defences.find(name);
    premise(defence != defences.end(), name);
    if (defence != defences.end()) rejected_by(forge, world, is(defence->second), name);
  }
}

ZKMEM_ATTACK(StatementAttack, Attack17TheConnectorMayHaveAnyHeight) {
  StatementWorld world = attack_world(BoundaryMode::kPersistent);
  Forge forge(world);
  const std::string air = "ClockConnectorAir";
  // Four rows: what is between the first and the last says nothing.
  forge.grow(air);
  forge.copy_row(air, 1, 3);
  for (const size_t row : {1U, 2U}) forge.set(air, row, "timestamp_limbs__0", 12345);
  holds(forge, world);
  // One row is the first and the last: the clock ends where it starts.
  forge.remove_air(air);
  forge.add_air(air, 1);
  forge.set(air, 0, "timestamp_limbs__0", 1);
  forge.public_values(air) = {BabyBear::zero(), BabyBear::one(), BabyBear::from_u64(26)};
  rejected_by(forge, world,
              is("ClockConnectorAir: is_last_row * (timestamp_limbs__0 + timestamp_limbs__1 * 65536 - "
                 "public_values[2])\n"
                 "clock bus\n"));
  forge.public_values(air)[2] = BabyBear::one();
  rejected_by(forge, world, is("clock bus\n"));
}

}  // namespace

std::vector<Attack> log_statement_attacks() { return file_list(); }

}  // namespace zkmem::attack
