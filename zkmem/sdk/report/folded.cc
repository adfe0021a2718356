#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "zkmem/sdk/report/formats.h"

namespace zkmem {

std::vector<uint32_t> stack_of(const Profile& profile, const ProfileSample& sample) {
  std::vector<uint32_t> stack;
  for (uint32_t at = sample.caller; at != UINT32_MAX; at = profile.calls[at].caller)
    stack.push_back(profile.calls[at].function);
  std::ranges::reverse(stack);
  for (const ProfileFrame& frame : sample.frames) stack.push_back(frame.function);
  return stack;
}

std::string to_folded(const Profile& profile, uint64_t Costs::* cost) {
  std::map<std::string, uint64_t> stacks;
  for (const ProfileSample& sample : profile.samples) {
    if (sample.costs.*cost == 0) continue;
    std::string text;
    for (const uint32_t name : stack_of(profile, sample)) {
      std::string frame = profile.names[name];
      std::ranges::replace(frame, ';', ':');
      std::ranges::replace(frame, '\n', ' ');
      text += (text.empty() ? "" : ";") + frame;
    }
    stacks[text] += sample.costs.*cost;
  }
  if (cost == &Costs::cells && profile.shared_cells != 0) stacks[kSharedFrame] += profile.shared_cells;
  std::string text;
  for (const auto& [stack, weight] : stacks) text += fmt::format("{} {}\n", stack, weight);
  return text;
}

}  // namespace zkmem
