#include "zkmem/sdk/cut_survey.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace zkmem {

void CutSurvey::touch(uint32_t address_space, uint32_t leaf_label, size_t boundary_air) {
  if (address_space >= last_.size()) last_.resize(address_space + 1);
  std::vector<std::unique_ptr<Page>>& pages = last_[address_space];
  if (leaf_label / kPageLeaves >= pages.size()) pages.resize(leaf_label / kPageLeaves + 1);
  std::unique_ptr<Page>& page = pages[leaf_label / kPageLeaves];
  if (page == nullptr) page = std::make_unique<Page>();
  const auto number = static_cast<uint32_t>(pieces_.size() + 1);
  uint32_t& last = (*page)[leaf_label % kPageLeaves];
  if (last == number) return;
  // How many pieces lie between, those before the first included.
  const uint32_t between = last == 0 ? number : number - last - 1;
  last = number;
  auto counts = std::ranges::find(touched_, boundary_air, &LeafCounts::air);
  if (counts == touched_.end()) counts = touched_.insert(counts, LeafCounts{boundary_air, {}});
  ++counts->fresh[std::min<size_t>(between, kMostPieces - 1)];
}

void CutSurvey::end_piece(SurveyedPiece piece) {
  // From leaves that exactly k pieces left alone to those that k or more did.
  for (LeafCounts& counts : touched_) {
    for (size_t k = kMostPieces - 1; k > 0; --k) counts.fresh[k - 1] += counts.fresh[k];
  }
  pieces_.push_back({std::move(piece), std::exchange(touched_, {})});
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
