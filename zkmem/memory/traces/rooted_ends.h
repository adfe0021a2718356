// The traces of a run's ends that start from a root: the ledger's chip, and all that hashes. The same at
// every thread count, for every machine and log.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/hash/batch.h"
#include "zkmem/memory/merkle/tree.h"
#include "zkmem/memory/model/memory_image.h"
#include "zkmem/memory/traces/chip_layout.h"
#include "zkmem/memory/traces/ledger_trace.h"
#include "zkmem/memory/traces/trace_buffer.h"
#include "zkmem/primitives/poseidon2_air.h"

namespace zkmem {

// Where the chips are in their key, and how they count.
struct RootedEndsChips {
  size_t ends = 0;
  size_t merkle = 0;
  size_t hash = 0;
  size_t range = 0;
  Poseidon2Sbox sbox = Poseidon2Sbox::kExpression;
  LedgerBits bits;
  unsigned range_max_bits = 0;
};

// What a run that starts from a root starts from, and whether it ends in one.
struct RootedStart {
  const CellImage& image;
  const MerkleTree& tree;  // over it
  bool ends_in_root = true;
};

struct RootedEndsTraces : BufferedTraces {
  MerkleTree after;  // over what the leaves have become; of a free end, the start's
};

// log2 of the heights of its chips, by AIR of a key that has so many, but of the hash chip, which shows when
// its rows are made.
std::vector<std::optional<uint32_t>> rooted_ends_heights(const RootedEndsChips& chips,
                                                         std::span<const EndLeaf> leaves,
                                                         const MerkleDimensions& dimensions, size_t num_airs);

// `leaves` ascend; `end` is the memory behind the last segment, at least what they hold.
RootedEndsTraces make_rooted_ends_traces(const Context& context, const Poseidon2Batch& hash,
                                         const RootedEndsChips& chips, std::span<const EndLeaf> leaves,
                                         const RootedStart& start, const CellImage& end,
                                         const LedgerChallenge& challenge = kNoChallenge,
                                         TraceBuffer buffer = {});

}  // namespace zkmem
