#include "zkmem/memory/merkle/opening_codec.h"

#include <string_view>

#include <fmt/format.h>

#include "zkmem/base/bytes.h"

namespace zkmem {
namespace {

constexpr std::string_view kMagic = "ZKMOPEN1";

void write_cells(ByteWriter& out, std::span<const BabyBear> cells) {
  for (const BabyBear cell : cells) out.write_u32(cell.as_canonical());
}

Error at_byte(const ByteReader& in, const std::string& message) {
  return bad_input(fmt::format("at byte {}: {}", in.offset(), message));
}

// `count` field elements; their bytes are compared with what is left first.
Status read_cells(ByteReader& in, uint64_t count, std::vector<BabyBear>& cells) {
  if (count > in.remaining() / 4) {
    return at_byte(in, fmt::format("{} cells need {} bytes, {} are left", count, 4 * count, in.remaining()));
  }
  cells.reserve(count);
  for (uint64_t i = 0; i < count; ++i) {
    uint32_t word = 0;
    ZKMEM_CHECK(in.read_u32(word));
    if (word >= BabyBear::kModulus) {
      return at_byte(in, fmt::format("cell {} is not below the modulus {}", word, BabyBear::kModulus));
    }
    cells.push_back(BabyBear::from_canonical(word));
  }
  return {};
}

}  // namespace

std::vector<uint8_t> encode_opening(const MerkleDimensions& dimensions, const MerkleOpening& opening) {
  ByteWriter out;
  out.write_text(kMagic);
  out.write_u8(static_cast<uint8_t>(dimensions.address_space_height));
  out.write_u8(static_cast<uint8_t>(dimensions.address_height));
  out.write_u32(opening.address_space);
  out.write_u32(opening.pointer);
  out.write_u32(static_cast<uint32_t>(opening.values.size()));
  write_cells(out, opening.values);
  write_cells(out, opening.before);
  write_cells(out, opening.after);
  out.write_u32(static_cast<uint32_t>(opening.siblings.size()));
  for (const Digest& sibling : opening.siblings) write_cells(out, sibling);
  return std::move(out).take();
}

namespace {

Result<MerkleDimensions> read_dimensions(ByteReader& in) {
  std::span<const uint8_t> magic;
  if (!in.read_bytes(kMagic.size(), magic) || !std::equal(magic.begin(), magic.end(), kMagic.begin())) {
    return bad_input("at byte 0: no opening: it does not start with ZKMOPEN1");
  }
  uint8_t space_height = 0;
  uint8_t address_height = 0;
  if (!in.read_u8(space_height) || !in.read_u8(address_height)) return at_byte(in, "the header is cut short");
  return MerkleDimensions{space_height, address_height};
}

}  // namespace

Result<MerkleDimensions> opening_dimensions(std::span<const uint8_t> bytes) {
  ByteReader in(bytes);
  return read_dimensions(in);
}

Result<MerkleOpening> decode_opening(const MerkleDimensions& dimensions, std::span<const uint8_t> bytes) {
  ByteReader in(bytes);
  ZKMEM_ASSIGN_OR_RETURN(const MerkleDimensions own, read_dimensions(in));
  MerkleOpening opening;
  uint32_t count = 0;
  if (!in.read_u32(opening.address_space) || !in.read_u32(opening.pointer) || !in.read_u32(count))
    return at_byte(in, "the header is cut short");
  if (own != dimensions) {
    return bad_input(fmt::format("the opening is for a tree of {} + {} levels, the configuration has {} + {}",
                                 own.address_space_height, own.address_height,
                                 dimensions.address_space_height, dimensions.address_height));
  }
  if (count == 0 || count > kMaxOpenedCells) {
    return at_byte(in, fmt::format("{} cells opened, must be 1 to {}", count, kMaxOpenedCells));
  }
  // The cells around them complete the first and the last leaf.
  const uint32_t before = opening.pointer % kLeafCells;
  const auto after =
      static_cast<uint32_t>((kLeafCells - (uint64_t{opening.pointer} + count) % kLeafCells) % kLeafCells);
  ZKMEM_RETURN_IF_ERROR(read_cells(in, count, opening.values));
  ZKMEM_RETURN_IF_ERROR(read_cells(in, before, opening.before));
  ZKMEM_RETURN_IF_ERROR(read_cells(in, after, opening.after));
  uint32_t siblings = 0;
  if (!in.read_u32(siblings)) return at_byte(in, "the number of siblings is cut short");
  std::vector<BabyBear> words;
  ZKMEM_RETURN_IF_ERROR(read_cells(in, uint64_t{siblings} * kDigestWidth, words));
  for (size_t i = 0; i < siblings; ++i) {
    Digest sibling;
    std::copy_n(words.begin() + static_cast<std::ptrdiff_t>(i * kDigestWidth), kDigestWidth, sibling.begin());
    opening.siblings.push_back(sibling);
  }
  if (!in.at_end()) return at_byte(in, fmt::format("{} bytes follow the last sibling", in.remaining()));
  return opening;
}

}  // namespace zkmem
