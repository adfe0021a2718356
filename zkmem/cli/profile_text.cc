#include "zkmem/cli/profile_text.h"

#include <algorithm>

#include <fmt/format.h>

#include "zkmem/memory/model/address.h"
#include "zkmem/sdk/report/tables.h"

namespace zkmem::cli {
namespace {

constexpr size_t kMostRows = 20;  // of a table; the formats have them all

double percent(uint64_t part, uint64_t whole) {
  return whole == 0 ? 0 : 100 * static_cast<double>(part) / static_cast<double>(whole);
}

std::string more(size_t rows, const char* what) {
  return rows <= kMostRows ? "" : fmt::format("  … and {} more {}\n", rows - kMostRows, what);
}

std::string head(const Profile& profile) {
  std::string text = profile.input + ": ";
  if (profile.is_proof) {
    text += fmt::format("a proof of {}, not verified", profile.statement);
  } else if (profile.is_program()) {
    text += fmt::format("{} instructions, exit code {}", profile.totals.instructions,
                        profile.exit_code.value_or(0));
  } else {
    text += fmt::format("{} accesses", profile.totals.accesses);
  }
  if (!profile.violation)
    text += fmt::format(", {} segment{} of {} memory", profile.segments.size(),
                        profile.segments.size() == 1 ? "" : "s", profile.memory);
  text += "\n";
  if (!profile.cut.empty()) text += fmt::format("  cut into {}\n", profile.cut);
  return text;
}

std::string totals(const Profile& profile) {
  std::string text;
  if (!profile.is_proof)
    text +=
        fmt::format("accesses         {}, of which {} not to registers\nfirst touches    {} {} of {} cells\n",
                    profile.totals.accesses, profile.totals.memory_accesses, profile.totals.leaves,
                    profile.totals.leaves == 1 ? "leaf" : "leaves", kLeafCells);
  if (profile.segments.empty()) return text;
  uint64_t nanoseconds = 0;
  uint64_t bytes = 0;
  for (const SegmentCosts& segment : profile.segments) {
    nanoseconds += segment.nanoseconds.value_or(0);
    bytes += segment.proof_bytes;
  }
  text += fmt::format("cells            {}", profile.totals.cells);
  if (profile.is_program())
    text += fmt::format(", of which {} ({:.1f} %) are tables and padding", profile.shared_cells,
                        percent(profile.shared_cells, profile.totals.cells));
  text += fmt::format("\npredicted        {:.1f} s of one thread\n{}{} bytes of proof\n",
                      static_cast<double>(nanoseconds) / 1e9,
                      profile.is_proof ? "size             " : "                 ", bytes);
  return text;
}

std::string functions(const Profile& profile) {
  if (!profile.is_program()) return {};
  std::string text = fmt::format("\n{:>14} {:>6} {:>14} {:>12} {:>12} {:>9}  {}\n", "cells", "%",
                                 "with calls", "instructions", "accesses", "leaves", "function");
  const std::vector<FunctionCosts> rows = costs_by_function(profile);
  for (size_t i = 0; i < std::min(rows.size(), kMostRows); ++i) {
    const FunctionCosts& row = rows[i];
    text += fmt::format("{:>14} {:>6.1f} {:>14} {:>12} {:>12} {:>9}  {}\n", row.self.cells,
                        percent(row.self.cells, profile.totals.cells), row.total.cells, row.self.instructions,
                        row.self.accesses, row.self.leaves, profile.names[row.function]);
  }
  return text + more(rows.size(), "functions");
}

std::string lines(const Profile& profile) {
  std::vector<LineCosts> rows = costs_by_line(profile);
  std::erase_if(rows, [](const LineCosts& row) { return row.place.line == 0; });
  if (rows.empty()) return {};
  std::ranges::stable_sort(rows, std::ranges::greater(),
                           [](const LineCosts& row) { return row.costs.cells; });
  std::string text =
      fmt::format("\n{:>14} {:>6} {:>12} {:>12}  {}\n", "cells", "%", "instructions", "accesses", "line");
  for (size_t i = 0; i < std::min(rows.size(), kMostRows); ++i) {
    const LineCosts& row = rows[i];
    text += fmt::format("{:>14} {:>6.1f} {:>12} {:>12}  {}:{} ({})\n", row.costs.cells,
                        percent(row.costs.cells, profile.totals.cells), row.costs.instructions,
                        row.costs.accesses, profile.names[row.place.file], row.place.line,
                        profile.names[row.place.function]);
  }
  return text + more(rows.size(), "lines");
}

std::string chips(const Profile& profile) {
  if (profile.chips.empty()) return {};
  std::string text = fmt::format("\n{:>14} {:>6} {:>12}  {}\n", "cells", "%", "rows", "chip");
  for (size_t i = 0; i < std::min(profile.chips.size(), kMostRows); ++i) {
    const ChipCosts& chip = profile.chips[i];
    text += fmt::format("{:>14} {:>6.1f} {:>12}  {}\n", chip.cells, percent(chip.cells, profile.totals.cells),
                        chip.rows, chip.name);
  }
  return text + more(profile.chips.size(), "chips");
}

std::string spaces(const Profile& profile) {
  if (profile.is_proof) return {};
  std::string text =
      fmt::format("\n{:>14} {:>14} {:>10} {:>8}  {}\n", "reads", "writes", "leaves", "pages", "space");
  for (const SpaceCosts& space : profile.spaces)
    text += fmt::format("{:>14} {:>14} {:>10} {:>8}  {}\n", space.reads, space.writes, space.leaves,
                        space.pages, space.space);
  return text;
}

// Of a log, whose accesses belong to no function: the pages that are accessed most.
std::string pages(const Profile& profile) {
  if (profile.is_program() || profile.is_proof) return {};
  std::vector<PageCosts> rows = profile.pages;
  std::ranges::stable_sort(rows, std::ranges::greater(),
                           [](const PageCosts& page) { return page.reads + page.writes; });
  std::string text = fmt::format("\n{:>14} {:>14} {:>10}  {}\n", "reads", "writes", "leaves", "page");
  for (size_t i = 0; i < std::min(rows.size(), kMostRows); ++i) {
    const uint64_t pointer = uint64_t{rows[i].page} * kPageCells;
    text += fmt::format("{:>14} {:>14} {:>10}  {}:{:#x}+{}\n", rows[i].reads, rows[i].writes, rows[i].leaves,
                        rows[i].space, pointer, kPageCells);
  }
  return text + more(rows.size(), "pages");
}

std::string segments(const Profile& profile) {
  if (profile.segments.empty()) return {};
  std::string text = fmt::format("\n{:>8} {:>14} {:>12} {:>10} {:>14} {:>8} {:>10}\n", "segment",
                                 profile.is_program() ? "instructions" : "length", "accesses", "leaves",
                                 "cells", "seconds", "bytes");
  for (size_t k = 0; k < std::min(profile.segments.size(), kMostRows); ++k) {
    const SegmentCosts& row = profile.segments[k];
    const auto known = [&](uint64_t number) { return profile.is_proof ? "-" : std::to_string(number); };
    text += fmt::format("{:>8} {:>14} {:>12} {:>10} {:>14} {:>8.1f} {:>10}\n", k, known(row.length),
                        known(row.accesses), known(row.leaves), row.cells,
                        static_cast<double>(row.nanoseconds.value_or(0)) / 1e9, row.proof_bytes);
  }
  return text + more(profile.segments.size(), "segments");
}

std::string sharing(const Profile& profile) {
  const PathSharing& paths = profile.sharing;
  if (paths.unshared == 0) return {};
  const uint64_t shared = paths.unshared - paths.inner();
  return fmt::format("\nMerkle paths: {} of {} nodes ({:.1f} %) are shared, {} are hashed\n", shared,
                     paths.unshared, percent(shared, paths.unshared), paths.inner());
}

std::string cheaper(const Profile& profile) {
  std::string text;
  for (const Advice& advice : profile.advice) {
    text += fmt::format("  {}", advice.text);
    if (advice.cells != 0)
      text += fmt::format(" {} cells fewer, at the average of a leaf ({:.1f} %).", advice.cells,
                          percent(advice.cells, profile.totals.cells));
    text += "\n";
  }
  for (const OtherCut& cut : profile.other_cuts) {
    text += fmt::format("  Segments of {} accesses: ", cut.segment_accesses);
    text += cut.refusal.empty()
                ? fmt::format("{} of them, {} cells, {:.1f} s, {} bytes of proof.\n", cut.segments, cut.cells,
                              static_cast<double>(cut.nanoseconds) / 1e9, cut.proof_bytes)
                : fmt::format("not possible: {}\n", cut.refusal);
  }
  return text.empty() ? text : "\nwhat would cost less, or more:\n" + text;
}

std::string violation(const Profile& profile) {
  if (!profile.violation) return {};
  std::string text = fmt::format("\nnot consistent: {}\n", profile.violation->message);
  for (const Violation::Line& line : profile.violation->around)
    text += fmt::format("{} {}: {}\n",
                        line.is_here         ? ">"
                        : line.is_last_write ? "*"
                                             : " ",
                        line.place, line.access);
  return text;
}

}  // namespace

std::string profile_text(const Profile& profile) {
  return head(profile) + totals(profile) + functions(profile) + lines(profile) + chips(profile) +
         segments(profile) + spaces(profile) + pages(profile) + sharing(profile) + cheaper(profile) +
         violation(profile);
}

}  // namespace zkmem::cli
