#include <fmt/format.h>

#include "zkmem/memory/model/address.h"
#include "zkmem/sdk/report/formats.h"
#include "zkmem/sdk/report/tables.h"

namespace zkmem {
namespace {

// As RFC 4180 has it.
std::string field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string numbers(const Costs& costs) {
  std::string text;
  for (const CostName& cost : kCostNames) text += fmt::format(",{}", costs.*cost.value);
  return text + "\n";
}

std::string lines_csv(const Profile& profile) {
  std::string text = "function,file,line";
  for (const CostName& cost : kCostNames) text += fmt::format(",{}", cost.name);
  text += "\n";
  for (const LineCosts& row : costs_by_line(profile)) {
    text += fmt::format("{},{},{}", field(profile.names[row.place.function]),
                        field(profile.names[row.place.file]),
                        row.place.line == 0 ? "" : std::to_string(row.place.line));
    text += numbers(row.costs);
  }
  return text + fmt::format("{},,", kSharedFrame) + numbers({.cells = profile.shared_cells});
}

}  // namespace

std::string to_csv(const Profile& profile) {
  if (profile.is_program()) return lines_csv(profile);
  std::string text;
  if (profile.is_proof) {
    text = "chip,rows,cells\n";
    for (const ChipCosts& chip : profile.chips)
      text += fmt::format("{},{},{}\n", field(chip.name), chip.rows, chip.cells);
    return text;
  }
  text = "space,pointer,reads,writes,leaves\n";
  for (const PageCosts& page : profile.pages)
    text += fmt::format("{},{},{},{},{}\n", page.space, uint64_t{page.page} * kPageCells, page.reads,
                        page.writes, page.leaves);
  return text;
}

}  // namespace zkmem
