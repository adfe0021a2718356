#include "zkmem/memory/merkle/opening_codec.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "zkmem/field/element_bytes.h"
#include "zkmem/hash/digest_bytes.h"

namespace zkmem {
namespace {

constexpr std::string_view kMagic = "ZKMOPEN1";
constexpr std::string_view kSharedMagic = "ZKMOPEN2";
constexpr size_t kRangeBytes = 12;

void write_dimensions(ByteWriter& out, std::string_view magic, const MerkleDimensions& dimensions) {
  out.write_text(magic);
  out.write_u8(static_cast<uint8_t>(dimensions.address_space_height));
  out.write_u8(static_cast<uint8_t>(dimensions.address_height));
}

void write_siblings(ByteWriter& out, const std::vector<Digest>& siblings) {
  out.write_u32(static_cast<uint32_t>(siblings.size()));
  for (const Digest& sibling : siblings) write_digest(out, sibling);
}

}  // namespace

std::vector<uint8_t> encode_opening(const MerkleDimensions& dimensions, const MerkleOpening& opening) {
  ByteWriter out;
  write_dimensions(out, kMagic, dimensions);
  out.write_u32(opening.address_space);
  out.write_u32(opening.pointer);
  out.write_u32(static_cast<uint32_t>(opening.values.size()));
  write_elements(out, opening.values);
  write_elements(out, opening.before);
  write_elements(out, opening.after);
  write_siblings(out, opening.siblings);
  return std::move(out).take();
}

std::vector<uint8_t> encode_shared_opening(const MerkleDimensions& dimensions, const SharedOpening& opening) {
  ByteWriter out;
  write_dimensions(out, kSharedMagic, dimensions);
  out.write_u32(static_cast<uint32_t>(opening.ranges.size()));
  for (const CellRange& range : opening.ranges) {
    out.write_u32(range.address_space);
    out.write_u32(range.pointer);
    out.write_u32(range.count);
  }
  for (const Digest& leaf : opening.leaves) write_digest(out, leaf);
  write_siblings(out, opening.siblings);
  return std::move(out).take();
}

namespace {

MerkleDimensions read_dimensions(ByteCursor& in, std::string_view magic) {
  in.text(magic, "no opening");
  const unsigned space_height = in.u8("address space height");
  return {space_height, in.u8("address height")};
}

Error other_tree(const MerkleDimensions& own, const MerkleDimensions& dimensions) {
  return bad_input(fmt::format("the opening is for a tree of {} + {} levels, the configuration has {} + {}",
                               own.address_space_height, own.address_height, dimensions.address_space_height,
                               dimensions.address_height));
}

std::vector<Digest> read_siblings(ByteCursor& in) {
  std::vector<Digest> siblings(in.count_u32(kDigestBytes, "siblings"));
  for (Digest& sibling : siblings) sibling = read_digest(in, "sibling");
  return siblings;
}

// In order, with kMaxOpenedCells cells in all at most.
void read_ranges(ByteCursor& in, std::span<CellRange> ranges) {
  CellRange previous = {0, 0, 0};
  uint64_t cells = 0;
  for (CellRange& range : ranges) {
    range.address_space = in.u32("address space");
    range.pointer = in.u32("pointer");
    if (!in_order(previous, range)) {
      in.fail("range",
              fmt::format("starts at {}:{}, the one before ends at {}:{}", range.address_space, range.pointer,
                          previous.address_space, previous.end()),
              8);
    }
    range.count = in.u32("number of cells");
    cells += range.count;
    if (range.count == 0 || range.count > kMaxOpenedCells) {
      in.fail("number of cells", fmt::format("{}, must be 1 to {}", range.count, kMaxOpenedCells), 4);
    } else if (cells > kMaxOpenedCells) {
      in.fail("number of cells", fmt::format("{} in all, must be 1 to {}", cells, kMaxOpenedCells), 4);
    }
    if (in.failed()) return;
    previous = range;
  }
}

}  // namespace

bool is_shared_opening(std::span<const uint8_t> bytes) {
  return bytes.size() >= kSharedMagic.size() &&
         std::equal(kSharedMagic.begin(), kSharedMagic.end(), bytes.begin());
}

Result<MerkleDimensions> opening_dimensions(std::span<const uint8_t> bytes) {
  ByteCursor in(bytes);
  const MerkleDimensions dimensions = read_dimensions(in, is_shared_opening(bytes) ? kSharedMagic : kMagic);
  if (in.failed()) return in.error();
  return dimensions;
}

Result<MerkleOpening> decode_opening(const MerkleDimensions& dimensions, std::span<const uint8_t> bytes) {
  ByteCursor in(bytes);
  const MerkleDimensions own = read_dimensions(in, kMagic);
  MerkleOpening opening;
  opening.address_space = in.u32("address space");
  opening.pointer = in.u32("pointer");
  const uint32_t count = in.u32("number of cells");
  if (in.failed()) return in.error();
  if (own != dimensions) return other_tree(own, dimensions);
  if (count == 0 || count > kMaxOpenedCells) {
    in.fail("number of cells", fmt::format("{}, must be 1 to {}", count, kMaxOpenedCells), 4);
  }
  // The cells around them complete the first and the last leaf.
  const uint32_t before = opening.pointer % kLeafCells;
  const auto after =
      static_cast<uint32_t>((kLeafCells - (uint64_t{opening.pointer} + count) % kLeafCells) % kLeafCells);
  opening.values = read_elements(in, count, "opened cells");
  opening.before = read_elements(in, before, "cells before");
  opening.after = read_elements(in, after, "cells after");
  opening.siblings = read_siblings(in);
  ZKMEM_RETURN_IF_ERROR(in.finish());
  return opening;
}

Result<SharedOpening> decode_shared_opening(const MerkleDimensions& dimensions,
                                            std::span<const uint8_t> bytes) {
  ByteCursor in(bytes);
  const MerkleDimensions own = read_dimensions(in, kSharedMagic);
  SharedOpening opening;
  opening.ranges.resize(in.count_u32(kRangeBytes, "number of ranges"));
  if (in.failed()) return in.error();
  if (own != dimensions) return other_tree(own, dimensions);
  if (opening.ranges.empty()) in.fail("number of ranges", "0, must be at least 1", 4);
  read_ranges(in, opening.ranges);
  if (in.failed()) return in.error();
  const uint64_t leaves = touched_leaves(opening.ranges);
  if (in.room(leaves * kLeafCells, kElementBytes, "leaves")) opening.leaves.resize(leaves);
  for (Digest& leaf : opening.leaves) leaf = read_digest(in, "leaves");
  opening.siblings = read_siblings(in);
  ZKMEM_RETURN_IF_ERROR(in.finish());
  return opening;
}

}  // namespace zkmem
