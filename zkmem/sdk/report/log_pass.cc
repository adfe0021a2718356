#include "zkmem/sdk/report/log_pass.h"

#include <utility>

namespace zkmem {

uint64_t accesses_in(const AccessLog& log) {
  uint64_t count = 0;
  for (auto it = log.begin(); it != log.end(); ++it) count += (*it).is_access() ? 1u : 0u;
  return count;
}

LogPass::LogPass(const MemoryConfig& config, uint64_t accesses)
    : pages_(config, accesses), crossing_(config.spaces.size()) {}

Status LogPass::run(const Context& context, const AccessLog& log,
                    const std::vector<PlannedSegment>* planned) {
  for (auto it = log.begin(); it != log.end(); ++it) {
    const AccessView view = *it;
    if (it.index() % (size_t{1} << 20) == 0) ZKMEM_RETURN_IF_ERROR(context.check_cancelled());
    if (planned == nullptr && view.kind == LogKind::kSegment) end_segment();
    if (!view.is_access()) continue;
    while (planned != nullptr && segments_.size() < planned->size() &&
           current_.accesses == (*planned)[segments_.size()].length)
      end_segment();
    add(view);
  }
  end_segment();
  return {};
}

void LogPass::put_into(Profile& profile) const {
  profile.totals = totals_;
  profile.pages = pages_.pages();
  profile.spaces = pages_.spaces();
  for (SpaceCosts& space : profile.spaces) space.crossing = crossing_[space.space];
  profile.map = pages_.map();
  profile.sharing = pages_.sharing();
}

void LogPass::add(const AccessView& view) {
  ++current_.accesses;
  if (view.address_space != 0) add_memory(view);  // else an immediate
  pages_.advance(1);
}

void LogPass::add_memory(const AccessView& view) {
  ++current_.memory_accesses;
  const uint32_t space = view.address_space;
  const bool is_write = view.op == OpType::kWrite;
  const uint64_t end = uint64_t{view.pointer} + view.size;
  const uint32_t cells = pages_.unit_cells(space);
  const uint32_t first = view.pointer / cells;
  const auto last = static_cast<uint32_t>((end - 1) / cells);
  if (pages_.touch(space, first, is_write)) ++current_.leaves;
  for (uint32_t unit = first + 1; unit <= last; ++unit)
    if (pages_.touch_more(space, unit, is_write)) ++current_.leaves;
  const uint64_t leaves = (end - 1) / kLeafCells - view.pointer / kLeafCells + 1;
  if (leaves > (view.size + kLeafCells - 1) / kLeafCells) ++crossing_[space];
}

void LogPass::end_segment() {
  pages_.end_segment();
  totals_ += current_;
  segments_.push_back(std::exchange(current_, {}));
}

}  // namespace zkmem
