// What the access adapters have to do, in order: split a block into pieces, or merge pieces into a block. One
// record may span several sizes (openvm-v1 goes from a block straight to its smallest pieces); an adapter for
// N cells then has one row for each piece of N cells above the smallest. Source: OpenVM v1.7.0
// system/memory/adapter/records.rs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace zkmem {

enum class AccessAdapterRecordKind : uint8_t { kSplit, kMerge };

struct AccessAdapterRecord {
  AccessAdapterRecordKind kind = AccessAdapterRecordKind::kSplit;
  uint8_t block_size = 0;         // cells of the whole
  uint8_t lowest_block_size = 0;  // cells of the pieces
  uint32_t timestamp = 0;         // of the whole
  uint32_t address_space = 0;
  uint32_t pointer = 0;
  size_t data = 0;  // where its cells, then for merges its pieces' timestamps, start in the pool
};

// Records with their cells in one pool.
class AccessAdapterRecords {
 public:
  size_t size() const { return records_.size(); }
  bool empty() const { return records_.empty(); }
  const AccessAdapterRecord& operator[](size_t i) const { return records_[i]; }
  std::span<const AccessAdapterRecord> all() const { return records_; }

  // The whole block's cells; a merge's are those before the access that it serves.
  std::span<const uint32_t> cells(const AccessAdapterRecord& record) const {
    return std::span(pool_).subspan(record.data, record.block_size);
  }
  // The pieces' timestamps of a merge, left to right; none for a split, whose pieces keep its timestamp.
  std::span<const uint32_t> piece_timestamps(const AccessAdapterRecord& record) const {
    if (record.kind == AccessAdapterRecordKind::kSplit) return {};
    return std::span(pool_).subspan(record.data + record.block_size,
                                    record.block_size / record.lowest_block_size);
  }

  void add_split(uint32_t address_space, uint32_t pointer, uint32_t lowest, uint32_t timestamp,
                 std::span<const uint32_t> cells);
  // The record's timestamp is the latest of its pieces.
  void add_merge(uint32_t address_space, uint32_t pointer, std::span<const uint32_t> piece_timestamps,
                 std::span<const uint32_t> cells);

  // One list of the records of all parts, ordered by step: steps[k][i] is the step of part k's record i.
  // Records of one step are all in one part and keep their order.
  static AccessAdapterRecords interleave(std::span<const AccessAdapterRecords* const> parts,
                                         std::span<const std::vector<uint32_t>* const> steps,
                                         size_t num_steps);
  void append(const AccessAdapterRecords& other);

 private:
  std::vector<AccessAdapterRecord> records_;
  std::vector<uint32_t> pool_;
};

}  // namespace zkmem
