#include "zkmem/memory/offline/access_adapter_record.h"

#include <algorithm>

#include "zkmem/base/check.h"

namespace zkmem {

void AccessAdapterRecords::add_split(uint32_t address_space, uint32_t pointer, uint32_t lowest,
                                     uint32_t timestamp, std::span<const uint32_t> cells) {
  records_.push_back({AccessAdapterRecordKind::kSplit, static_cast<uint8_t>(cells.size()),
                      static_cast<uint8_t>(lowest), timestamp, address_space, pointer, pool_.size()});
  pool_.insert(pool_.end(), cells.begin(), cells.end());
}

void AccessAdapterRecords::add_merge(uint32_t address_space, uint32_t pointer,
                                     std::span<const uint32_t> piece_timestamps,
                                     std::span<const uint32_t> cells) {
  const uint32_t timestamp = *std::max_element(piece_timestamps.begin(), piece_timestamps.end());
  records_.push_back({AccessAdapterRecordKind::kMerge, static_cast<uint8_t>(cells.size()),
                      static_cast<uint8_t>(cells.size() / piece_timestamps.size()), timestamp, address_space,
                      pointer, pool_.size()});
  pool_.insert(pool_.end(), cells.begin(), cells.end());
  pool_.insert(pool_.end(), piece_timestamps.begin(), piece_timestamps.end());
}

void AccessAdapterRecords::append(const AccessAdapterRecords& other) {
  const size_t base = pool_.size();
  pool_.insert(pool_.end(), other.pool_.begin(), other.pool_.end());
  records_.reserve(records_.size() + other.records_.size());
  for (AccessAdapterRecord record : other.records_) {
    record.data += base;
    records_.push_back(record);
  }
}

AccessAdapterRecords AccessAdapterRecords::interleave(std::span<const AccessAdapterRecords* const> parts,
                                                      std::span<const std::vector<uint32_t>* const> steps,
                                                      size_t num_steps) {
  ZKMEM_CHECK(parts.size() == steps.size());
  AccessAdapterRecords all;
  if (parts.size() == 1 && std::is_sorted(steps[0]->begin(), steps[0]->end())) {
    all.records_ = parts[0]->records_;
    all.pool_ = parts[0]->pool_;
    return all;
  }
  std::vector<size_t> next(num_steps + 1, 0);
  size_t pool = 0;
  for (size_t k = 0; k < parts.size(); ++k) {
    for (const uint32_t step : *steps[k]) ++next[step + 1];
    pool += parts[k]->pool_.size();
  }
  for (size_t s = 0; s < num_steps; ++s) next[s + 1] += next[s];
  all.records_.resize(next[num_steps]);
  all.pool_.reserve(pool);
  for (size_t k = 0; k < parts.size(); ++k) {
    const size_t base = all.pool_.size();
    all.pool_.insert(all.pool_.end(), parts[k]->pool_.begin(), parts[k]->pool_.end());
    for (size_t i = 0; i < parts[k]->size(); ++i) {
      AccessAdapterRecord record = (*parts[k])[i];
      record.data += base;
      all.records_[next[(*steps[k])[i]]++] = record;
    }
  }
  return all;
}

}  // namespace zkmem
