#include "zkmem/rv32im/chips/lookup_counts.h"

#include "zkmem/base/parallel.h"

namespace zkmem::rv32im {
namespace {

void add_counts(const Context& context, std::vector<uint32_t>& sum, const std::vector<uint32_t>& other) {
  constexpr size_t kGrain = size_t{1} << 15;
  parallel_for(context, sum.size(), kGrain, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) sum[i] += other[i];
  });
}

}  // namespace

LookupCounts::LookupCounts()
    : range_(size_t{2} << kRangeMaxBits),
      bytes_(kBitwiseLookupHeight),
      bytes_xor_(kBitwiseLookupHeight),
      tuple_(size_t{kRangeTupleSizes[0]} * kRangeTupleSizes[1]) {}

void LookupCounts::add(const Context& context, const LookupCounts& other) {
  add_counts(context, range_, other.range_);
  add_counts(context, bytes_, other.bytes_);
  add_counts(context, bytes_xor_, other.bytes_xor_);
  add_counts(context, tuple_, other.tuple_);
}

LookupCountsPool::Lease LookupCountsPool::borrow() {
  {
    const std::lock_guard lock(mutex_);
    if (!free_.empty()) {
      std::unique_ptr<LookupCounts> counts = std::move(free_.back());
      free_.pop_back();
      return {this, std::move(counts)};
    }
  }
  return {this, std::make_unique<LookupCounts>()};
}

void LookupCountsPool::take_back(std::unique_ptr<LookupCounts> counts) {
  const std::lock_guard lock(mutex_);
  free_.push_back(std::move(counts));
}

LookupCounts LookupCountsPool::sum(const Context& context) const {
  LookupCounts total;
  for (const auto& counts : free_) total.add(context, *counts);
  return total;
}

}  // namespace zkmem::rv32im
