// The traces of a run's ends in global memory: of its ledger's ends, and with roots of all that hashes. The
// same at every thread count.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "zkmem/air/proving_input.h"
#include "zkmem/base/context.h"
#include "zkmem/hash/batch.h"
#include "zkmem/memory/merkle/tree.h"
#include "zkmem/memory/model/memory_image.h"
#include "zkmem/memory/statement/memory_airs.h"
#include "zkmem/memory/traces/chip_layout.h"
#include "zkmem/memory/traces/ledger_trace.h"
#include "zkmem/memory/traces/rooted_ends.h"
#include "zkmem/memory/traces/trace_buffer.h"

namespace zkmem {

// log2 of the heights of the chips that ends of these leaves have, by AIR, without their cells: between roots
// (`merkle`: of the memory's tree) but for the chip that hashes, whose rows only the cells say.
std::vector<std::optional<uint32_t>> ends_heights(const MemoryAirs& airs, std::span<const EndLeaf> leaves,
                                                  const MerkleDimensions* merkle);

// `leaves` ascend; `end` is the memory behind the last segment, at least what they hold.
BufferedTraces make_ends_traces(const Context& context, const MemoryAirs& airs,
                                std::span<const EndLeaf> leaves, const CellImage& end,
                                const LedgerChallenge& challenge = kNoChallenge, TraceBuffer buffer = {});

// Likewise of ends that start from a root.
RootedEndsTraces make_rooted_ends_traces(const Context& context, const Poseidon2Batch& hash,
                                         const MemoryAirs& airs, std::span<const EndLeaf> leaves,
                                         const RootedStart& start, const CellImage& end,
                                         const LedgerChallenge& challenge = kNoChallenge,
                                         TraceBuffer buffer = {});

}  // namespace zkmem
