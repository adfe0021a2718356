#include "zkmem/memory/traces/end_leaves.h"

#include <algorithm>
#include <utility>

#include "zkmem/memory/offline/image_reader.h"

namespace zkmem {

std::vector<EndLeaf> end_leaves(const LeafMarks& marks, std::span<const LedgerToken> given,
                                std::span<const LedgerToken> revealed) {
  std::vector<EndLeaf> all;
  all.reserve(marks.all().size() + given.size() + revealed.size());
  for (const LeafMark& mark : marks.all()) all.push_back({mark.address_space, mark.label, mark.segment});
  for (const LedgerToken& token : given) all.push_back({token.address_space, token.leaf_label, 0, true});
  for (const LedgerToken& token : revealed)
    all.push_back({token.address_space, token.leaf_label, 0, false, true});
  const auto place = [](const EndLeaf& leaf) { return std::pair(leaf.address_space, leaf.label); };
  std::ranges::sort(all, {}, place);
  std::vector<EndLeaf> leaves;
  for (const EndLeaf& leaf : all) {
    if (leaves.empty() || place(leaves.back()) != place(leaf)) {
      leaves.push_back(leaf);
      continue;
    }
    leaves.back().last = std::max(leaves.back().last, leaf.last);
    leaves.back().given |= leaf.given;
    leaves.back().revealed |= leaf.revealed;
  }
  return leaves;
}

std::vector<LedgerToken> last_tokens(const LeafMarks& marks, const CellImage& end,
                                     std::span<const Address> leaves) {
  std::vector<LedgerToken> tokens;
  auto mark = marks.all().begin();
  for (const Address& leaf : leaves) {
    const LedgerToken place{leaf.address_space, leaf.pointer / kLeafCells};
    const auto before = [&](const LeafMark& other) {
      return std::pair(other.address_space, other.label) < std::pair(place.address_space, place.leaf_label);
    };
    while (mark != marks.all().end() && before(*mark)) ++mark;
    LedgerToken& token = tokens.emplace_back(place);
    ImageReader(end).read(place.address_space, place.leaf_label * kLeafCells, token.values);
    const bool is_marked = mark != marks.all().end() && mark->address_space == place.address_space &&
                           mark->label == place.leaf_label;
    if (is_marked) token.segment = mark->segment;
  }
  return tokens;
}

}  // namespace zkmem
