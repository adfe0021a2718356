#include "zkmem/sdk/prove_share.h"

#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>

#include <fmt/format.h>

#include "zkmem/sdk/prove.h"
#include "zkmem/sdk/work_lock.h"

namespace zkmem {

Result<Share> parse_share(const std::string& text) {
  Share share;
  const char* const end = text.data() + text.size();
  const auto index = std::from_chars(text.data(), end, share.index);
  if (index.ec == std::errc() && index.ptr != end && *index.ptr == '/') {
    const auto count = std::from_chars(index.ptr + 1, end, share.count);
    if (count.ec == std::errc() && count.ptr == end && share.index < share.count) return share;
  }
  return bad_input(fmt::format("'{}' is no share: I/N, such as 0/4 to 3/4", text));
}

Result<ShareReport> prove_share(const Context& context, KeyCache& keys, const WorkFolder& folder,
                                const Plan& plan, const Share& share,
                                const std::function<void(size_t index)>& on_segment) {
  ShareReport report;
  std::optional<Error> elsewhere;
  const std::unique_ptr<SegmentBuffers> buffers = segment_buffers(context, plan);
  for (size_t k = share.index; k < plan.segments.size(); k += share.count) {
    ZKMEM_RETURN_IF_ERROR(context.check_cancelled());
    const Result<WorkLock> lock = WorkLock::segment(folder.path(), k);
    if (!lock.ok()) {
      if (!WorkLock::is_held(folder.path(), k)) return lock.error();
      if (!elsewhere) elsewhere = lock.error();
      continue;
    }
    if (proven_facts(keys, folder, plan, k) != nullptr) {
      report.found.push_back(k);
      continue;
    }
    if (on_segment) on_segment(k);
    ZKMEM_ASSIGN_OR_RETURN(SegmentReport done,
                           prove_one_segment(context, keys, folder, plan, k, buffers.get()));
    report.proven.push_back(k);
    report.segments.push_back(std::move(done));
  }
  if (elsewhere) return *elsewhere;
  return report;
}

}  // namespace zkmem
