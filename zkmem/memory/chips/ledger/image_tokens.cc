#include "zkmem/memory/chips/ledger/image_tokens.h"

#include <algorithm>
#include <cstring>

namespace zkmem {

std::vector<LedgerToken> image_tokens(const CellImage& image) {
  std::vector<LedgerToken> tokens;
  for (const PageId& id : image.pages()) {
    const std::span<const uint8_t> page = image.page(id);
    const size_t width = cell_bytes(image.cell_type(id.space));
    for (uint32_t leaf = 0; leaf < kPageCells / kLeafCells; ++leaf) {
      const auto bytes = page.subspan(leaf * kLeafCells * width, kLeafCells * width);
      if (std::ranges::all_of(bytes, [](uint8_t byte) { return byte == 0; })) continue;
      LedgerToken& token = tokens.emplace_back();
      token.address_space = id.space;
      token.leaf_label = id.page * (kPageCells / kLeafCells) + leaf;
      for (size_t i = 0; i < kLeafCells; ++i) std::memcpy(&token.values[i], &bytes[i * width], width);
    }
  }
  return tokens;
}

}  // namespace zkmem
