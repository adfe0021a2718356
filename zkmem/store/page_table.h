// Which page of the memory has which content, in one version of the state. A page's content is named by the
// root of its subtree in the Merkle tree over the memory, so a version's root authenticates its pages. Bytes:
// docs/spec/state.md.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/hash/poseidon2.h"
#include "zkmem/memory/model/memory_image.h"

namespace zkmem {

// Pages that are not all zero. Ordered, so that equal tables have equal bytes.
using PageTable = std::map<PageId, Digest>;

std::vector<uint8_t> encode_page_table(const PageTable& table);
Result<PageTable> decode_page_table(std::span<const uint8_t> bytes);

// A digest's 32 bytes: canonical words, little-endian.
std::vector<uint8_t> digest_bytes(const Digest& digest);

// zstd frames. Decompression refuses a frame whose content is not exactly `size` bytes, before it allocates.
std::vector<uint8_t> compress_bytes(std::span<const uint8_t> bytes);
Result<std::vector<uint8_t>> decompress_bytes(std::span<const uint8_t> frame, size_t size);

}  // namespace zkmem
