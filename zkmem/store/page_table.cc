#include "zkmem/store/page_table.h"

#include <fmt/format.h>
#include <zstd.h>

#include "zkmem/base/bytes.h"

namespace zkmem {
namespace {

constexpr int kLevel = 3;
constexpr size_t kDigestBytes = 4 * kDigestWidth;
constexpr size_t kEntryBytes = 8 + kDigestBytes;

}  // namespace

std::vector<uint8_t> digest_bytes(const Digest& digest) {
  ByteWriter out;
  for (const BabyBear word : digest) out.write_u32(word.as_canonical());
  return std::move(out).take();
}

Result<Digest> digest_from_bytes(std::span<const uint8_t> bytes) {
  if (bytes.size() != kDigestBytes) {
    return bad_input(fmt::format("a digest has {} bytes, not {}", kDigestBytes, bytes.size()));
  }
  ByteReader in(bytes);
  Digest digest;
  for (BabyBear& word : digest) {
    uint32_t value = 0;
    if (!in.read_u32(value) || value >= BabyBear::kModulus) {
      return bad_input(fmt::format("digest word {} is not below the modulus {}", value, BabyBear::kModulus));
    }
    word = BabyBear::from_canonical(value);
  }
  return digest;
}

std::vector<uint8_t> encode_page_table(const PageTable& table) {
  ByteWriter out;
  for (const auto& [id, digest] : table) {
    out.write_u32(id.space);
    out.write_u32(id.page);
    out.write_bytes(digest_bytes(digest));
  }
  return std::move(out).take();
}

Result<PageTable> decode_page_table(std::span<const uint8_t> bytes) {
  if (bytes.size() % kEntryBytes != 0) {
    return bad_input(fmt::format("page table of {} bytes, not a multiple of {}", bytes.size(), kEntryBytes));
  }
  PageTable table;
  ByteReader in(bytes);
  while (!in.at_end()) {
    PageId id;
    std::span<const uint8_t> digest;
    ZKMEM_CHECK(in.read_u32(id.space) && in.read_u32(id.page) && in.read_bytes(kDigestBytes, digest));
    if (!table.empty() && !(table.rbegin()->first < id))
      return bad_input("page table is not in ascending order");
    ZKMEM_ASSIGN_OR_RETURN(const Digest value, digest_from_bytes(digest));
    table.emplace_hint(table.end(), id, value);
  }
  return table;
}

std::vector<uint8_t> compress_bytes(std::span<const uint8_t> bytes) {
  std::vector<uint8_t> frame(ZSTD_compressBound(bytes.size()));
  const size_t size = ZSTD_compress(frame.data(), frame.size(), bytes.data(), bytes.size(), kLevel);
  ZKMEM_CHECK(ZSTD_isError(size) == 0);
  frame.resize(size);
  return frame;
}

Result<std::vector<uint8_t>> decompress_bytes(std::span<const uint8_t> frame, size_t size) {
  const unsigned long long content = ZSTD_getFrameContentSize(frame.data(), frame.size());
  if (content != size) return bad_input(fmt::format("compressed data does not hold {} bytes", size));
  std::vector<uint8_t> bytes(size);
  const size_t got = ZSTD_decompress(bytes.data(), bytes.size(), frame.data(), frame.size());
  if (ZSTD_isError(got) != 0) return bad_input(std::string("compressed data: ") + ZSTD_getErrorName(got));
  if (got != size) return bad_input(fmt::format("compressed data holds {} bytes, not {}", got, size));
  return bytes;
}

}  // namespace zkmem
