#include "zkmem/memory/statement/ledger_book.h"

#include <algorithm>
#include <array>

#include "zkmem/air/columns.h"
#include "zkmem/memory/chips/ledger/columns.h"

namespace zkmem {
namespace {

using F = BabyBear;

std::string place_of(const LedgerToken& token) {
  return std::to_string(token.address_space) + ":" + std::to_string(uint64_t{token.leaf_label} * kLeafCells);
}

LedgerToken token_of(F space, F label, const std::array<F, kLeafCells>& values, F segment) {
  LedgerToken token{space.as_canonical(), label.as_canonical(), {}, segment.as_canonical()};
  std::ranges::transform(values, token.values.begin(), &F::as_canonical);
  return token;
}

}  // namespace

std::string describe(const LedgerToken& token) {
  std::string text;
  for (const uint32_t value : token.values) text += std::to_string(value) + " ";
  return text + (token.segment == 0 ? "of the start" : "of segment " + std::to_string(token.segment - 1));
}

LedgerBook::LedgerBook(std::span<const LedgerToken> given) {
  for (const LedgerToken& token : given) left_[{token.address_space, token.leaf_label}] = token;
}

std::string LedgerBook::take(const LedgerToken& token, const std::string& who) {
  ++tokens_;
  const Leaf leaf{token.address_space, token.leaf_label};
  const auto found = left_.find(leaf);
  const LedgerToken left =
      found != left_.end() ? found->second : LedgerToken{token.address_space, token.leaf_label, {}, 0};
  if (left == token) return "";
  return "leaf " + place_of(token) + ": " + who + " takes " + describe(token) + ", what was left is " +
         describe(left) + "\n";
}

std::string LedgerBook::follow_segment(const MemoryAirs& airs, const ProvingInput& traces, uint32_t index) {
  const std::string who = "segment " + std::to_string(index);
  for (const AirTraces& chip : traces) {
    if (std::ranges::find(airs.boundaries, chip.air, &MemoryAirs::Boundary::air) == airs.boundaries.end())
      continue;
    const ConstTraceView rows = chip.cached_mains.front();
    for (size_t row = 0; row < rows.height(); ++row) {
      const auto columns = columns_at<SegmentTokenColumns>(rows, row);
      if (columns.in_use.is_zero()) continue;
      std::string problem =
          take(token_of(columns.address_space, columns.leaf_label, columns.initial, columns.from), who);
      if (!problem.empty()) return problem;
      const LedgerToken put =
          token_of(columns.address_space, columns.leaf_label, columns.final, F::from_canonical(index + 1));
      left_[{put.address_space, put.leaf_label}] = put;
      ++tokens_;
    }
  }
  return "";
}

std::string LedgerBook::follow_ends(const MemoryAirs& airs, const ProvingInput& traces) {
  for (const AirTraces& chip : traces) {
    if (chip.air != airs.ends) continue;
    const ConstTraceView rows = chip.cached_mains.front();
    for (size_t row = 0; row < rows.height(); ++row) {
      const auto columns = columns_at<EndTokenColumns>(rows, row);
      if (columns.in_use.is_zero()) continue;
      std::string problem =
          take(token_of(columns.address_space, columns.leaf_label, columns.final, columns.last), "the end");
      if (!problem.empty()) return problem;
      ++tokens_;  // the one of the start
      left_.erase({columns.address_space.as_canonical(), columns.leaf_label.as_canonical()});
    }
  }
  if (left_.empty()) return "";
  const LedgerToken& token = left_.begin()->second;
  return "leaf " + place_of(token) + ": nobody takes what was left, " + describe(token) + "\n";
}

}  // namespace zkmem
