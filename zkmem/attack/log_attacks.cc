// Attacks on the log, clock and adapter chips, named after the catalogue. Each forges traces as consistently
// as it can (lookup tables are refilled for the forged rows), so that what rejects them is the constraint or
// bus that is named.
#include "zkmem/attack/forged_log_suite.h"
#include "zkmem/attack/lists.h"

namespace zkmem::attack {
namespace {

ZKMEM_ATTACKS_OF_THIS_FILE

using testing::attack_world;
using testing::Forge;
using testing::StatementWorld;

class LogAttack : public ForgedLogSuite {
 public:
  using ForgedLogSuite::ForgedLogSuite;

 protected:
  StatementWorld world_ = attack_world(BoundaryMode::kPersistent);
  Forge forge_{world_};
};

ZKMEM_ATTACK(LogAttack, NothingForgedIsAccepted) { holds(forge_, world_); }

// Time.

ZKMEM_ATTACK(LogAttack, Attack03ReadsTheFuture) {
  // The read at time 2 returns what is written at time 3 and claims that the write came first.
  for (int i = 0; i < 4; ++i) {
    forge_.set("AccessLogAir_4", 1, "values__" + std::to_string(i), 5 + static_cast<uint64_t>(i));
    forge_.set("AccessLogAir_4", 1, "prev_data__" + std::to_string(i), 5 + static_cast<uint64_t>(i));
    forge_.set("AccessLogAir_4", 2, "prev_data__" + std::to_string(i), 1 + static_cast<uint64_t>(i));
  }
  // Chain: write (1) -> write (3) -> read (2) -> …; 2 - 3 - 1 is no sum of limbs.
  forge_.set("AccessLogAir_4", 2, "base__prev_timestamp", 1);
  forge_.set("AccessLogAir_4", 2, "base__timestamp_lt_aux__lower_decomp__0", 1);
  forge_.set("AccessLogAir_4", 1, "base__prev_timestamp", 3);
  forge_.set("AccessLogAir_4", 1, "base__timestamp_lt_aux__lower_decomp__0", BabyBear::from_i64(-2));
  // The read of eight cells at 4 finds the block as the read at 2 left it.
  const std::string adapter = "AccessAdapterAir_8";
  size_t merge = 0;
  while (forge_.get(adapter, merge, "left_timestamp") != BabyBear::from_u64(3)) ++merge;
  forge_.set(adapter, merge, "left_timestamp", 2);
  forge_.set(adapter, merge, "lt_aux__0", 65533);
  forge_.set("AccessLogAir_8", 0, "base__prev_timestamp", 2);
  forge_.set("AccessLogAir_8", 0, "base__timestamp_lt_aux__lower_decomp__0", 1);
  rejected_by(forge_, world_, is("range checker bus\n"));
}

ZKMEM_ATTACK(LogAttack, Attack03EndsBeyondTheClock) {
  // Two inc rows push the end over 2^20; the connector would have to range-check it.
  const uint64_t end = (uint64_t{1} << 20) + 5;
  forge_.grow("IncAir");
  forge_.set("IncAir", 1, "is_valid", 1);
  forge_.set("IncAir", 1, "start_limbs__0", 26);
  forge_.set("IncAir", 1, "step_limbs__0", (end - 26) & 0xffff);
  forge_.set("IncAir", 1, "step_limbs__1", (end - 26) >> 16);
  forge_.set("IncAir", 1, "end_limbs__0", end & 0xffff);
  forge_.set("IncAir", 1, "end_limbs__1", end >> 16);
  forge_.set("ClockConnectorAir", 1, "timestamp_limbs__0", end & 0xffff);
  forge_.set("ClockConnectorAir", 1, "timestamp_limbs__1", end >> 16);
  forge_.public_values("ClockConnectorAir")[2] = BabyBear::from_u64(end);
  rejected_by(forge_, world_, is("range checker bus\n"));
}

ZKMEM_ATTACK(LogAttack, Attack03WrapsTheClock) {
  // The clock runs from 26 to p - 1 and on to 4: an inc row would have to end at -1.
  forge_.grow("IncAir");
  forge_.set("IncAir", 1, "is_valid", 1);
  forge_.set("IncAir", 1, "start_limbs__0", 26);
  forge_.set("IncAir", 1, "step_limbs__0", BabyBear::from_i64(-22));
  forge_.set("IncAir", 1, "end_limbs__0", 4);
  forge_.set("ClockConnectorAir", 1, "timestamp_limbs__0", 4);
  forge_.public_values("ClockConnectorAir")[2] = BabyBear::from_u64(4);
  rejected_by(forge_, world_, is("range checker bus\n"));
}

ZKMEM_ATTACK(LogAttack, Attack03DetachesAClockCycleOfFourLargeSteps) {
  // Beside the connector's path: 0 -> p/4 -> p/2 -> 3p/4 -> 0. Then rows with any timestamps could hang on
  // it.
  const uint64_t quarter = (BabyBear::kModulus - 1) / 4;
  forge_.grow("IncAir");
  forge_.grow("IncAir");
  forge_.grow("IncAir");
  for (uint64_t i = 0; i < 4; ++i) {
    const uint64_t start = i * quarter;
    const uint64_t end = i == 3 ? 0 : start + quarter;
    const uint64_t step = i == 3 ? quarter + 1 : quarter;
    for (const auto& [name, value] :
         {std::pair("start", start), std::pair("step", step), std::pair("end", end)}) {
      forge_.set("IncAir", 1 + i, std::string(name) + "_limbs__0", value & 0xffff);
      forge_.set("IncAir", 1 + i, std::string(name) + "_limbs__1", value >> 16);
    }
    forge_.set("IncAir", 1 + i, "is_valid", 1);
  }
  rejected_by(forge_, world_, is("range checker bus\n"));
}

ZKMEM_ATTACK(LogAttack, Attack18RelabelsATimestamp) {
  // The last write happens at 26 instead of 25; its address stays monotonic.
  forge_.set("AccessLogAir_4", 4, "timestamp", 26);
  forge_.set("AccessLogAir_4", 4, "base__timestamp_lt_aux__lower_decomp__0", 25);
  forge_.set("PersistentBoundaryAir_4", 1, "timestamps__0", 26);
  rejected_by(forge_, world_, is("clock bus\n"));
}

ZKMEM_ATTACK(LogAttack, Attack20AddsAnOrphanAccess) {
  // A second write to 1:8 at the same time as the last one: memory agrees, the clock has no such tick.
  forge_.copy_row("AccessLogAir_4", 4, 5);
  forge_.set("AccessLogAir_4", 5, "base__prev_timestamp", 25);
  forge_.set("AccessLogAir_4", 5, "timestamp", 26);
  forge_.set("AccessLogAir_4", 5, "base__timestamp_lt_aux__lower_decomp__0", uint64_t{0});
  for (int i = 0; i < 4; ++i) {
    const std::string cell = "__" + std::to_string(i);
    forge_.set("AccessLogAir_4", 5, "prev_data" + cell, forge_.get("AccessLogAir_4", 4, "values" + cell));
  }
  forge_.set("PersistentBoundaryAir_4", 1, "timestamps__0", 26);
  rejected_by(forge_, world_, is("clock bus\n"));
}

// Reads, writes and padding.

ZKMEM_ATTACK(LogAttack, Attack05PaddingRowsTalk) {
  for (const std::string air : {"AccessLogAir_4", "AccessLogAir_1"}) {
    const size_t row = forge_.height(air) - 1;
    forge_.set(air, row, "is_write", 1);
    rejected_by(forge_, world_, is(air + ": is_write * (1 - is_valid)\n"));
    // A read that is one in all but its place in time and memory.
    forge_.copy_row(air, 1, row);
    rejected_by(forge_, world_, is("memory bus\nclock bus\n"));
    forge_.clear_row(air, row);
  }
  // A row that counts twice, where another one is left out.
  forge_.set("AccessLogAir_4", 3, "is_valid", 2);
  rejected_by(forge_, world_, starts("AccessLogAir_4: is_valid * (is_valid - 1)\n"));
}

ZKMEM_ATTACK(LogAttack, Attack05AnIncrementThatIsNone) {
  // From 26 to 26 by one step: the clock does not notice.
  forge_.grow("IncAir");
  forge_.set("IncAir", 1, "is_valid", 1);
  forge_.set("IncAir", 1, "start_limbs__0", 26);
  forge_.set("IncAir", 1, "step_limbs__0", 1);
  forge_.set("IncAir", 1, "end_limbs__0", 26);
  rejected_by(forge_, world_,
              is("IncAir: is_valid * (start_limbs__0 + start_limbs__1 * 65536 + step_limbs__0 + "
                 "step_limbs__1 * 65536 - "
                 "(end_limbs__0 + end_limbs__1 * 65536))\n"));
}

ZKMEM_ATTACK(LogAttack, Attack19PresentsAWriteAsARead) {
  forge_.set("AccessLogAir_4", 2, "is_write", uint64_t{0});
  std::string expected;
  for (const char cell : {'0', '1', '2', '3'}) {
    expected += std::string("AccessLogAir_4: (is_valid - is_write) * (values__") + cell + " - prev_data__" +
                cell + ")\n";
  }
  rejected_by(forge_, world_, is(expected));
}

ZKMEM_ATTACK(LogAttack, Attack19PresentsAReadAsAForbiddenWrite) {
  // Memory does not change, but space 5 is read-only.
  forge_.set("AccessLogAir_4", 3, "is_write", 1);
  rejected_by(forge_, world_, is("space table bus\n"));
}

ZKMEM_ATTACK(LogAttack, Attack25WritesAnImmediate) {
  forge_.set("AccessLogAir_1", 2, "is_write", 1);
  rejected_by(forge_, world_, is("AccessLogAir_1: is_immediate * is_write\n"));
}

ZKMEM_ATTACK(LogAttack, Attack25PresentsAnAccessAsImmediate) {
  // The read of 4:3 claims to be an immediate and so skips the memory bus.
  // What was written there is the pointer, as an immediate's value must be.
  forge_.set("AccessLogAir_1", 1, "is_immediate", 1);
  forge_.set("AccessLogAir_1", 1, "is_zero_aux", uint64_t{0});
  const std::string cells = "PersistentBoundaryAir_1";
  premise(forge_.get(cells, 1, "timestamps__3") == BabyBear::from_u64(7));
  forge_.set(cells, 1, "timestamps__3", 6);
  for (const char* column : {"values__0", "prev_data__0"}) forge_.set("AccessLogAir_1", 1, column, 3);
  forge_.set("AccessLogAir_1", 0, "values__0", 3);
  forge_.set(cells, 1, "values__3", 3);
  forge_.rehash();
  rejected_by(forge_, world_, is("AccessLogAir_1: address_space * is_immediate\n"));
}

ZKMEM_ATTACK(LogAttack, Attack26FirstReadDiffersFromTheImage) {
  for (const char* column : {"values__0", "prev_data__0"}) forge_.set("AccessLogAir_4", 3, column, 1);
  rejected_by(forge_, world_, is("memory bus\n"));
}

// Pointers and ranges (hybrid's rules).

ZKMEM_ATTACK(LogAttack, Attack07And28PointerLimbsOfAnotherPointer) {
  forge_.set("AccessLogAir_4", 4, "fours_limbs__0", 3);
  rejected_by(
      forge_, world_,
      is("AccessLogAir_4: is_valid * (pointer - ((fours_limbs__0 + fours_limbs__1 * 65536) * 4 + bit_1 * "
         "2 + bit_0))\n"));
}

ZKMEM_ATTACK(LogAttack, Attack07PointerBeyondTheSpaceIsNoPointer) {
  // p + 8 - 4: fits no limbs.
  forge_.set("AccessLogAir_4", 4, "pointer", BabyBear::from_i64(-4));
  forge_.set("AccessLogAir_4", 4, "fours_limbs__0", BabyBear::from_i64(-1));
  forge_.set("AccessLogAir_4", 4, "slack_limbs__0", 64);
  rejected_by(forge_, world_, is("memory bus\nrange checker bus\n"), "no leaf has such a pointer either");
}

ZKMEM_ATTACK(LogAttack, Attack22UnalignedPointer) {
  // 1:10 instead of 1:8, in a space whose blocks are of 4 cells. Adapters make the block of 1:8 and 1:12 and
  // take it apart again, and the final leaf has what was written.
  forge_.set("AccessLogAir_4", 4, "pointer", 10);
  forge_.set("AccessLogAir_4", 4, "bit_1", 1);
  forge_.set("AccessLogAir_4", 4, "slack_limbs__0", 50);
  const BabyBear start = BabyBear::zero();
  const BabyBear now = BabyBear::from_u64(25);
  forge_.add_adapter_row({true, 1, 8, {0, 0, 0, 0}, start, start});
  forge_.add_adapter_row({true, 1, 12, {0, 0, 0, 0}, start, start});
  forge_.add_adapter_row({false, 1, 10, {0, 0, 0, 0}, start, start});
  forge_.add_adapter_row({true, 1, 10, {1, 2, 3, 4}, now, now});
  forge_.add_adapter_row({false, 1, 8, {0, 0, 1, 2}, start, now});
  forge_.add_adapter_row({false, 1, 12, {3, 4, 0, 0}, now, start});
  const uint64_t final_cells[] = {0, 0, 1, 2, 3, 4, 0, 0};
  for (int i = 0; i < 8; ++i) {
    forge_.set("PersistentBoundaryAir_4", 1, "values__" + std::to_string(i), final_cells[i]);
  }
  forge_.set("PersistentBoundaryAir_4", 1, "timestamps__1", 25);
  forge_.rehash();
  rejected_by(forge_, world_, is("AccessLogAir_4: facts__fours * bit_1\n"));
}

ZKMEM_ATTACK(LogAttack, Attack27AccessEndsBeyondTheSpace) {
  // 1:64 is the first cell that space 1 does not have, though the tree has it.
  forge_.set("AccessLogAir_4", 4, "pointer", 64);
  forge_.set("AccessLogAir_4", 4, "fours_limbs__0", 16);
  forge_.set("AccessLogAir_4", 4, "slack_limbs__0", BabyBear::from_i64(-4));
  rejected_by(forge_, world_, is("memory bus\nrange checker bus\n"));  // alone: executor_test.cc
}

ZKMEM_ATTACK(LogAttack, Attack21WritesAValueThatIsNoByte) {
  forge_.set("AccessLogAir_4", 4, "values__0", 256);
  forge_.set("PersistentBoundaryAir_4", 1, "values__0", 256);
  forge_.rehash();
  rejected_by(forge_, world_, is("range checker bus\n"));
}

ZKMEM_ATTACK(LogAttack, Attack21LooksUpAnotherSpacesFacts) {
  // Space 4 has cells of any value and size: its facts for a row of space 1.
  for (const char* column : {"facts__even", "facts__fours", "facts__is_ranged", "facts__value_bits"}) {
    forge_.set("AccessLogAir_4", 4, column, uint64_t{0});
  }
  rejected_by(forge_, world_, is("space table bus\n"));
}

ZKMEM_ATTACK(LogAttack, Attack28TimestampLimbsOfAnotherDifference) {
  forge_.set("AccessLogAir_4", 1, "base__timestamp_lt_aux__lower_decomp__0", 1);
  rejected_by(forge_, world_,
              is("AccessLogAir_4: is_valid * (timestamp - base__prev_timestamp - 1 - "
                 "(base__timestamp_lt_aux__lower_decomp__0 + base__timestamp_lt_aux__lower_decomp__1 "
                 "* 65536))\n"));
}

ZKMEM_ATTACK(LogAttack, Attack21NonCanonicalLimbs) {
  // 2^16 in the low limb, -1 in the high one.
  forge_.set("AccessLogAir_4", 1, "base__timestamp_lt_aux__lower_decomp__0", 65536);
  forge_.set("AccessLogAir_4", 1, "base__timestamp_lt_aux__lower_decomp__1", BabyBear::from_i64(-1));
  rejected_by(forge_, world_, is("range checker bus\n"));
}

// Adapters: the write of 16 cells merges blocks.

ZKMEM_ATTACK(LogAttack, Attack06DropsAnAdapterRow) {
  premise(forge_.has("AccessAdapterAir_16"));
  forge_.clear_row("AccessAdapterAir_16", 0);
  rejected_by(forge_, world_, is("memory bus\n"));
}

ZKMEM_ATTACK(LogAttack, Attack06SplicesTwoAdapterRecords) {
  // The merge for the write takes its right half from elsewhere.
  for (int i = 8; i < 16; ++i) {
    forge_.set("AccessAdapterAir_16", 0, "values__" + std::to_string(i), 99);
    forge_.set("AccessLogAir_16", 0, "prev_data__" + std::to_string(i), 99);
  }
  rejected_by(forge_, world_, is("memory bus\n"));
}

ZKMEM_ATTACK(LogAttack, Attack19FlipsAnAdaptersDirection) {
  const BabyBear is_split = forge_.get("AccessAdapterAir_16", 0, "is_split");
  forge_.set("AccessAdapterAir_16", 0, "is_split", BabyBear::one() - is_split);
  rejected_by(forge_, world_, is("memory bus\n"));
}

ZKMEM_ATTACK(LogAttack, Attack20AdapterHalvesWithUnequalTimes) {
  // A split whose left half is older than its block.
  for (size_t row = 0; row < forge_.height("AccessAdapterAir_16"); ++row) {
    if (forge_.get("AccessAdapterAir_16", row, "is_split") != BabyBear::one()) continue;
    const BabyBear time = forge_.get("AccessAdapterAir_16", row, "left_timestamp");
    forge_.set("AccessAdapterAir_16", row, "left_timestamp", time - BabyBear::one());
    forge_.set("AccessAdapterAir_16", row, "is_right_larger", 1);
    forge_.set("AccessAdapterAir_16", row, "lt_aux__0", uint64_t{0});
    forge_.set("AccessAdapterAir_16", row, "lt_aux__1", uint64_t{0});
    rejected_by(forge_, world_,
                is("AccessAdapterAir_16: is_split * (left_timestamp - right_timestamp)\nmemory bus\n"));
    return;
  }
  premise(false, "the log has a split of 16 cells");
}

ZKMEM_ATTACK(LogAttack, Attack21MergeTakesTheEarlierTime) {
  const BabyBear larger = forge_.get("AccessAdapterAir_8", 0, "is_right_larger");
  forge_.set("AccessAdapterAir_8", 0, "is_right_larger", BabyBear::one() - larger);
  rejected_by(forge_, world_,
              starts("AccessAdapterAir_8: is_valid * (right_timestamp - left_timestamp + 1048575 - "));
}

ZKMEM_ATTACK(LogAttack, Attack05AdapterPaddingTalks) {
  forge_.grow("AccessAdapterAir_16");
  const size_t row = forge_.height("AccessAdapterAir_16") - 1;
  forge_.set("AccessAdapterAir_16", row, "is_valid", 1);
  forge_.set("AccessAdapterAir_16", row, "lt_aux__0", 65535);
  forge_.set("AccessAdapterAir_16", row, "lt_aux__1", 15);
  rejected_by(forge_, world_, is("memory bus\n"));
}

ZKMEM_ATTACK(LogAttack, Attack09And16LeavesOutARequiredChip) {
  world_.segments[0].per_air[world_.airs.connector].reset();
  rejected_by(forge_, world_, is("ClockConnectorAir: required, but has no trace\n"));
}

}  // namespace

std::vector<Attack> log_attacks() { return file_list(); }

}  // namespace zkmem::attack
