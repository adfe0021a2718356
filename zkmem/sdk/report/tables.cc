#include "zkmem/sdk/report/tables.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace zkmem {

std::vector<FunctionCosts> costs_by_function(const Profile& profile) {
  std::vector<FunctionCosts> all(profile.names.size());
  for (uint32_t i = 0; i < all.size(); ++i) all[i].function = i;
  // Stacks by their callers, so that a path is walked once for all samples at its end.
  std::vector<uint32_t> order(profile.samples.size());
  for (uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::stable_sort(order, {}, [&](uint32_t i) { return profile.samples[i].caller; });
  constexpr uint32_t kNobody = UINT32_MAX;
  std::vector<uint32_t> seen(profile.names.size());  // by function: the path, from 1, or sample that has it
  uint32_t stamp = 0;
  for (size_t begin = 0; begin < order.size();) {
    const uint32_t caller = profile.samples[order[begin]].caller;
    size_t end = begin;
    Costs together;
    for (; end < order.size() && profile.samples[order[end]].caller == caller; ++end)
      together += profile.samples[order[end]].costs;
    const uint32_t path = ++stamp;
    for (uint32_t at = caller; at != kNobody; at = profile.calls[at].caller) {
      const uint32_t function = profile.calls[at].function;
      if (seen[function] == path) continue;
      seen[function] = path;
      all[function].total += together;
    }
    for (size_t i = begin; i < end; ++i) {
      const ProfileSample& sample = profile.samples[order[i]];
      for (size_t k = 0; k < sample.frames.size(); ++k) {
        const uint32_t function = sample.frames[k].function;
        const auto before =
            std::ranges::subrange(sample.frames.begin(), sample.frames.begin() + static_cast<ptrdiff_t>(k));
        const bool again = std::ranges::find(before, function, &ProfileFrame::function) != before.end();
        if (seen[function] != path && !again) all[function].total += sample.costs;
      }
      all[sample.frames.back().function].self += sample.costs;
    }
    begin = end;
  }
  std::erase_if(all, [](const FunctionCosts& row) { return row.total == Costs(); });
  std::ranges::sort(all, [&](const FunctionCosts& a, const FunctionCosts& b) {
    return std::tuple(b.self.cells, b.total.cells, profile.names[a.function]) <
           std::tuple(a.self.cells, a.total.cells, profile.names[b.function]);
  });
  return all;
}

std::vector<LineCosts> costs_by_line(const Profile& profile) {
  const auto key = [&](const ProfileFrame& frame) {
    return std::tuple<std::string_view, std::string_view, uint32_t>(profile.names[frame.function],
                                                                    profile.names[frame.file], frame.line);
  };
  std::map<std::tuple<std::string_view, std::string_view, uint32_t>, LineCosts> lines;
  for (const ProfileSample& sample : profile.samples) {
    const ProfileFrame& frame = sample.frames.back();
    LineCosts& line = lines[key(frame)];
    line.place = frame;
    line.costs += sample.costs;
  }
  std::vector<LineCosts> all;
  for (const auto& [unused, line] : lines) all.push_back(line);
  return all;
}

}  // namespace zkmem
