#include "zkmem/sdk/report/touched_pages.h"

#include <algorithm>
#include <utility>

namespace zkmem {

TouchedPages::TouchedPages(const MemoryConfig& config) {
  for (const auto& space : config.spaces)
    index_.emplace_back((uint64_t{space.num_cells} + kPageCells - 1) / kPageCells, kNone);
}

void TouchedPages::add(uint32_t space, uint64_t reads, uint64_t writes, uint64_t touched) {
  if (reads + writes == 0) return;
  Page& page = page_of(space, 0);
  page.reads += reads;
  page.writes += writes;
  for (uint32_t leaf = 0; leaf < 64; ++leaf)
    if ((touched >> leaf & 1) != 0) mark(page, leaf);
}

std::vector<PageCosts> TouchedPages::pages() const {
  std::vector<PageCosts> costs;
  for (const Page& page : pages_)
    costs.push_back({page.space, page.page, page.reads, page.writes, page.leaves});
  std::ranges::sort(costs, {}, [](const PageCosts& page) { return std::pair(page.space, page.page); });
  return costs;
}

std::vector<SpaceCosts> TouchedPages::spaces() const {
  std::vector<SpaceCosts> spaces;
  for (const PageCosts& page : pages()) {
    if (spaces.empty() || spaces.back().space != page.space) spaces.push_back({.space = page.space});
    SpaceCosts& space = spaces.back();
    space.reads += page.reads;
    space.writes += page.writes;
    space.leaves += page.leaves;
    ++space.pages;
  }
  return spaces;
}

}  // namespace zkmem
