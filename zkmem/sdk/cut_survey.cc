#include "zkmem/sdk/cut_survey.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace zkmem {

void CutSurvey::add(SurveyedPiece piece, const TouchedMemory& touched,
                    std::span<const size_t> boundary_of_block) {
  Piece made{std::move(piece), {}};
  const auto number = static_cast<uint32_t>(pieces_.size() + 1);
  uint64_t at = UINT64_MAX;
  Page* page = nullptr;
  for (const TouchedLeaf& leaf : touched) {
    const uint64_t place = uint64_t{leaf.address_space} << 32 | leaf.label / kPageLeaves;
    if (place != at) {
      std::unique_ptr<Page>& found = last_[place];
      if (found == nullptr) found = std::make_unique<Page>();
      page = found.get();
      at = place;
    }
    uint32_t& last = (*page)[leaf.label % kPageLeaves];
    // How many pieces lie between, those before the first included.
    const uint32_t between = last == 0 ? number : number - last - 1;
    last = number;
    const size_t air = boundary_of_block[static_cast<size_t>(std::countr_zero(leaf.initial_block))];
    auto counts = std::ranges::find(made.leaves, air, &LeafCounts::air);
    if (counts == made.leaves.end()) counts = made.leaves.insert(counts, LeafCounts{air, {}});
    ++counts->fresh[std::min<size_t>(between, kMostPieces - 1)];
  }
  // From leaves that exactly k pieces left alone to those that k or more did.
  for (LeafCounts& counts : made.leaves) {
    for (size_t k = kMostPieces - 1; k > 0; --k) counts.fresh[k - 1] += counts.fresh[k];
  }
  pieces_.push_back(std::move(made));
}

CutSurvey::Window::Window(const CutSurvey& survey, size_t begin)
    : survey_(survey), begin_(begin), end_(begin), rows_(survey.tables_.size()) {}

bool CutSurvey::Window::grow() {
  if (end_ == survey_.size() || end_ - begin_ == kMostPieces) return false;
  if (end_ > begin_ && survey_.piece(end_ - 1).must_end) return false;
  const Piece& next = survey_.pieces_[end_];
  for (size_t air = 0; air < next.piece.rows.size(); ++air) rows_[air] += next.piece.rows[air];
  for (const LeafCounts& counts : next.leaves) rows_[counts.air] += counts.fresh[end_ - begin_];
  length_.accesses += next.piece.length.accesses;
  length_.instructions += next.piece.length.instructions;
  ++end_;
  return true;
}

LogHeights CutSurvey::Window::heights() const {
  LogHeights heights = survey_.tables_;
  for (size_t air = 0; air < rows_.size(); ++air) {
    if (rows_[air] != 0) heights[air] = static_cast<uint32_t>(std::bit_width(rows_[air] - 1));
  }
  return heights;
}

}  // namespace zkmem
