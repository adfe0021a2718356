// A whole log through online and offline memory: every operation is done by the controller, every segment is
// replayed offline and finalised, and the two must agree on what each access found. Reads whose values the
// log gives must return them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/hash/batch.h"
#include "zkmem/memory/log/log_file.h"
#include "zkmem/memory/offline/memory_segment.h"
#include "zkmem/memory/traces/finalized_memory.h"

namespace zkmem {

struct ReplayedSegment {
  CellImage initial;
  MemorySegment segment;
  SegmentReplay found;  // previous times and values, by access; touched memory and records are in `memory`
  FinalizedMemory memory;
  MerkleTree after;  // persistent mode
};

struct FullReplay {
  std::vector<ReplayedSegment> segments;
  CellImage final_image;
};

// Errors name the line or entry of the log.
Result<FullReplay> replay_fully(const Context& context, const Poseidon2Batch& hash, const LogFile& file);

// The traces of a segment's memory chips, and what they look up.
struct MemoryTraces {
  std::vector<Trace> traces;           // in the order of memory.chips()
  std::vector<uint32_t> range_counts;  // by row of the range checker
  std::vector<Poseidon2State> hash_lookups;
};
MemoryTraces make_memory_traces(const Context& context, const Poseidon2Batch& hash,
                                const FinalizedMemory& memory,
                                SpaceCheck space_check = SpaceCheck::kMinusOne);

// The JSON object that `replay --dump` writes for a segment: the shape of golden/memory/log_a.MODE.json
// without `name`. For hybrid, whose boundary is one chip a block size, `boundary` maps block sizes to chips.
std::string dump_segment(const Context& context, const Poseidon2Batch& hash, const MemoryConfig& config,
                         const ReplayedSegment& segment);

// The log's operations as JSON Lines with what each access found: timestamp, prev_timestamp, prev_values
// (writes), new_records.
std::string annotate_log(const FullReplay& replayed);

}  // namespace zkmem
