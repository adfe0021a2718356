// A finalised segment of memory: what it touched and what its adapters did, as traces. First the chips and
// their heights are known, so that a prover can lay out its buffer; then the traces are written straight into
// it, column by column, while the Merkle tree moves from the segment's start to its end. Semantics:
// memory.md, "Offline, boundaries", "Merkle memory". The traces do not depend on the number of threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/field/matrix.h"
#include "zkmem/hash/batch.h"
#include "zkmem/memory/merkle/tree.h"
#include "zkmem/memory/model/config.h"
#include "zkmem/memory/offline/replay.h"
#include "zkmem/memory/traces/access_adapter_trace.h"
#include "zkmem/memory/traces/merkle_trace.h"
#include "zkmem/memory/traces/volatile_boundary_trace.h"
#include "zkmem/primitives/range_counts.h"

namespace zkmem {

enum class MemoryChipKind : uint8_t { kPersistentBoundary, kVolatileBoundary, kMerkle, kAccessAdapter };

struct MemoryChip {
  MemoryChipKind kind = MemoryChipKind::kMerkle;
  uint32_t block = 0;    // cells of a boundary's blocks or an adapter's larger block; 0 for the Merkle chip
  size_t used_rows = 0;  // the rest is zero, but for a volatile boundary's last row
  size_t height = 0;     // a power of two
  size_t width = 0;
  friend bool operator==(const MemoryChip&, const MemoryChip&) = default;
};

class FinalizedMemory {
 public:
  // `start` is the tree over the memory before the segment (persistent mode; not looked at in volatile mode).
  FinalizedMemory(const MemoryConfig& config, MerkleTree start, SegmentReplay replay);

  const MemoryConfig& config() const { return config_; }
  const TouchedMemory& touched() const { return touched_; }
  const AccessAdapterInventory& adapters() const { return adapters_; }
  const MerkleTree& start() const { return start_; }

  // Chips that have rows, and those that a proof always has: boundaries by block size (8, 4, 2, 1), the
  // Merkle chip, adapters by size. The boundary of a profile with one block size is always there. Those of
  // global memory are not among them: they need what the segments before have left (ledger_trace.h).
  std::span<const MemoryChip> chips() const { return chips_; }

  // Fills one trace a chip, `traces` in the order of chips(), of their height and width, zero at first. Range
  // checks are counted. Returns the tree after the segment (persistent mode: its root is the final root).
  MerkleTree fill(const Context& context, const Poseidon2Batch& hash, std::span<const TraceView> traces,
                  RangeCounts& counts, SpaceCheck space_check = SpaceCheck::kMinusOne) const;
  // The tree after the segment, without traces.
  MerkleTree final_tree(const Context& context, const Poseidon2Batch& hash) const;

  // The replay's part that the constructor took.
  SegmentReplay take_replay() &&;

  // What filled traces look up on the Poseidon2 bus: boundaries' leaves, then Merkle rows, in row order.
  std::vector<Poseidon2State> hash_lookups(const Context& context,
                                           std::span<const ConstTraceView> traces) const;

 private:
  struct LeafHashes {
    std::vector<Digest> initial;
    std::vector<Digest> final;
  };
  LeafHashes leaf_hashes(const Context& context, const Poseidon2Batch& hash) const;

  MemoryConfig config_;
  MerkleTree start_;
  TouchedMemory touched_;
  AccessAdapterInventory adapters_;
  std::vector<uint64_t> leaves_;           // tree indices of touched_
  std::optional<MerkleTraceShape> shape_;  // persistent mode
  std::vector<MemoryChip> chips_;
};

// The final memory in blocks of the profile's final size: touched blocks, ascending by (space, pointer).
struct TimestampedBlock {
  uint32_t address_space = 0;
  uint32_t pointer = 0;
  uint32_t timestamp = 0;
  std::vector<uint32_t> values;
  friend bool operator==(const TimestampedBlock&, const TimestampedBlock&) = default;
};
using TimestampedEquipartition = std::vector<TimestampedBlock>;
TimestampedEquipartition final_blocks(const TouchedMemory& touched);

}  // namespace zkmem
