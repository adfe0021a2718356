// How often each lookup was made while traces are filled: one set of counters for each thread at work, merged
// at the end, so that counting is a plain increment and the sums do not depend on threads.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "zkmem/base/check.h"
#include "zkmem/base/context.h"
#include "zkmem/primitives/range_counts.h"
#include "zkmem/rv32im/chips/machine_buses.h"

namespace zkmem::rv32im {

// Not thread-safe. Arguments are in range by construction of the rows (checked in debug builds).
class LookupCounts {
 public:
  LookupCounts();

  void range(uint32_t value, unsigned bits) {
    ZKMEM_DCHECK(bits <= kRangeMaxBits && value >> bits == 0);
    ++range_[RangeCounts::row(value, bits)];
  }
  void bytes(uint32_t x, uint32_t y) {
    ZKMEM_DCHECK((x | y) < 256);
    ++bytes_[x << 8 | y];
  }
  void bytes_xor(uint32_t x, uint32_t y) {
    ZKMEM_DCHECK((x | y) < 256);
    ++bytes_xor_[x << 8 | y];
  }
  void tuple(uint32_t byte, uint32_t carry) {
    ZKMEM_DCHECK(byte < kRangeTupleSizes[0] && carry < kRangeTupleSizes[1]);
    ++tuple_[byte * kRangeTupleSizes[1] + carry];
  }

  std::span<const uint32_t> range_counts() const { return range_; }  // RangeCounts::row order
  std::span<const uint32_t> byte_counts() const { return bytes_; }   // row 256 x + y
  std::span<const uint32_t> xor_counts() const { return bytes_xor_; }
  std::span<const uint32_t> tuple_counts() const { return tuple_; }  // row sizes[1] x + y

  void add(const Context& context, const LookupCounts& other);

 private:
  std::vector<uint32_t> range_;
  std::vector<uint32_t> bytes_;
  std::vector<uint32_t> bytes_xor_;
  std::vector<uint32_t> tuple_;
};

// Lends counters to whoever fills a range of rows. Thread-safe.
class LookupCountsPool {
 public:
  class Lease {
   public:
    Lease(LookupCountsPool* pool, std::unique_ptr<LookupCounts> counts)
        : pool_(pool), counts_(std::move(counts)) {}
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease() { pool_->take_back(std::move(counts_)); }
    LookupCounts& operator*() const { return *counts_; }

   private:
    LookupCountsPool* pool_;
    std::unique_ptr<LookupCounts> counts_;
  };

  Lease borrow();
  // The sum of all that was counted; no lease may be out.
  LookupCounts sum(const Context& context) const;

 private:
  void take_back(std::unique_ptr<LookupCounts> counts);

  std::mutex mutex_;
  std::vector<std::unique_ptr<LookupCounts>> free_;
};

}  // namespace zkmem::rv32im
