#include "zkmem/sdk/report/flame_tree.h"

#include <algorithm>
#include <functional>
#include <unordered_map>
#include <utility>

namespace zkmem {
namespace {

constexpr uint32_t kNone = UINT32_MAX;

struct Frame {
  uint32_t parent = kNone;
  uint32_t function = 0;
  Costs total;
};

class Builder {
 public:
  explicit Builder(const Profile& profile) : profile_(profile), of_call_(profile.calls.size(), kNone) {
    frames_.emplace_back();
    for (const ProfileSample& sample : profile.samples) {
      uint32_t at = frame_of_call(sample.caller);
      for (const ProfileFrame& frame : sample.frames) at = child(at, frame.function);
      frames_[at].total += sample.costs;
    }
    // Children stand behind their parents.
    for (size_t i = frames_.size(); i-- > 1;) frames_[frames_[i].parent].total += frames_[i].total;
  }

  std::vector<FlameNode> tree(size_t most) const {
    const double least = least_share(most);
    std::vector<FlameNode> nodes;
    std::vector<uint32_t> place(frames_.size(), kNone);
    for (uint32_t i = 0; i < frames_.size() && nodes.size() < most; ++i) {
      const Frame& frame = frames_[i];
      // What is left out takes what it calls along: that costs no more.
      if (i != 0 && (place[frame.parent] == kNone || share(frame) < least)) continue;
      place[i] = static_cast<uint32_t>(nodes.size());
      nodes.push_back({frame.function, i == 0 ? 0 : place[frame.parent], frame.total});
    }
    return nodes;
  }

 private:
  uint32_t child(uint32_t parent, uint32_t function) {
    const auto [found, is_new] =
        index_.emplace(uint64_t{parent} << 32 | function, static_cast<uint32_t>(frames_.size()));
    if (is_new) frames_.push_back({parent, function, {}});
    return found->second;
  }
  // Callers stand before what they call, so that the path is short.
  uint32_t frame_of_call(uint32_t call) {
    if (call == kNone) return 0;
    std::vector<uint32_t> path;
    for (uint32_t at = call; at != kNone && of_call_[at] == kNone; at = profile_.calls[at].caller)
      path.push_back(at);
    for (; !path.empty(); path.pop_back()) {
      const ProfileCall& made = profile_.calls[path.back()];
      of_call_[path.back()] = child(made.caller == kNone ? 0 : of_call_[made.caller], made.function);
    }
    return of_call_[call];
  }
  // Of the cost of which it has most.
  double share(const Frame& frame) const {
    double most = 0;
    for (const CostName& cost : kCostNames) {
      const uint64_t whole = frames_[0].total.*cost.value;
      if (whole != 0)
        most = std::max(most, static_cast<double>(frame.total.*cost.value) / static_cast<double>(whole));
    }
    return most;
  }
  double least_share(size_t most) const {
    if (frames_.size() <= most) return 0;
    std::vector<double> shares;
    for (const Frame& frame : frames_) shares.push_back(share(frame));
    std::ranges::nth_element(shares, shares.begin() + static_cast<ptrdiff_t>(most - 1),
                             std::ranges::greater());
    return shares[most - 1];
  }

  const Profile& profile_;
  std::vector<uint32_t> of_call_;  // frames
  std::vector<Frame> frames_;
  std::unordered_map<uint64_t, uint32_t> index_;  // by parent and function
};

}  // namespace

std::vector<FlameNode> flame_tree(const Profile& profile, size_t most) { return Builder(profile).tree(most); }

}  // namespace zkmem
