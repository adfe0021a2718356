#include "zkmem/sdk/report/violation.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "zkmem/field/babybear.h"
#include "zkmem/memory/log/replay.h"
#include "zkmem/memory/online/controller.h"
#include "zkmem/sdk/memory/replayed_log.h"

namespace zkmem {
namespace {

std::string describe(const AccessView& view) {
  switch (view.kind) {
    case LogKind::kInc:
      return fmt::format("the clock moves by {}", view.amount);
    case LogKind::kSegment:
      return "the segment ends";
    case LogKind::kAccess:
      break;
  }
  const bool is_write = view.op == OpType::kWrite;
  std::string text = fmt::format("{} of {} cell{} at {}:{}", is_write ? "write" : "read", view.size,
                                 view.size == 1 ? "" : "s", view.address_space, view.pointer);
  if (view.values_known) text += fmt::format(": {}", fmt::join(view.values(), " "));
  return text;
}

}  // namespace

Result<std::optional<Violation>> first_violation(const Context& context, const MemoryInput& input) {
  const LogFile& file = input.log;
  std::optional<CellImage> state;
  if (input.state && input.state->version) state = input.state->image;
  ZKMEM_ASSIGN_OR_RETURN(const CellImage start, start_of_log(context, file, state));
  MemoryImage<BabyBear> image(file.config);
  static_cast<CellImage&>(image) = start;
  ZKMEM_ASSIGN_OR_RETURN(auto controller, MemoryController<BabyBear>::create(file.config, image));
  ZKMEM_ASSIGN_OR_RETURN(const ReplayOutcome outcome, replay_log(file, controller, context));
  if (!outcome.mismatch) return std::optional<Violation>();
  const ReadMismatch& found = *outcome.mismatch;
  Violation violation;
  violation.message = found.message(file);
  violation.entry = found.entry;
  const size_t begin = found.entry - std::min(found.entry, kEntriesAround);
  const size_t end = std::min(file.log.size(), found.entry + kEntriesAround + 1);
  const auto add = [&](const AccessLog::Iterator& at, uint64_t time) {
    const AccessView view = *at;
    violation.around.push_back({file.place_of(at.index()), describe(view), at.index() == found.entry,
                                found.last_write == at.index(), view.is_access(), view.op == OpType::kWrite,
                                time, view.address_space, view.pointer, view.size});
  };
  uint64_t time = 0;
  for (auto at = file.log.begin(); at.index() < end; ++at) {
    if (at.index() >= begin || at.index() == found.last_write) add(at, time);
    time += (*at).is_access() ? 1u : 0u;
  }
  return std::optional(std::move(violation));
}

}  // namespace zkmem
