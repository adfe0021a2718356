// Attacks on the boundary and Merkle chips, named after the catalogue (see log_attacks.cc).
#include "zkmem/attack/forged_log_suite.h"
#include "zkmem/attack/lists.h"

namespace zkmem::attack {
namespace {

ZKMEM_ATTACKS_OF_THIS_FILE

using testing::attack_world;
using testing::Forge;
using testing::StatementWorld;

const char* const kMerkle = "MemoryMerkleAir";

class PersistentAttack : public ForgedLogSuite {
 public:
  using ForgedLogSuite::ForgedLogSuite;

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

// A zero node at `height` with the labels 1 and 1 (cells 2:8 …), once in each tree; the final row takes its
// children from the initial tree.
void add_zero_pair(Forge& forge, size_t row, BabyBear height) {
  const Digest hash = compress(Digest{}, Digest{});
  for (const size_t at : {row, row + 1}) {
    const bool is_initial = at != row;
    forge.clear_row(kMerkle, at);
    forge.set(kMerkle, at, "expand_direction", is_initial ? BabyBear::one() : -BabyBear::one());
    forge.set(kMerkle, at, "parent_height", height);
    if (!height.is_zero()) forge.set(kMerkle, at, "parent_height_inv", height.inverse());
    for (const char* label : {"parent_as_label", "parent_address_label"}) forge.set(kMerkle, at, label, 1);
    for (size_t i = 0; i < hash.size(); ++i)
      forge.set(kMerkle, at, "parent_hash__" + std::to_string(i), hash[i]);
    if (is_initial) continue;
    for (const char* side : {"left", "right"})
      forge.set(kMerkle, at, std::string(side) + "_direction_different", 1);
  }
}

ZKMEM_ATTACK(PersistentAttack, Attack01ExpandsALeaf) {
  // The untouched leaf beside 2:0 gets rows of its own, like a node: below it both trees are one again.
  const size_t row = first_padding_row(kMerkle);
  size_t parent = 0;
  while (forge_.get(kMerkle, parent, "parent_height") != BabyBear::one() ||
         forge_.get(kMerkle, parent, "parent_as_label") != BabyBear::one() ||
         !forge_.get(kMerkle, parent, "parent_address_label").is_zero()) {
    ++parent;
  }
  premise(forge_.get(kMerkle, parent, "right_direction_different") == BabyBear::one());
  forge_.set(kMerkle, parent, "right_direction_different", uint64_t{0});
  add_zero_pair(forge_, row, BabyBear::zero());
  rejected_by(forge_, world_,
              is("MemoryMerkleAir: expand_direction * (parent_height * parent_height_inv - 1)\n"));
}

ZKMEM_ATTACK(PersistentAttack, Attack01ExpandsBelowTheLeaves) {
  // A padding row at height 0, then nodes at -1: heights still fall by one a row, but nothing at height 0 may
  // send.
  const size_t row = first_padding_row(kMerkle) + 1;
  add_zero_pair(forge_, row, -BabyBear::one());
  for (size_t after = row + 2; after < forge_.height(kMerkle); ++after) {
    forge_.set(kMerkle, after, "parent_height", -BabyBear::one());
  }
  rejected_by(forge_, world_, is("memory merkle bus\n"));
}

ZKMEM_ATTACK(PersistentAttack, Attack01RootsAboveTheTree) {
  // A tree one higher, whose left half is the memory; the roots are its own.
  const size_t used = first_padding_row(kMerkle);
  for (size_t row = used; row-- > 0;) forge_.copy_row(kMerkle, row, row + 2);
  for (size_t row = 0; row < 2; ++row) {
    forge_.set(kMerkle, row + 2, "is_root", uint64_t{0});
    const BabyBear height = forge_.get(kMerkle, row, "parent_height") + BabyBear::one();
    forge_.set(kMerkle, row, "parent_height", height);
    forge_.set(kMerkle, row, "parent_height_inv", height.inverse());
    for (int i = 0; i < 8; ++i) forge_.set(kMerkle, row, "right_child_hash__" + std::to_string(i), 7);
    forge_.set(kMerkle, row, "left_direction_different", uint64_t{0});
    forge_.set(kMerkle, row, "right_direction_different", row);
  }
  // The initial tree's right half is nobody's row, the final one's is the initial one's.
  forge_.rehash();
  rejected_by(forge_, world_, is("MemoryMerkleAir: is_root * (parent_height - 12)\n"));
}

ZKMEM_ATTACK(PersistentAttack, Attack02RootsWithLabels) {
  for (const size_t row : {size_t{0}, size_t{1}}) forge_.set(kMerkle, row, "parent_as_label", 1);
  rejected_by(forge_, world_, is("MemoryMerkleAir: is_root * parent_as_label\nmemory merkle bus\n"));
}

ZKMEM_ATTACK(PersistentAttack, Attack02AThirdRoot) {
  forge_.set(kMerkle, 2, "is_root", 1);
  rejected_by(forge_, world_,
              is("MemoryMerkleAir: is_root * parent_as_label\n"
                 "MemoryMerkleAir: is_root * next.is_root * (expand_direction - next.expand_direction - 2)\n"
                 "MemoryMerkleAir: is_root * (parent_height - 12)\n"
                 "memory merkle bus\n"));
}

ZKMEM_ATTACK(PersistentAttack, Attack02RootNotFirst) {
  forge_.set(kMerkle, 0, "is_root", uint64_t{0});
  rejected_by(forge_, world_,
              is("MemoryMerkleAir: is_transition * (is_root - next.is_root) * (is_root - next.is_root - 1)\n"
                 "MemoryMerkleAir: is_first_row * (is_root - 1)\n"
                 "memory merkle bus\n"));
}

ZKMEM_ATTACK(PersistentAttack, Attack14OtherRootsThanThePublicOnes) {
  forge_.public_values(kMerkle)[0] += BabyBear::one();
  rejected_by(forge_, world_, is("MemoryMerkleAir: is_first_row * (parent_hash__0 - public_values[0])\n"));
  forge_.public_values(kMerkle)[0] -= BabyBear::one();
  forge_.public_values(kMerkle)[15] += BabyBear::one();
  rejected_by(forge_, world_,
              is("MemoryMerkleAir: is_first_row * (next.parent_hash__7 - public_values[15])\n"));
}

ZKMEM_ATTACK(PersistentAttack, Attack06DropsTheEndOfAPath) {
  forge_.clear_row(kMerkle, first_padding_row(kMerkle) - 1);
  rejected_by(forge_, world_, is("memory merkle bus\n"));
}

ZKMEM_ATTACK(PersistentAttack, Attack06SplicesTwoPaths) {
  // A node takes its left child from the other tree.
  const size_t row = first_padding_row(kMerkle) - 1;
  const BabyBear digest = forge_.get(kMerkle, row, "left_child_hash__0");
  for (const char* label : {"parent_as_label", "parent_address_label"}) {
    forge_.set(kMerkle, row, label, forge_.get(kMerkle, row, label) + BabyBear::one());
  }
  forge_.set(kMerkle, row, "left_child_hash__0", digest + BabyBear::one());
  forge_.rehash();
  rejected_by(forge_, world_, is("memory merkle bus\n"));
}

ZKMEM_ATTACK(PersistentAttack, Attack01MovesTheRootWithoutAnAccess) {
  // The final row of a node says that its untouched child has another digest, up to the root.
  size_t row = first_padding_row(kMerkle) - 1;
  while (forge_.get(kMerkle, row, "right_direction_different").is_zero()) --row;
  forge_.set(kMerkle, row, "right_child_hash__0", 12345);
  forge_.rehash();
  rejected_by(forge_, world_, is("memory merkle bus\n"));
}

ZKMEM_ATTACK(PersistentAttack, Attack01OnlyFinalRowsPointAcross) {
  const size_t row = first_padding_row(kMerkle) - 1;
  premise(forge_.get(kMerkle, row, "expand_direction") == BabyBear::one());
  forge_.set(kMerkle, row, "left_direction_different", 1);
  rejected_by(forge_, world_,
              is("MemoryMerkleAir: (expand_direction - -1) * left_direction_different\nmemory merkle bus\n"));
}

ZKMEM_ATTACK(PersistentAttack, Attack03InitialBlocksAtALaterTime) {
  forge_.set("PersistentBoundaryAir_4", 0, "timestamps__0", 1);
  forge_.set("AccessLogAir_4", 4, "base__prev_timestamp", 1);
  forge_.set("AccessLogAir_4", 4, "base__timestamp_lt_aux__lower_decomp__0", 23);
  rejected_by(forge_, world_,
              is("PersistentBoundaryAir_4: expand_direction * (expand_direction + 1) * timestamps__0\n"));
}

ZKMEM_ATTACK(PersistentAttack, Attack05PaddingRowsHaveADirection) {
  const std::string air = "PersistentBoundaryAir_4";
  const size_t row = first_padding_row(air);
  forge_.set(air, row, "expand_direction", 2);
  rejected_by(forge_, world_, starts("PersistentBoundaryAir_4: expand_direction - expand_direction * "));
  forge_.set(air, row, "expand_direction", 1);
  rejected_by(forge_, world_, is("memory bus\nmemory merkle bus\nposeidon2 compress bus\n"));
}

ZKMEM_ATTACK(PersistentAttack, Attack12InitialisesALeafTwice) {
  const std::string air = "PersistentBoundaryAir_4";
  const size_t row = first_padding_row(air);
  // The second pair may hold anything that hashes; memory takes back what it brings.
  forge_.copy_row(air, 0, row);
  forge_.copy_row(air, 0, row + 1);
  forge_.set(air, row + 1, "expand_direction", -BabyBear::one());
  rejected_by(forge_, world_, is("memory merkle bus\n"));
}

ZKMEM_ATTACK(PersistentAttack, Attack12TheSameLeafInTwoBoundaryChips) {
  // Leaf 1:8 once more, unchanged, in the chip for blocks of 8.
  const std::string other = "PersistentBoundaryAir_8";
  if (!forge_.has(other)) forge_.add_air(other, 1);
  const size_t first = first_padding_row(other);
  for (const size_t row : {first, first + 1}) {
    forge_.set(other, row, "expand_direction", row == first ? BabyBear::one() : -BabyBear::one());
    std::vector<std::string> columns = {"address_space", "leaf_label"};
    for (int i = 0; i < 8; ++i) {
      columns.push_back("values__" + std::to_string(i));
      columns.push_back("hash__" + std::to_string(i));
    }
    for (const std::string& column : columns) {
      forge_.set(other, row, column, forge_.get("PersistentBoundaryAir_4", 0, column));
    }
  }
  rejected_by(forge_, world_, is("memory merkle bus\n"));
}

ZKMEM_ATTACK(PersistentAttack, Attack21AHashThatIsNotTheLeafs) {
  // A final leaf of other values than its hash is of: the tree, and the final root, stay as they are.
  forge_.set("PersistentBoundaryAir_4", 1, "values__7", 1);
  forge_.set("PersistentBoundaryAir_4", 0, "values__7", 1);
  rejected_by(forge_, world_, is("poseidon2 compress bus\n"));
}

class VolatileAttack : public ForgedLogSuite {
 public:
  using ForgedLogSuite::ForgedLogSuite;

