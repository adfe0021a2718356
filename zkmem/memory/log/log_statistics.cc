#include "zkmem/memory/log/log_statistics.h"

#include <iterator>
#include <unordered_set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace zkmem {

uint64_t LogStatistics::reads() const {
  uint64_t sum = 0;
  for (const auto& [space, s] : spaces) sum += s.reads;
  return sum;
}

uint64_t LogStatistics::writes() const {
  uint64_t sum = 0;
  for (const auto& [space, s] : spaces) sum += s.writes;
  return sum;
}

LogStatistics count_log(const LogFile& file) {
  LogStatistics result;
  std::unordered_set<uint64_t> blocks;  // space << 32 | block number
  std::unordered_set<uint64_t> pages;
  for (auto it = file.log.begin(); it != file.log.end(); ++it) {
    const AccessView view = *it;
    ++result.operations;
    result.skipped_ticks += view.timestamp - it.clock();
    if (view.kind == LogKind::kInc) result.skipped_ticks += view.amount;
    if (view.kind == LogKind::kSegment) result.segment_ends.push_back(view.timestamp);
    if (!view.is_access()) continue;
    ++result.accesses;
    SpaceStatistics& space = result.spaces[view.address_space];
    (view.op == OpType::kRead ? space.reads : space.writes) += 1;
    space.by_size[view.size] += 1;
    if (view.address_space == kImmediateSpace) continue;
    const uint32_t block = file.log.block_size(view.address_space);
    const uint64_t tag = uint64_t{view.address_space} << 32;
    for (uint32_t i = 0; i < view.size; i += block) {
      if (blocks.insert(tag | (view.pointer + i) / block).second) ++space.touched_blocks;
      if (pages.insert(tag | (view.pointer + i) / kPageCells).second) ++space.touched_pages;
    }
  }
  const bool open = file.log.end_timestamp() != 1 || result.segment_ends.empty();
  if (open) result.segment_ends.push_back(file.log.end_timestamp());
  for (const PageId id : file.initial.pages()) {
    const std::span<const uint8_t> cells = file.initial.page(id);
    const uint32_t bytes = cell_bytes(file.initial.cell_type(id.space));
    for (size_t i = 0; i < cells.size(); i += bytes) {
      bool set = false;
      for (uint32_t b = 0; b < bytes; ++b) set |= cells[i + b] != 0;
      result.initial_cells += set ? 1 : 0;
    }
  }
  return result;
}

std::string to_json(const LogStatistics& s, const MemoryConfig& config) {
  nlohmann::ordered_json object;
  object["operations"] = s.operations;
  object["accesses"] = s.accesses;
  object["reads"] = s.reads();
  object["writes"] = s.writes();
  object["skipped_ticks"] = s.skipped_ticks;
  object["segments"] = s.segment_ends.size();
  object["segment_end_timestamps"] = s.segment_ends;
  object["end_timestamp"] = s.segment_ends.back();
  object["initial_cells"] = s.initial_cells;
  auto spaces = nlohmann::ordered_json::array();
  for (const auto& [index, space] : s.spaces) {
    nlohmann::ordered_json entry;
    entry["as"] = index;
    entry["reads"] = space.reads;
    entry["writes"] = space.writes;
    entry["touched_blocks"] = space.touched_blocks;
    entry["touched_pages"] = space.touched_pages;
    for (const auto& [size, count] : space.by_size) entry["by_size"][std::to_string(size)] = count;
    spaces.push_back(std::move(entry));
  }
  object["spaces"] = std::move(spaces);
  object["config"] = nlohmann::ordered_json::parse(to_json(config));
  return object.dump();
}

std::string to_text(const LogStatistics& s, const MemoryConfig& config) {
  std::string out;
  const auto to = std::back_inserter(out);
  fmt::format_to(to, "{} operations, {} accesses ({} reads, {} writes), {} ticks without an access\n",
                 s.operations, s.accesses, s.reads(), s.writes(), s.skipped_ticks);
  fmt::format_to(to, "{} segment{}, ending at timestamp {}\n", s.segment_ends.size(),
                 s.segment_ends.size() == 1 ? "" : "s", fmt::join(s.segment_ends, ", "));
  fmt::format_to(to, "profile {}, {}, {} cells of initial memory are not zero\n", to_string(config.profile),
                 to_string(config.mode), s.initial_cells);
  for (const auto& [index, space] : s.spaces) {
    const std::string name = index < config.spaces.size() ? config.spaces[index].name : "";
    fmt::format_to(to, "  space {}{}: {} reads, {} writes, {} blocks, {} pages, sizes", index,
                   name.empty() ? "" : " (" + name + ")", space.reads, space.writes, space.touched_blocks,
                   space.touched_pages);
    for (const auto& [size, count] : space.by_size) fmt::format_to(to, " {}x{}", count, size);
    out += '\n';
  }
  return out;
}

}  // namespace zkmem
