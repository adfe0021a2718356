#include <algorithm>
#include <functional>
#include <utility>

#include <nlohmann/json.hpp>

#include "zkmem/memory/model/address.h"
#include "zkmem/sdk/report/formats.h"
#include "zkmem/sdk/report/tables.h"

namespace zkmem {
namespace {

using Json = nlohmann::ordered_json;

Json costs_json(const Costs& costs) {
  Json out;
  for (const CostName& cost : kCostNames) out[cost.name] = costs.*cost.value;
  return out;
}

double seconds(uint64_t nanoseconds) { return static_cast<double>(nanoseconds) / 1e9; }

Json totals_json(const Profile& profile) {
  Json totals = costs_json(profile.totals);
  uint64_t nanoseconds = 0;
  uint64_t bytes = 0;
  for (const SegmentCosts& segment : profile.segments) {
    nanoseconds += segment.nanoseconds.value_or(0);
    bytes += segment.proof_bytes;
  }
  totals["shared_cells"] = profile.shared_cells;
  totals["seconds"] = seconds(nanoseconds);
  totals["proof_bytes"] = bytes;
  return totals;
}

Json violation_json(const Violation& violation) {
  Json around = Json::array();
  for (const Violation::Line& line : violation.around) {
    Json row = {{"place", line.place}, {"access", line.access}};
    if (line.is_here) row["violation"] = true;
    if (line.is_last_write) row["last_write"] = true;
    if (line.is_access) {
      row["time"] = line.time;
      row["op"] = line.is_write ? "write" : "read";
      row["as"] = line.space;
      row["ptr"] = line.pointer;
      row["size"] = line.cells;
    }
    around.push_back(std::move(row));
  }
  return {{"message", violation.message}, {"entry", violation.entry}, {"around", std::move(around)}};
}

Json advice_json(const Profile& profile) {
  constexpr const char* kKinds[] = {"alignment", "layout", "crossing", "segments"};
  Json all = Json::array();
  for (const Advice& advice : profile.advice)
    all.push_back({{"kind", kKinds[static_cast<size_t>(advice.kind)]},
                   {"text", advice.text},
                   {"leaves", advice.leaves},
                   {"cells", advice.cells}});
  return all;
}

Json other_cuts_json(const Profile& profile) {
  Json all = Json::array();
  for (const OtherCut& cut : profile.other_cuts) {
    Json row = {{"segment_accesses", cut.segment_accesses}};
    if (!cut.refusal.empty()) {
      row["refusal"] = cut.refusal;
    } else {
      row["segments"] = cut.segments;
      row["cells"] = cut.cells;
      row["seconds"] = seconds(cut.nanoseconds);
      row["proof_bytes"] = cut.proof_bytes;
    }
    all.push_back(std::move(row));
  }
  return all;
}

// How many there are in all, where some are left out.
template <class Row>
std::vector<Row> first_of(std::vector<Row> rows, size_t most, Json& out, const char* what) {
  if (rows.size() <= most) return rows;
  out["left_out"][what] = rows.size() - most;
  rows.resize(most);
  return rows;
}

std::vector<LineCosts> dearest_lines(const Profile& profile, size_t most, Json& out) {
  std::vector<LineCosts> rows = costs_by_line(profile);
  if (rows.size() > most)
    std::ranges::stable_sort(rows, std::ranges::greater(),
                             [](const LineCosts& row) { return row.costs.cells; });
  return first_of(std::move(rows), most, out, "lines");
}

std::vector<PageCosts> busiest_pages(const Profile& profile, size_t most, Json& out) {
  std::vector<PageCosts> rows = profile.pages;
  if (rows.size() > most)
    std::ranges::stable_sort(rows, std::ranges::greater(),
                             [](const PageCosts& page) { return page.reads + page.writes; });
  rows = first_of(std::move(rows), most, out, "pages");
  std::ranges::sort(rows, {}, [](const PageCosts& page) { return std::pair(page.space, page.page); });
  return rows;
}

Json regions_json(const std::vector<MemoryRegion>& regions) {
  constexpr const char* kKinds[] = {"section", "symbol", "heap", "stack"};
  Json all = Json::array();
  for (const MemoryRegion& region : regions)
    all.push_back({{"kind", kKinds[static_cast<size_t>(region.kind)]},
                   {"name", region.name},
                   {"as", region.space},
                   {"ptr", region.pointer},
                   {"cells", region.cells}});
  return all;
}

std::vector<MemoryRegion> largest_regions(const Profile& profile, size_t most, Json& out) {
  std::vector<MemoryRegion> rows = profile.regions;
  const auto is_symbol = [](const MemoryRegion& region) {
    return region.kind == MemoryRegion::Kind::kSymbol;
  };
  if (rows.size() > most)
    std::ranges::stable_sort(rows, [&](const MemoryRegion& a, const MemoryRegion& b) {
      return std::pair(is_symbol(a), b.cells) < std::pair(is_symbol(b), a.cells);
    });
  rows = first_of(std::move(rows), most, out, "regions");
  std::ranges::stable_sort(rows, {}, &MemoryRegion::pointer);
  return rows;
}

}  // namespace

std::string to_json(const Profile& profile, const JsonLimits& limits) {
  Json out;
  if (profile.violation) {
    out["verdict"] = "rejected";
    out["reason"] = profile.violation->message;
  }
  out["input"] = profile.input;
  out["kind"] = profile.is_proof ? "proof" : profile.is_program() ? "program" : "log";
  out["statement"] = profile.statement;
  out["memory"] = profile.memory;
  if (!profile.cut.empty()) out["cut"] = profile.cut;
  if (profile.exit_code) out["exit_code"] = *profile.exit_code;
  out["totals"] = totals_json(profile);
  if (profile.is_program()) {
    Json functions = Json::array();
    for (const FunctionCosts& row : first_of(costs_by_function(profile), limits.functions, out, "functions"))
      functions.push_back({{"name", profile.names[row.function]},
                           {"self", costs_json(row.self)},
                           {"total", costs_json(row.total)}});
    out["functions"] = std::move(functions);
    Json lines = Json::array();
    for (const LineCosts& row : dearest_lines(profile, limits.lines, out)) {
      Json line = {{"function", profile.names[row.place.function]},
                   {"file", profile.names[row.place.file]},
                   {"line", row.place.line}};
      line.update(costs_json(row.costs));
      lines.push_back(std::move(line));
    }
    out["lines"] = std::move(lines);
    out["unfollowed_calls"] = profile.unfollowed_calls;
  }
  Json chips = Json::array();
  for (const ChipCosts& chip : profile.chips)
    chips.push_back({{"name", chip.name}, {"rows", chip.rows}, {"cells", chip.cells}});
  out["chips"] = std::move(chips);
  Json segments = Json::array();
  for (const SegmentCosts& segment : first_of(profile.segments, limits.segments, out, "segments")) {
    Json row;
    if (!profile.is_proof) {
      row = {{"first", segment.first},
             {"length", segment.length},
             {"accesses", segment.accesses},
             {"leaves", segment.leaves}};
      row["memory_bytes"] = segment.memory_bytes;
    }
    row["cells"] = segment.cells;
    row["seconds"] = seconds(segment.nanoseconds.value_or(0));
    row["proof_bytes"] = segment.proof_bytes;
    segments.push_back(std::move(row));
  }
  out["segments"] = std::move(segments);
  Json spaces = Json::array();
  for (const SpaceCosts& space : profile.spaces)
    spaces.push_back({{"as", space.space},
                      {"name", space.name},
                      {"size", space.size},
                      {"reads", space.reads},
                      {"writes", space.writes},
                      {"leaves", space.leaves},
                      {"pages", space.pages},
                      {"cells", space.cells},
                      {"leaves_again", space.leaves_again},
                      {"crossing", space.crossing},
                      {"shifted_leaves", space.shifted_leaves},
                      {"packed_leaves", space.packed_leaves}});
  out["spaces"] = std::move(spaces);
  Json pages = Json::array();
  for (const PageCosts& page : busiest_pages(profile, limits.pages, out))
    pages.push_back({{"as", page.space},
                     {"ptr", uint64_t{page.page} * kPageCells},
                     {"reads", page.reads},
                     {"writes", page.writes},
                     {"leaves", page.leaves},
                     {"cells", page.cells}});
  out["pages"] = std::move(pages);
  if (!profile.sharing.nodes.empty())
    out["sharing"] = {{"nodes", profile.sharing.inner()},
                      {"unshared", profile.sharing.unshared},
                      {"by_level", profile.sharing.nodes}};
  if (!profile.is_proof) out["advice"] = advice_json(profile);
  if (!profile.other_cuts.empty()) out["other_cuts"] = other_cuts_json(profile);
  if (profile.is_program()) out["regions"] = regions_json(largest_regions(profile, limits.regions, out));
  if (profile.violation) out["violation"] = violation_json(*profile.violation);
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace zkmem
