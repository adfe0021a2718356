#include "zkmem/sdk/prove_share.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <thread>
#include <utility>

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

namespace {

// How often a plan that is growing is looked at.
constexpr auto kPause = std::chrono::milliseconds(100);

class ShareProver {
 public:
  ShareProver(const Context& context, KeyCache& keys, const WorkFolder& folder, const Share& share,
              const std::function<void(size_t)>& on_segment)
      : context_(context), keys_(keys), folder_(folder), share_(share), on_segment_(on_segment) {}

  Result<ShareReport> run(Plan plan) {
    while (plan.is_growing) {
      const bool planning_goes_on = WorkLock::is_planned(folder_.path());
      Result<Plan> now = folder_.plan();
      if (!now.ok()) return broken_off();
      plan = *std::move(now);
      if (!plan.is_growing) break;
      if (!planning_goes_on) return broken_off();
      if (const Status done = prove_planned(plan); !done.ok())
        return folder_.has_plan() || folder_.has_growing_plan() ? done.error() : broken_off();
      std::this_thread::sleep_for(kPause);
    }
    // What is proven already at another height than the run has in the end is proven again.
    ZKMEM_RETURN_IF_ERROR(prove_planned(plan));
    if (elsewhere_) return *elsewhere_;
    ShareReport report;
    for (auto& [k, done] : proven_) {
      report.proven.push_back(k);
      report.segments.push_back(std::move(done));
    }
    report.found.assign(found_.begin(), found_.end());
    return report;
  }

 private:
  Error broken_off() const {
    return bad_input(fmt::format("planning of '{}' was broken off: there is no whole plan", folder_.path()));
  }

  // All of the share that the plan has.
  Status prove_planned(const Plan& plan) {
    make_room(plan);
    elsewhere_.reset();
    for (size_t k = share_.index; k < plan.segments.size(); k += share_.count) {
      ZKMEM_RETURN_IF_ERROR(context_.check_cancelled());
      if (const auto done = heights_.find(k); done != heights_.end() && done->second == plan.height(k))
        continue;
      ZKMEM_RETURN_IF_ERROR(prove_one(plan, k));
    }
    return {};
  }

  Status prove_one(const Plan& plan, size_t k) {
    const Result<WorkLock> lock = WorkLock::segment(folder_.path(), k);
    if (!lock.ok()) {
      if (!WorkLock::is_held(folder_.path(), k)) return lock.error();
      if (!elsewhere_) elsewhere_ = lock.error();
      return {};
    }
    if (proven_facts(keys_, folder_, plan, k) != nullptr) {
      found_.insert(k);
    } else {
      if (on_segment_) on_segment_(k);
      ZKMEM_ASSIGN_OR_RETURN(proven_[k],
                             prove_one_segment(context_, keys_, folder_, plan, k, buffers_.get()));
      found_.erase(k);
    }
    heights_[k] = plan.height(k);
    return {};
  }

  // Working memory for the largest segment, once for all that are planned.
  void make_room(const Plan& plan) {
    uint64_t most = 0;
    for (const PlannedSegment& segment : plan.segments) most = std::max(most, segment.memory_bytes);
    if (most <= room_) return;
    room_ = most;
    buffers_.reset();
    buffers_ = segment_buffers(context_, plan);
  }

  const Context& context_;
  KeyCache& keys_;
  const WorkFolder& folder_;
  const Share share_;
  const std::function<void(size_t)>& on_segment_;
  std::map<size_t, SegmentReport> proven_;  // by this process
  std::set<size_t> found_;
  std::map<size_t, uint32_t> heights_;  // of the proofs of both
  std::optional<Error> elsewhere_;
  uint64_t room_ = 0;
  std::unique_ptr<SegmentBuffers> buffers_;
};

}  // namespace

Result<ShareReport> prove_share(const Context& context, KeyCache& keys, const WorkFolder& folder, Plan plan,
                                const Share& share, const std::function<void(size_t index)>& on_segment) {
  return ShareProver(context, keys, folder, share, on_segment).run(std::move(plan));
}

}  // namespace zkmem
