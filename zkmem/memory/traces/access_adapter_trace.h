// The traces of the access adapters from the records, and the inventory that holds them during a segment's
// proof.
#pragma once

#include <array>
#include <cstdint>
#include <utility>

#include "zkmem/base/context.h"
#include "zkmem/field/matrix.h"
#include "zkmem/memory/offline/access_adapter_record.h"
#include "zkmem/primitives/range_counts.h"

namespace zkmem {

inline constexpr std::array<uint32_t, 5> kAccessAdapterSizes = {2, 4, 8, 16, 32};

class AccessAdapterInventory {
 public:
  AccessAdapterInventory(AccessAdapterRecords records, size_t num_online, unsigned timestamp_max_bits);

  const AccessAdapterRecords& records() const { return records_; }
  AccessAdapterRecords take_records() && { return std::move(records_); }
  // The first of the records are the accesses'; the others bring memory to its final blocks.
  size_t num_online_records() const { return num_online_; }

  // Rows of the adapter for blocks of n cells.
  size_t used_rows(uint32_t n) const;
  size_t total_rows() const;
  // 0 without rows (the chip is absent), else the next power of two.
  size_t padded_height(uint32_t n) const;

  // Fills the used rows in record order, within a record by address; `trace` has access_adapter_width(n)
  // columns and is zero beyond. Range checks are counted.
  void fill_trace(const Context& context, uint32_t n, RangeCounts& counts, TraceView trace) const;

 private:
  AccessAdapterRecords records_;
  size_t num_online_;
  unsigned timestamp_max_bits_;
  std::array<std::vector<size_t>, kAccessAdapterSizes.size()>
      first_row_;  // of every kRecordsAtOnce-th record, then the end
};

}  // namespace zkmem
