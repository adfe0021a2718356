#include "zkmem/store/page_table.h"

#include <fmt/format.h>
#include <zstd.h>

#include "zkmem/hash/digest_bytes.h"

namespace zkmem {
namespace {

constexpr int kLevel = 3;
constexpr size_t kEntryBytes = 8 + kDigestBytes;

}  // namespace

std::vector<uint8_t> digest_bytes(const Digest& digest) {
  ByteWriter out;
  write_digest(out, digest);
  return std::move(out).take();
}

std::vector<uint8_t> encode_page_table(const PageTable& table) {
  ByteWriter out;
  for (const auto& [id, digest] : table) {
    out.write_u32(id.space);
    out.write_u32(id.page);
    write_digest(out, digest);
  }
  return std::move(out).take();
}

Result<PageTable> decode_page_table(std::span<const uint8_t> bytes) {
  if (bytes.size() % kEntryBytes != 0) {
    return bad_input(fmt::format("page table of {} bytes, not a multiple of {}", bytes.size(), kEntryBytes));
  }
  PageTable table;
  ByteCursor in(bytes);
  while (!in.at_end()) {
    PageId id;
    id.space = in.u32("space");
    id.page = in.u32("page");
    if (!table.empty() && !(table.rbegin()->first < id))
      return bad_input("page table is not in ascending order");
    const Digest digest = read_digest(in, "digest");
    if (in.failed()) return in.error();
    table.emplace_hint(table.end(), id, digest);
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
