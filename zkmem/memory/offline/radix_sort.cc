#include "zkmem/memory/offline/radix_sort.h"

#include <algorithm>
#include <array>
#include <bit>

#include "zkmem/base/parallel.h"

namespace zkmem {
namespace {

constexpr unsigned kDigitBits = 11;
constexpr size_t kDigits = size_t{1} << kDigitBits;
constexpr size_t kPiece = size_t{1} << 15;

using Counts = std::array<uint32_t, kDigits>;

// One pass: items to `out` by the digit at `shift`. Pieces are counted and scattered independently; the
// places of a digit go to the pieces in order.
void pass(const Context& context, const std::vector<uint64_t>& items, std::vector<uint64_t>& out,
          unsigned shift) {
  const auto digit = [shift](uint64_t item) { return static_cast<size_t>(item >> shift) & (kDigits - 1); };
  const size_t pieces = (items.size() + kPiece - 1) / kPiece;
  std::vector<Counts> next(pieces);
  parallel_for(context, items.size(), kPiece, [&](size_t begin, size_t end) {
    Counts& counts = next[begin / kPiece];
    counts.fill(0);
    for (size_t i = begin; i < end; ++i) ++counts[digit(items[i])];
  });
  uint32_t place = 0;
  for (size_t d = 0; d < kDigits; ++d) {
    for (Counts& counts : next) place += std::exchange(counts[d], place);
  }
  parallel_for(context, items.size(), kPiece, [&](size_t begin, size_t end) {
    Counts& counts = next[begin / kPiece];
    for (size_t i = begin; i < end; ++i) out[counts[digit(items[i])]++] = items[i];
  });
}

}  // namespace

void sort_by_key(const Context& context, std::vector<uint64_t>& items) {
  if (items.size() < 2) return;
  uint64_t varying = 0;
  for (const uint64_t item : items) varying |= item ^ items[0];
  varying &= ~uint64_t{UINT32_MAX};
  std::vector<uint64_t> other;
  while (varying != 0) {
    const auto shift = static_cast<unsigned>(std::countr_zero(varying));
    other.resize(items.size());
    pass(context, items, other, shift);
    items.swap(other);
    varying = shift + kDigitBits < 64 ? varying & (~uint64_t{0} << (shift + kDigitBits)) : 0;
  }
}

}  // namespace zkmem
