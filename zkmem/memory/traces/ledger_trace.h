// The traces of the ledger chips: the cached parts, which say what tokens are put and taken and depend on
// nothing else, and what stands beside them under a challenge. The same at every thread count.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/field/matrix.h"
#include "zkmem/hash/poseidon2.h"
#include "zkmem/memory/chips/ledger/ledger.h"
#include "zkmem/memory/chips/ledger/ledger_ends_air.h"
#include "zkmem/memory/model/memory_image.h"
#include "zkmem/memory/offline/touched_memory.h"
#include "zkmem/memory/traces/end_leaves.h"
#include "zkmem/primitives/range_counts.h"

namespace zkmem {

// Until there is a challenge of the ledger, one under which all tokens are alike. Cached parts do not depend
// on it.
inline const LedgerChallenge kNoChallenge = {Ext4::one(), Ext4::zero()};

// Which segments touched which leaves before, and the ledger's challenge.
struct LedgerLink {
  const LeafMarks& marks;
  LedgerChallenge challenge = kNoChallenge;
};

// The touched leaves that start and end in blocks of `block` cells: the chip's rows, as places in `touched`.
std::vector<uint32_t> segment_boundary_rows(const TouchedMemory& touched, uint32_t block);

// A segment's chip for blocks of `block` cells. Traces are zero beyond the used rows.
struct SegmentBoundaryFill {
  const TouchedMemory& touched;
  std::span<const uint32_t> from;  // by touched leaf
  std::span<const uint32_t> rows;
  uint32_t block;
  uint32_t segment;  // from 1

  void fill_cached(const Context& context, TraceView trace) const;
  // What stands beside the cached part, which is filled: counts the range checks and returns the rows' sum.
  Ext4 fill_common(const Context& context, const LedgerChallenge& challenge, RangeCounts& counts,
                   ConstTraceView cached, TraceView trace) const;
};

// The chip of the memory that a run starts on, a row for each leaf that is not zero.
struct StartImageFill {
  std::span<const LedgerToken> tokens;  // image_tokens() of it

  void fill_cached(const Context& context, TraceView trace) const;
  Ext4 fill_common(const Context& context, const LedgerChallenge& challenge, ConstTraceView cached,
                   TraceView trace) const;
};

// Its cached part, padded to a power of two: what the memory's commitment is to.
Trace start_image_table(const Context& context, const CellImage& image);

// The chip of a run's ends, a row for each leaf; they ascend. `end` is the memory behind the last segment.
struct LedgerEndsFill {
  std::span<const EndLeaf> leaves;
  const CellImage& end;
  LedgerBits bits;

  // Of the first and the last leaf, 0 if there is none: public values.
  std::array<BabyBear, 2> places() const;
  void fill_cached(const Context& context, TraceView trace) const;
  Ext4 fill_common(const Context& context, const LedgerChallenge& challenge, RangeCounts& counts,
                   ConstTraceView cached, TraceView trace) const;
};

// The chip of ends with a root at the start, likewise. `start` is the memory before the first segment; hashes
// by leaf.
struct RootedEndsFill {
  std::span<const EndLeaf> leaves;
  const CellImage& start;
  const CellImage& end;
  std::span<const Digest> start_hashes;
  std::span<const Digest> end_hashes;  // none if the end is free
  LedgerBits bits;
  bool ends_in_root = true;

  std::array<BabyBear, 2> places() const { return LedgerEndsFill{leaves, end, bits}.places(); }
  void fill_cached(const Context& context, TraceView trace) const;
  Ext4 fill_common(const Context& context, const LedgerChallenge& challenge, RangeCounts& counts,
                   ConstTraceView cached, TraceView trace) const;
};

// The leaf's cells in an image.
std::array<uint32_t, kLeafCells> cells_at(const CellImage& image, const EndLeaf& leaf);
// Makes these leaves of `image` what they are in `end`. kBadInput: a cell that the image does not have.
Status carry_leaves(std::span<const EndLeaf> leaves, const CellImage& end, CellImage& image);

}  // namespace zkmem
