// Replay of accesses to aligned blocks of 4 cells: no adapter is needed, so the accesses sorted by block say
// it all. What programs and most logs take: replay_segment() comes here by itself; a machine that has the log
// its memory wrote uses touched_words(), which needs no replay at all.
#pragma once

#include <span>

#include "zkmem/memory/offline/replay.h"
#include "zkmem/memory/online/access_log.h"

namespace zkmem {

inline constexpr uint32_t kWordCells = 4;

// Whether every access is an aligned block of 4 and blocks of 4 are what the configuration's leaves can
// consist of.
bool can_replay_aligned(const MemoryConfig& config, std::span<const ReplayAccess> accesses);

void replay_aligned(const Context& context, const CellImage& initial, std::span<const ReplayAccess> accesses,
                    std::span<const uint32_t> cells, SegmentReplay& replay);

// Whether the segment's accesses are all blocks of 4 u8 cells, with their previous times and values in the
// log, under a configuration that needs no adapters for them.
bool is_word_segment(const MemoryConfig& config, const AccessLog& log, const LogIndex::Segment& segment);

// The memory such a segment touched, straight from the log. The result does not depend on the number of
// threads.
TouchedMemory touched_words(const Context& context, const CellImage& initial, const AccessLog& log,
                            const LogIndex::Segment& segment);

}  // namespace zkmem
