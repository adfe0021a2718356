// Replay of accesses to aligned blocks of 4 cells, what programs and most logs have: no adapter is needed, so
// the accesses sorted by block say it all. replay_segment() comes here by itself.
#pragma once

#include <span>

#include "zkmem/memory/offline/replay.h"

namespace zkmem {

inline constexpr uint32_t kWordCells = 4;

// Whether every access is an aligned block of 4 and blocks of 4 are what the configuration's leaves can
// consist of.
bool can_replay_aligned(const MemoryConfig& config, std::span<const ReplayAccess> accesses);

void replay_aligned(const Context& context, const CellImage& initial, std::span<const ReplayAccess> accesses,
                    std::span<const uint32_t> cells, SegmentReplay& replay);

}  // namespace zkmem
