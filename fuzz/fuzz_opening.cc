// Openings of cells, of one range and of several: one encoding each; a wrong root is refused. Trees of three
// levels of spaces and 7 of leaves, or of the default's size. What does not begin like an opening is a list
// of cells and of ranges, of which openings are made: exactly those within the tree and in order can be made,
// they verify, say the cells, are read from their file as they are, and altered in one place are refused.
#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "fuzz/choices.h"
#include "fuzz/text_of.h"
#include "zkmem/memory/merkle/opening_codec.h"
#include "zkmem/memory/merkle/tree.h"

namespace {

using namespace zkmem;  // NOLINT(google-build-using-namespace): a program of one file
using fuzz::Choices;

constexpr MerkleDimensions kSmall = {3, 7};

class SmallMemory {
 public:
  explicit SmallMemory(Choices& in) : tree_(kSmall) {
    for (uint32_t count = in.number(0, 8); count > 0; --count) {
      const uint64_t leaf = kSmall.leaf_index(in.number(1, 8), in.number(0, 127));
      cells_[leaf][in.number(0, kLeafCells - 1)] = BabyBear::from_canonical(in.byte());
    }
    std::vector<uint64_t> leaves;
    std::vector<Digest> hashes;
    for (const auto& [leaf, cells] : cells_) {
      leaves.push_back(leaf);
      hashes.push_back(leaf_hash(cells));
    }
    tree_.update({}, scalar_poseidon2_batch(), TouchedNodes(kSmall, leaves), hashes);
  }

  const MerkleTree& tree() const { return tree_; }
  Digest leaf(uint32_t space, uint32_t label) const {
    const auto found = cells_.find(kSmall.leaf_index(space, label));
    return found == cells_.end() ? Digest{} : found->second;
  }
  std::vector<BabyBear> cells(const CellRange& range) const {
    std::vector<BabyBear> all;
    for (uint32_t at = range.pointer; at < range.end(); ++at)
      all.push_back(leaf(range.address_space, at / kLeafCells)[at % kLeafCells]);
    return all;
  }

 private:
  std::map<uint64_t, Digest> cells_;
  MerkleTree tree_;
};

bool is_within(const CellRange& range) {
  return range.count > 0 && kSmall.contains(range.address_space, range.pointer) &&
         kSmall.contains(range.address_space, range.end() - 1);
}

// One cell another, or one cell or digest too few or too many. False: there is nothing to alter there.
bool alter(MerkleOpening& opening, Choices& in) {
  switch (in.byte() % 6) {
    case 0:
      opening.values[in.byte() % opening.values.size()] += BabyBear::one();
      return true;
    case 1:
      opening.before.emplace_back();
      return true;
    case 2:
      opening.after.emplace_back();
      return true;
    case 3:
      if (opening.siblings.empty()) return false;
      opening.siblings.pop_back();
      return true;
    case 4:
      opening.siblings.emplace_back();
      return true;
    default:
      opening.values.clear();
      return true;
  }
}

bool alter(SharedOpening& opening, Choices& in) {
  switch (in.byte() % 5) {
    case 0:
      opening.leaves[in.byte() % opening.leaves.size()][in.byte() % kLeafCells] += BabyBear::one();
      return true;
    case 1:
      opening.leaves.pop_back();
      return true;
    case 2:
      if (opening.siblings.empty()) return false;
      opening.siblings.pop_back();
      return true;
    case 3:
      opening.siblings.emplace_back();
      return true;
    default:
      opening.ranges.clear();
      return true;
  }
}

void open_one(const SmallMemory& memory, const CellRange& range, const LeafReader& leaf, Choices& in) {
  auto opening = open_range(memory.tree(), range.address_space, range.pointer, range.count, leaf);
  ZKMEM_CHECK(opening.ok() == is_within(range));
  if (!opening.ok()) return;
  ZKMEM_CHECK(opening->values == memory.cells(range));
  ZKMEM_CHECK(verify_opening(memory.tree().root(), kSmall, *opening).ok());
  ZKMEM_CHECK(decode_opening(kSmall, encode_opening(kSmall, *opening)).value() == *opening);
  if (alter(*opening, in)) ZKMEM_CHECK(!verify_opening(memory.tree().root(), kSmall, *opening).ok());
}

void open_several(const SmallMemory& memory, const std::vector<CellRange>& ranges, const LeafReader& leaf,
                  Choices& in) {
  bool can_be = !ranges.empty();
  for (size_t k = 0; k < ranges.size(); ++k)
    can_be = can_be && is_within(ranges[k]) && (k == 0 || in_order(ranges[k - 1], ranges[k]));
  auto opening = open_ranges(memory.tree(), ranges, leaf);
  ZKMEM_CHECK(opening.ok() == can_be);
  if (!opening.ok()) return;
  ZKMEM_CHECK(opening->leaves.size() == touched_leaves(ranges));
  const auto values = opening->values();
  for (size_t k = 0; k < ranges.size(); ++k) ZKMEM_CHECK(values[k] == memory.cells(ranges[k]));
  ZKMEM_CHECK(verify_shared_opening(memory.tree().root(), kSmall, *opening).ok());
  ZKMEM_CHECK(decode_shared_opening(kSmall, encode_shared_opening(kSmall, *opening)).value() == *opening);
  if (alter(*opening, in)) ZKMEM_CHECK(!verify_shared_opening(memory.tree().root(), kSmall, *opening).ok());
}

void make_openings(Choices in) {
  const SmallMemory memory(in);
  const LeafReader leaf = [&](uint32_t space, uint32_t label) { return memory.leaf(space, label); };
  std::vector<CellRange> ranges(in.number(0, 4));
  for (CellRange& range : ranges) range = {in.number(0, 9), in.number(0, 1100), in.number(0, 40)};
  for (const CellRange& range : ranges) open_one(memory, range, leaf, in);
  open_several(memory, ranges, leaf, in);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::span<const uint8_t> bytes(data, size);
  const auto said = opening_dimensions(bytes);
  if (!said.ok()) make_openings(Choices(bytes));
  for (const MerkleDimensions& dimensions : {kSmall, MerkleDimensions{}}) {
    if (const auto opening = decode_opening(dimensions, bytes); opening.ok()) {
      ZKMEM_CHECK(said.ok() && *said == dimensions);
      fuzz::expect_equal(encode_opening(dimensions, *opening), bytes);
      ZKMEM_CHECK(!verify_opening(Digest{}, dimensions, *opening).ok());
    }
    if (const auto opening = decode_shared_opening(dimensions, bytes); opening.ok()) {
      ZKMEM_CHECK(said.ok() && *said == dimensions && is_shared_opening(bytes));
      fuzz::expect_equal(encode_shared_opening(dimensions, *opening), bytes);
      ZKMEM_CHECK(opening->values().size() == opening->ranges.size());
      ZKMEM_CHECK(!verify_shared_opening(Digest{}, dimensions, *opening).ok());
    }
  }
  return 0;
}
