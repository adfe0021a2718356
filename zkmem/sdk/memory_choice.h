// Which memory a proof is about if nobody says: a root before and after each segment, or one memory for the
// whole run. The one that costs less, by counts that are the same on every machine. docs/spec/segments.md.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/memory/log/log_file.h"
#include "zkmem/memory/model/merkle_dimensions.h"
#include "zkmem/memory/offline/touched_memory.h"
#include "zkmem/memory/online/access_log.h"
#include "zkmem/memory/online/mapped_buffer.h"
#include "zkmem/rv32im/machine.h"

namespace zkmem {

// Of which ends leaves and their paths are hashed.
struct HashedEnds {
  bool start = false;  // not of zeros, whose hashes are few
  bool end = false;
};

// Counts what a run's segments touch. 1 bit a leaf of the configuration, where any is touched, and 8 bytes a
// leaf that is.
class MemoryCost {
 public:
  explicit MemoryCost(const MemoryConfig& config);

  // The next segment's accesses.
  void add_segment(const AccessLog& log);
  // The next segment, of so many accesses to these leaves, which ascend.
  void add_segment(uint64_t accesses, const TouchedMemory& touched);

  // Cells, about: of hashing between segments, or at the ends alone; of a ledger; of all else.
  uint64_t roots() const;
  uint64_t ledger(const HashedEnds& ends) const;
  uint64_t rest() const;
  // Roots cost at least half as much again as all else, beyond what a ledger does. Below that they are had
  // nearly for nothing, in proofs of fewer commitments.
  bool ledger_pays(const HashedEnds& ends) const;
  // "hashing between segments would be 84 % of the work".
  std::string in_words() const;

 private:
  // Of a segment, ascending.
  void add_leaves(const std::vector<uint64_t>& leaves);
  // Tree nodes on the paths of leaves, each once, the root included; they are sorted.
  uint64_t nodes_of(const std::vector<uint64_t>& leaves) const;

  MerkleDimensions dimensions_;
  MappedBuffer is_touched_;  // bits, by leaf, of the segment under way
  std::vector<uint64_t> all_;
  uint64_t segments_ = 0;
  uint64_t accesses_ = 0;
  uint64_t segment_leaves_ = 0;  // in all segments
  uint64_t segment_nodes_ = 0;
};

// Of a log, cut every `segment_accesses`; at most the first segments are looked at.
MemoryCost memory_cost(const LogFile& log, uint64_t segment_accesses);
// Of a machine's run, likewise: it is at the start, and counts. kCancelled.
Result<MemoryCost> memory_cost(const Context& context, rv32im::Machine machine, uint64_t max_instructions);

}  // namespace zkmem
