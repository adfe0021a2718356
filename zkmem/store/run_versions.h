// The versions that a run leaves in a persistent state: one per finished segment, each a transaction of its
// own, so that whatever ends the run (a trap, a suspension, kill -9) the segments before it are there. A
// version that the run goes on from is marked as under way, and its note says so; only the last one is a
// finished run's memory. A run under way is no obstacle: another run may start on such a version as on any.
// Holds the state's writer lock. The tree is kept up to date by the pages that changed, never built anew.
// Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/hash/batch.h"
#include "zkmem/memory/merkle/tree.h"
#include "zkmem/memory/model/memory_image.h"
#include "zkmem/store/state_store.h"

namespace zkmem {

// Where a finished segment left the machine, or the log.
struct FinishedSegment {
  uint32_t next_pc = 0;
  std::optional<uint32_t> exit_code;     // of the run's last segment
  std::optional<Digest> proven_root;     // what the memory must hash to
  std::optional<bool> log_is_over = {};  // of an access log, which has no pc and no exit code

  bool is_last() const { return exit_code.has_value() || log_is_over.value_or(false); }
};

class RunVersions {
 public:
  // `name` is what notes call the run. Segments before `segment` are committed already; `image` and `tree`
  // are the memory it starts on, which for segment 0 is the program's over the head's.
  RunVersions(StateStore store, std::string name, CellImage image, MerkleTree tree, size_t segment)
      : store_(std::move(store)),
        name_(std::move(name)),
        image_(std::move(image)),
        tree_(std::move(tree)),
        segment_(segment) {}

  const StateStore& store() const { return store_; }
  // The memory that segment() starts on.
  const CellImage& image() const { return image_; }
  const MerkleTree& tree() const { return tree_; }
  size_t segment() const { return segment_; }

  // Segment `segment()` ended on this memory: the new head.
  Result<StateVersion> commit(const Context& context, const Poseidon2Batch& hash, const CellImage& after,
                              const FinishedSegment& end);

 private:
  StateStore store_;
  std::string name_;
  CellImage image_;
  MerkleTree tree_;
  size_t segment_;
};

// A version's memory; without a version, zeros.
struct StateMemory {
  std::optional<StateVersion> version;
  CellImage image;
  MerkleTree tree;
};
StateMemory zero_memory(const MemoryConfig& config);
Result<StateMemory> load_version(const Context& context, const Poseidon2Batch& hash, const StateStore& store,
                                 const std::optional<StateVersion>& version);
Result<StateMemory> load_head(const Context& context, const Poseidon2Batch& hash, const StateStore& store);

// The version that the run at the head began on, `segments` versions back; none: the state was empty. Refused
// where the head's versions are not that many.
Result<std::optional<StateVersion>> version_before(const StateStore& store, size_t segments);

}  // namespace zkmem
