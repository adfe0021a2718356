#include "zkmem/base/nearest.h"

#include <algorithm>
#include <cctype>
#include <vector>

namespace zkmem {
namespace {

// Longer names are nobody's slip, and would cost the square of their length.
constexpr size_t kLongestName = 64;

char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

// Optimal string alignment: Levenshtein with swaps of neighbours.
size_t distance(std::string_view a, std::string_view b) {
  std::vector<size_t> two_before(b.size() + 1), before(b.size() + 1), row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    two_before.swap(before);
    before.swap(row);
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const bool same = lower(a[i - 1]) == lower(b[j - 1]);
      row[j] = std::min({before[j] + 1, row[j - 1] + 1, before[j - 1] + (same ? 0 : 1)});
      if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]))
        row[j] = std::min(row[j], two_before[j - 2] + 1);
    }
  }
  return row[b.size()];
}

}  // namespace

std::optional<std::string_view> nearest_name(std::string_view name, std::span<const std::string_view> known) {
  if (name.size() > kLongestName) return std::nullopt;
  std::optional<std::string_view> nearest;
  size_t least = SIZE_MAX;
  for (const std::string_view candidate : known) {
    const size_t steps = distance(name, candidate);
    if (steps >= least || steps > std::max<size_t>(1, candidate.size() / 3)) continue;
    least = steps;
    nearest = candidate;
  }
  if (nearest) return nearest;
  // The start of one name and of no other.
  constexpr size_t kFewestLetters = 3;
  if (name.size() < kFewestLetters) return std::nullopt;
  for (const std::string_view candidate : known) {
    if (!candidate.starts_with(name)) continue;
    if (nearest) return std::nullopt;
    nearest = candidate;
  }
  return nearest;
}

std::string did_you_mean(std::string_view name, std::span<const std::string_view> known) {
  const auto nearest = nearest_name(name, known);
  return nearest ? ", did you mean '" + std::string(*nearest) + "'?" : "";
}

}  // namespace zkmem
