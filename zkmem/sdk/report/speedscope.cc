#include <map>

#include <nlohmann/json.hpp>

#include "zkmem/sdk/report/formats.h"

namespace zkmem {

std::string to_speedscope(const Profile& profile) {
  using Json = nlohmann::ordered_json;
  std::map<std::vector<uint32_t>, Costs> stacks;
  for (const ProfileSample& sample : profile.samples) stacks[stack_of(profile, sample)] += sample.costs;
  // The file that a function's own lines are in.
  std::vector<uint32_t> file(profile.names.size());
  for (const ProfileSample& sample : profile.samples)
    for (const ProfileFrame& frame : sample.frames)
      if (file[frame.function] == 0) file[frame.function] = frame.file;
  Json frames = Json::array();
  std::vector<size_t> index(profile.names.size(), SIZE_MAX);
  const auto frame_of = [&](uint32_t function) {
    if (index[function] == SIZE_MAX) {
      index[function] = frames.size();
      Json frame = {{"name", profile.names[function]}};
      if (file[function] != 0) frame["file"] = profile.names[file[function]];
      frames.push_back(std::move(frame));
    }
    return index[function];
  };
  Json profiles = Json::array();
  for (const CostName& cost : kCostNames) {
    Json samples = Json::array();
    Json weights = Json::array();
    uint64_t sum = 0;
    const auto add = [&](Json stack, uint64_t weight) {
      samples.push_back(std::move(stack));
      weights.push_back(weight);
      sum += weight;
    };
    for (const auto& [stack, costs] : stacks) {
      if (costs.*cost.value == 0) continue;
      Json of_frames = Json::array();
      for (const uint32_t function : stack) of_frames.push_back(frame_of(function));
      add(std::move(of_frames), costs.*cost.value);
    }
    if (cost.value == &Costs::cells && profile.shared_cells != 0) {
      const size_t shared = frames.size();
      frames.push_back({{"name", kSharedFrame}});
      add(Json::array({shared}), profile.shared_cells);
    }
    profiles.push_back({{"type", "sampled"},
                        {"name", cost.name},
                        {"unit", "none"},
                        {"startValue", 0},
                        {"endValue", sum},
                        {"samples", std::move(samples)},
                        {"weights", std::move(weights)}});
  }
  const Json file_json = {{"$schema", "https://www.speedscope.app/file-format-schema.json"},
                          {"name", profile.input},
                          {"exporter", "zkmem report"},
                          {"activeProfileIndex", profiles.size() - 1},
                          {"shared", {{"frames", std::move(frames)}}},
                          {"profiles", std::move(profiles)}};
  return file_json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace zkmem
