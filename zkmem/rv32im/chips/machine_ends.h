// The traces of a run's ends on global memory: the memory that it starts on, each leaf's first and last token
// and the range checks, beside the last segment's or apart. The same at every thread count.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/memory/model/memory_image.h"
#include "zkmem/memory/traces/chip_layout.h"
#include "zkmem/memory/traces/end_leaves.h"
#include "zkmem/memory/traces/ledger_trace.h"
#include "zkmem/memory/traces/rooted_ends.h"

namespace zkmem::rv32im {

// What a proof has of a run's ends.
struct MachineEnds {
  // The leaves that are not zero before the first segment (image_tokens); none: another part has them.
  std::optional<std::span<const LedgerToken>> start;
  std::span<const EndLeaf> leaves;  // of run_leaves()
};

// log2 of the heights of its chips, by AIR of a machine that has so many.
std::vector<std::optional<uint32_t>> machine_ends_heights(const MachineEnds& ends, size_t num_airs);

// The same of a run that starts from a root, but of the hash chip (rooted_ends_heights).
std::vector<std::optional<uint32_t>> rooted_machine_ends_heights(std::span<const EndLeaf> leaves,
                                                                 const MerkleDimensions& dimensions,
                                                                 size_t num_airs);

// `end` is the memory behind the last segment, at least in these leaves.
BufferedTraces make_machine_ends(const Context& context, const MachineEnds& ends, const CellImage& end,
                                 const LedgerChallenge& challenge = kNoChallenge, TraceBuffer buffer = {});

// The same for a run that starts from a root: `leaves` are those that a segment touched or that are revealed.
RootedEndsTraces make_rooted_machine_ends(const Context& context, const Poseidon2Batch& hash,
                                          std::span<const EndLeaf> leaves, const RootedStart& start,
                                          const CellImage& end,
                                          const LedgerChallenge& challenge = kNoChallenge,
                                          TraceBuffer buffer = {});

// The rows of the ends: leaves that are not zero at the start, that a segment touched, and that are revealed.
std::vector<EndLeaf> run_leaves(std::span<const LedgerToken> start, const LeafMarks& touched,
                                std::span<const LedgerToken> revealed);

}  // namespace zkmem::rv32im