 protected:
  StatementWorld world_ = attack_world(BoundaryMode::kVolatile);
  Forge forge_{world_};
  const std::string air_ = "VolatileBoundaryAir_4";

  // A row in front of the others for a block that memory neither reads nor writes, compared with the next as
  // well as it can be: what cannot be shown is left to the limbs.
  void insert_front(uint64_t space, uint64_t low, uint64_t high) {
    size_t used = 0;
    while (used < forge_.height(air_) && !forge_.get(air_, used, "is_valid").is_zero()) ++used;
    if (used == forge_.height(air_)) {
      const BabyBear last_limbs[] = {forge_.get(air_, used - 1, "order__lt_decomp__0"),
                                     forge_.get(air_, used - 1, "order__lt_decomp__1")};
      forge_.grow(air_);
      for (int i = 0; i < 2; ++i) {
        const std::string limb = "order__lt_decomp__" + std::to_string(i);
        forge_.set(air_, forge_.height(air_) - 1, limb, last_limbs[i]);
      }
    }
    for (size_t row = used; row-- > 0;) forge_.copy_row(air_, row, row + 1);
    forge_.clear_row(air_, 0);
    forge_.set(air_, 0, "address_space", space);
    forge_.set(air_, 0, "block_limbs__0", low);
    forge_.set(air_, 0, "block_limbs__1", high);
    forge_.set(air_, 0, "is_valid", 1);
    const auto block = [this](size_t row) {
      return forge_.get(air_, row, "block_limbs__0") +
             forge_.get(air_, row, "block_limbs__1") * BabyBear::from_u64(uint64_t{1} << 16);
    };
    const BabyBear spaces = forge_.get(air_, 1, "address_space") - forge_.get(air_, 0, "address_space");
    const BabyBear difference = spaces.is_zero() ? block(1) - block(0) : spaces;
    if (!difference.is_zero()) {
      forge_.set(air_, 0, spaces.is_zero() ? "order__diff_marker__1" : "order__diff_marker__0", 1);
      forge_.set(air_, 0, "order__diff_inv", difference.inverse());
    }
    forge_.set(air_, 0, "order__lt_decomp__0", difference - BabyBear::one());
  }
};

ZKMEM_ATTACK(VolatileAttack, NothingForgedIsAccepted) { holds(forge_, world_); }

ZKMEM_ATTACK(VolatileAttack, Attack12InitialisesABlockTwice) {
  // A second row for the block 1:8, from zero at time 0 to zero at time 0.
  insert_front(1, 2, 0);
  // No marker can show a difference; with one, the difference would have to be one.
  rejected_by(
      forge_, world_,
      is(air_ + ": is_transition * next.is_valid * (1 - (order__diff_marker__0 + order__diff_marker__1))\n" +
         "range checker bus\n"));
}

ZKMEM_ATTACK(VolatileAttack, Attack12RowsOutOfOrder) {
  // A block that nobody touches, 1:12, in front of 1:8.
  insert_front(1, 3, 0);
  rejected_by(forge_, world_, is("range checker bus\n"), "the difference of block numbers is -1");
}

ZKMEM_ATTACK(VolatileAttack, Attack12ASpaceInTwoBoundaryChips) {
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
  forge_.set(cells, 0, "order__diff_marker__0", 1);
  forge_.set(cells, 0, "order__diff_inv", difference.inverse());
  forge_.set(cells, 0, "order__lt_decomp__0", difference - BabyBear::one());
  rejected_by(forge_, world_, is("space table bus\n"));
}

ZKMEM_ATTACK(VolatileAttack, Attack25ARowInSpaceZero) {
  insert_front(0, 5, 0);
  rejected_by(forge_, world_, is("range checker bus\nspace table bus\n"),
              "space - 1 is -1, and nobody's space");
}

ZKMEM_ATTACK(VolatileAttack, Attack07BlockNumbersBeyondTheirRange) {
  // Pointer 4 q for q = 2^28 is beyond every pointer; for larger q it would alias another modulo p.
  insert_front(1, 0, 4096);
  rejected_by(forge_, world_, is("range checker bus\n"));
}

ZKMEM_ATTACK(VolatileAttack, Attack26InitialValueIsNotZero) {
  // The first read of 5:0 returns 7, and the boundary has no column to agree with it.
  for (const char* column : {"values__0", "prev_data__0"}) forge_.set("AccessLogAir_4", 3, column, 7);
  rejected_by(forge_, world_, is("memory bus\n"));
}

ZKMEM_ATTACK(VolatileAttack, Attack05PaddingRowsAreNotValid) {
  forge_.grow(air_);
  const size_t row = forge_.height(air_) - 1;
  forge_.set(air_, row, "is_valid", 1);
  rejected_by(forge_, world_, starts(air_ + ": is_transition * next.is_valid * (1 - is_valid)\n"));
}

}  // namespace

std::vector<Attack> boundary_attacks() { return file_list(); }

}  // namespace zkmem::attack
