// For tests: tokens changed the way a cheating prover would, who then sums them up anew.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "zkmem/memory/testing/forge.h"

namespace zkmem::testing {

// Three segments of global memory, and their ends, on a hybrid configuration with blocks of 4 in space 2;
// none given: that of random_log.h. Leaf 2:0 is
//   written by segment 1: 1 2 3 4, by segment 2: 5 6 7 8, and read by segment 3;
// leaf 2:16 is written by segment 1 and read by segment 3. All of them are rows of SegmentBoundaryAir_4, in
// this order, and of LedgerEndsAir.
StatementWorld ledger_world();
StatementWorld ledger_world(const MemoryConfig& config);

// The same on memory_of_image(): leaf 2:16 holds 40 41 42 43 in its last four cells, which no segment
// touches, and leaf 2:32 holds 7 in its first; leaves 2:0 and 2:40 are revealed. The ends have the rows 2:0,
// 2:16, 2:32, 2:40.
StatementWorld image_world(const MemoryConfig& config);
// The same log on that memory, between roots; the ends have the rows 2:0 and 2:16.
StatementWorld rooted_world(const MemoryConfig& config);
StatementWorld rooted_world(const MemoryConfig& config, const MemoryImage<BabyBear>& image);
// Between roots, which reveals 2:0 and 2:32, rows 0 and 2 of the ends.
StatementWorld revealing_rooted_world(const MemoryConfig& config);
// From that memory's root to a free end, which reveals 2:0 and 2:32.
StatementWorld root_to_free_world(const MemoryConfig& config);
MemoryImage<BabyBear> memory_of_image(const MemoryConfig& config);

inline constexpr const char* kSegmentBoundary = "SegmentBoundaryAir_4";
inline constexpr const char* kLedgerEnds = "LedgerEndsAir";
inline constexpr const char* kRootedEnds = "RootedEndsAir";

// The running sums and the public sum of a segment's ledger chips (or the ends', and their places), from the
// tokens of the rows in use, whatever these are.
void sum_up(StatementWorld& world, size_t segment);

// Field by field: space, leaf, values, segment.
using TokenFields = std::array<BabyBear, kTokenFields>;
TokenFields token(BabyBear space, BabyBear label, const std::array<BabyBear, kLeafCells>& values,
                  BabyBear segment);
Ext4 fingerprint_of(const LedgerChallenge& challenge, const TokenFields& token);

}  // namespace zkmem::testing
