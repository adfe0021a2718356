// Attacks on the boundary and Merkle chips, named after the catalogue (see attacks_log_test.cc).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "zkmem/memory/testing/forge.h"

namespace zkmem {
namespace {

using testing::attack_world;
using testing::Forge;
using ::testing::HasSubstr;
using testing::StatementWorld;

const char* const kMerkle = "MemoryMerkleAir";

class PersistentAttack : public ::testing::Test {
 protected:
  // The first row after those in use.
  size_t first_padding_row(const std::string& air) {
    size_t row = forge_.height(air);
    while (row > 0 && forge_.get(air, row - 1, "expand_direction").is_zero()) --row;
    while (forge_.height(air) < row + 8) forge_.grow(air);
    return row;
  }

  StatementWorld world_ = attack_world(BoundaryMode::kPersistent);
  Forge forge_{world_};
};

TEST_F(PersistentAttack, Attack01ExpandsALeaf) {
  const size_t row = first_padding_row(kMerkle);
  forge_.set(kMerkle, row, "expand_direction", 1);
  EXPECT_THAT(forge_.verdict(),
              HasSubstr("MemoryMerkleAir: expand_direction * (parent_height * parent_height_inv - 1)\n"));
}

TEST_F(PersistentAttack, Attack01ExpandsBelowTheLeaves) {
  // A padding row at height 0, then one at -1: heights still fall by one a row, but nothing at height 0 may
  // send.
  const size_t row = first_padding_row(kMerkle) + 1;
  forge_.set(kMerkle, row, "expand_direction", 1);
  forge_.set(kMerkle, row, "parent_height", BabyBear::from_i64(-1));
  forge_.set(kMerkle, row, "parent_height_inv", BabyBear::from_i64(-1));
  for (size_t after = row + 1; after < forge_.height(kMerkle); ++after) {
    forge_.set(kMerkle, after, "parent_height", BabyBear::from_i64(-1));
  }
  EXPECT_THAT(forge_.verdict(), HasSubstr("memory merkle bus\n"));
}

TEST_F(PersistentAttack, Attack01RootsAboveTheTree) {
  for (const size_t row : {size_t{0}, size_t{1}}) {
    const BabyBear height = forge_.get(kMerkle, row, "parent_height") + BabyBear::one();
    forge_.set(kMerkle, row, "parent_height", height);
    forge_.set(kMerkle, row, "parent_height_inv", height.inverse());
  }
  EXPECT_THAT(forge_.verdict(), HasSubstr("MemoryMerkleAir: is_root * (parent_height - 12)\n"));
}

TEST_F(PersistentAttack, Attack02RootsWithLabels) {
  for (const size_t row : {size_t{0}, size_t{1}}) forge_.set(kMerkle, row, "parent_as_label", 1);
  EXPECT_THAT(forge_.verdict(), HasSubstr("MemoryMerkleAir: is_root * parent_as_label\n"));
}

TEST_F(PersistentAttack, Attack02AThirdRoot) {
  forge_.set(kMerkle, 2, "is_root", 1);
  EXPECT_THAT(forge_.verdict(), HasSubstr("MemoryMerkleAir: is_root * next.is_root * "));
}

TEST_F(PersistentAttack, Attack02RootNotFirst) {
  forge_.set(kMerkle, 0, "is_root", uint64_t{0});
  EXPECT_THAT(forge_.verdict(), HasSubstr("MemoryMerkleAir: is_first_row * (is_root - 1)\n"));
}

TEST_F(PersistentAttack, Attack14OtherRootsThanThePublicOnes) {
  forge_.public_values(kMerkle)[0] += BabyBear::one();
  EXPECT_EQ(forge_.verdict(), "MemoryMerkleAir: is_first_row * (parent_hash__0 - public_values[0])\n");
  forge_.public_values(kMerkle)[0] -= BabyBear::one();
  forge_.public_values(kMerkle)[15] += BabyBear::one();
  EXPECT_EQ(forge_.verdict(), "MemoryMerkleAir: is_first_row * (next.parent_hash__7 - public_values[15])\n");
}

TEST_F(PersistentAttack, Attack06DropsTheEndOfAPath) {
  forge_.clear_row(kMerkle, first_padding_row(kMerkle) - 1);
  EXPECT_THAT(forge_.verdict(), HasSubstr("memory merkle bus\n"));
}

TEST_F(PersistentAttack, Attack06SplicesTwoPaths) {
  // A node takes its left child from the other tree.
  const size_t row = first_padding_row(kMerkle) - 1;
  const BabyBear digest = forge_.get(kMerkle, row, "left_child_hash__0");
  forge_.set(kMerkle, row, "left_child_hash__0", digest + BabyBear::one());
  EXPECT_THAT(forge_.verdict(), HasSubstr("memory merkle bus\n"));
}

TEST_F(PersistentAttack, Attack01MovesTheRootWithoutAnAccess) {
  // The final row of a node says that its untouched child has another digest, up to the root.
  const size_t last = first_padding_row(kMerkle) - 2;  // final rows come before initial ones
  ASSERT_EQ(forge_.get(kMerkle, last, "expand_direction"), -BabyBear::one());
  forge_.set(kMerkle, last, "right_child_hash__0", 12345);
  EXPECT_THAT(forge_.verdict(), HasSubstr("memory merkle bus\n"));
}

TEST_F(PersistentAttack, Attack01OnlyFinalRowsPointAcross) {
  const size_t row = first_padding_row(kMerkle) - 1;
  ASSERT_EQ(forge_.get(kMerkle, row, "expand_direction"), BabyBear::one());
  forge_.set(kMerkle, row, "left_direction_different", 1);
  EXPECT_THAT(forge_.verdict(),
              HasSubstr("MemoryMerkleAir: (expand_direction - -1) * left_direction_different\n"));
}

TEST_F(PersistentAttack, Attack03InitialBlocksAtALaterTime) {
  forge_.set("PersistentBoundaryAir_4", 0, "timestamps__0", 1);
  EXPECT_THAT(
      forge_.verdict(),
      HasSubstr("PersistentBoundaryAir_4: expand_direction * (expand_direction + 1) * timestamps__0\n"));
}

TEST_F(PersistentAttack, Attack05PaddingRowsHaveADirection) {
  const std::string air = "PersistentBoundaryAir_4";
  const size_t row = first_padding_row(air);
  forge_.set(air, row, "expand_direction", 2);
  EXPECT_THAT(forge_.verdict(), HasSubstr("PersistentBoundaryAir_4: expand_direction - expand_direction * "));
  forge_.set(air, row, "expand_direction", 1);
  EXPECT_THAT(forge_.verdict(), HasSubstr("memory merkle bus\n"));
}

TEST_F(PersistentAttack, Attack12InitialisesALeafTwice) {
  const std::string air = "PersistentBoundaryAir_4";
  const size_t row = first_padding_row(air);
  forge_.copy_row(air, 0, row);
  forge_.copy_row(air, 1, row + 1);
  // The second pair may hold anything that hashes, and brings its own messages for memory.
  EXPECT_THAT(forge_.verdict(), HasSubstr("memory merkle bus\n"));
}

TEST_F(PersistentAttack, Attack12TheSameLeafInTwoBoundaryChips) {
  // The pair of rows of leaf 1:8 once more, in the chip for blocks of 8.
  forge_.add_air("PersistentBoundaryAir_8", 2);
  for (size_t row = 0; row < 2; ++row) {
    for (const char* column : {"expand_direction", "address_space", "leaf_label"}) {
      forge_.set("PersistentBoundaryAir_8", row, column, forge_.get("PersistentBoundaryAir_4", row, column));
    }
    for (int i = 0; i < 8; ++i) {
      for (const char* name : {"values__", "hash__"}) {
        const std::string column = name + std::to_string(i);
        forge_.set("PersistentBoundaryAir_8", row, column,
                   forge_.get("PersistentBoundaryAir_4", row, column));
      }
    }
  }
  EXPECT_THAT(forge_.verdict(), HasSubstr("memory merkle bus\n"));
}

TEST_F(PersistentAttack, Attack21AHashThatIsNotTheLeafs) {
  forge_.set("PersistentBoundaryAir_4", 1, "hash__0", 1);
  EXPECT_THAT(forge_.verdict(), HasSubstr("poseidon2 compress bus\n"));
}

class VolatileAttack : public ::testing::Test {
 protected:
  StatementWorld world_ = attack_world(BoundaryMode::kVolatile);
  Forge forge_{world_};
  const std::string air_ = "VolatileBoundaryAir_4";
};

TEST_F(VolatileAttack, NothingForgedIsAccepted) { EXPECT_EQ(forge_.verdict(), ""); }

TEST_F(VolatileAttack, Attack12InitialisesABlockTwice) {
  // Rows 0 and 1 speak of the same block; no marker can show a difference.
  for (const char* column : {"address_space", "block_limbs__0", "block_limbs__1"}) {
    forge_.set(air_, 1, column, forge_.get(air_, 0, column));
  }
  EXPECT_THAT(forge_.verdict(), HasSubstr(air_ + ": is_transition * "));
}

TEST_F(VolatileAttack, Attack12RowsOutOfOrder) {
  StatementWorld other = attack_world(BoundaryMode::kVolatile);
  Forge swapped(other);
  swapped.copy_row(air_, 1, 0);
  for (const char* column : {"address_space", "block_limbs__0", "block_limbs__1", "final_data__0",
                             "final_data__1", "final_data__2", "final_data__3", "final_timestamp"}) {
    swapped.set(air_, 1, column, forge_.get(air_, 0, column));
  }
  EXPECT_THAT(swapped.verdict(), HasSubstr(air_ + ": is_transition * "));
}

TEST_F(VolatileAttack, Attack12ASpaceInTwoBoundaryChips) {
  // Cell 1:12 as a block of one cell: space 1 has blocks of 4.
  const std::string cells = "VolatileBoundaryAir_1";
  const size_t row = 1;
  if (forge_.height(cells) < 2) forge_.grow(cells);
  // Space 1 sorts before the cells in use there, so it takes their place at the front.
  forge_.copy_row(cells, 0, row);
  forge_.clear_row(cells, 0);
  forge_.set(cells, 0, "address_space", 1);
  forge_.set(cells, 0, "block_limbs__0", 12);
  forge_.set(cells, 0, "is_valid", 1);
  const BabyBear difference = forge_.get(cells, row, "address_space") - BabyBear::one();
  forge_.set(cells, 0, "diff_marker__0", 1);
  forge_.set(cells, 0, "diff_inv", difference.inverse());
  forge_.set(cells, 0, "lt_decomp__0", difference - BabyBear::one());
  EXPECT_EQ(forge_.verdict(), "space table bus\n");
}

TEST_F(VolatileAttack, Attack25ARowInSpaceZero) {
  const uint64_t before = forge_.get(air_, 0, "address_space").as_canonical();
  ASSERT_EQ(before, 1U);
  forge_.set(air_, 0, "address_space", uint64_t{0});
  const std::string verdict = forge_.verdict();
  EXPECT_THAT(verdict, HasSubstr("range checker bus\n")) << "space - 1 is -1";
}

TEST_F(VolatileAttack, Attack07BlockNumbersBeyondTheirRange) {
  // Block number p / 4 + …: pointer = 4 q would alias another pointer mod p.
  forge_.set(air_, 0, "block_limbs__1", 4096);
  EXPECT_THAT(forge_.verdict(), HasSubstr("range checker bus\n"));
}

TEST_F(VolatileAttack, Attack26InitialValueIsNotZero) {
  // The first read of 5:0 returns 7, and the boundary has no column to agree with it.
  for (const char* column : {"values__0", "prev_values__0"}) forge_.set("AccessLogAir_4", 3, column, 7);
  EXPECT_THAT(forge_.verdict(), HasSubstr("memory bus\n"));
}

TEST_F(VolatileAttack, Attack05PaddingRowsAreNotValid) {
  forge_.grow(air_);
  const size_t row = forge_.height(air_) - 1;
  forge_.set(air_, row, "is_valid", 1);
  EXPECT_THAT(forge_.verdict(), HasSubstr(air_ + ": is_transition * next.is_valid * (1 - is_valid)\n"));
}

}  // namespace
}  // namespace zkmem
