#include "zkmem/memory/merkle/opening_codec.h"

#include <string_view>

#include <fmt/format.h>

#include "zkmem/field/element_bytes.h"
#include "zkmem/hash/digest_bytes.h"

namespace zkmem {
namespace {

constexpr std::string_view kMagic = "ZKMOPEN1";

}  // namespace

std::vector<uint8_t> encode_opening(const MerkleDimensions& dimensions, const MerkleOpening& opening) {
  ByteWriter out;
  out.write_text(kMagic);
  out.write_u8(static_cast<uint8_t>(dimensions.address_space_height));
  out.write_u8(static_cast<uint8_t>(dimensions.address_height));
  out.write_u32(opening.address_space);
  out.write_u32(opening.pointer);
  out.write_u32(static_cast<uint32_t>(opening.values.size()));
  write_elements(out, opening.values);
  write_elements(out, opening.before);
  write_elements(out, opening.after);
  out.write_u32(static_cast<uint32_t>(opening.siblings.size()));
  for (const Digest& sibling : opening.siblings) write_digest(out, sibling);
  return std::move(out).take();
}

namespace {

MerkleDimensions read_dimensions(ByteCursor& in) {
  in.text(kMagic, "no opening");
  const unsigned space_height = in.u8("address space height");
  return {space_height, in.u8("address height")};
}

}  // namespace

Result<MerkleDimensions> opening_dimensions(std::span<const uint8_t> bytes) {
  ByteCursor in(bytes);
  const MerkleDimensions dimensions = read_dimensions(in);
  if (in.failed()) return in.error();
  return dimensions;
}

Result<MerkleOpening> decode_opening(const MerkleDimensions& dimensions, std::span<const uint8_t> bytes) {
  ByteCursor in(bytes);
  const MerkleDimensions own = read_dimensions(in);
  MerkleOpening opening;
  opening.address_space = in.u32("address space");
  opening.pointer = in.u32("pointer");
  const uint32_t count = in.u32("number of cells");
  if (in.failed()) return in.error();
  if (own != dimensions) {
    return bad_input(fmt::format("the opening is for a tree of {} + {} levels, the configuration has {} + {}",
                                 own.address_space_height, own.address_height,
                                 dimensions.address_space_height, dimensions.address_height));
  }
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
  opening.siblings.resize(in.count_u32(kDigestBytes, "siblings"));
  for (Digest& sibling : opening.siblings) sibling = read_digest(in, "sibling");
  ZKMEM_RETURN_IF_ERROR(in.finish());
  return opening;
}

}  // namespace zkmem
