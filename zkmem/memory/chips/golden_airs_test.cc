#include <gtest/gtest.h>

#include "zkmem/air/testing/golden_air.h"
#include "zkmem/memory/chips/access_log/word_access_air.h"
#include "zkmem/memory/chips/boundary/persistent_boundary_air.h"
#include "zkmem/memory/chips/merkle/air.h"

namespace zkmem {
namespace {

constexpr MemoryBus kMemoryBus{PermutationBus{1}};
constexpr RangeCheckerBus kRangeBus{LookupBus{3}, 17};
constexpr PermutationBus kMerkleBus{4};
constexpr PermutationBus kCompressionBus{5};

TEST(GoldenAirs, PersistentBoundaryIsTheReferences) {
  const PersistentBoundaryAir<2> air(kMemoryBus, kMerkleBus, kCompressionBus);
  EXPECT_EQ(
      testing::compare_with_golden_air(build_constraints(air), "openvm-v2/air/PersistentBoundaryAir.json"),
      "");
}

TEST(GoldenAirs, MerkleIsTheReferences) {
  const MerkleAir air(MerkleDimensions{3, 26}, kMerkleBus, kCompressionBus);
  EXPECT_EQ(testing::compare_with_golden_air(build_constraints(air), "openvm-v2/air/MemoryMerkleAir.json"),
            "");
}

// The access AIR of the golden cases, written with the bridge as their README describes it.
TEST(GoldenAirs, AccessAirOverTheBridgeIsTheReferences) {
  const WordAccessAir air(MemoryBridge(kMemoryBus, kRangeBus, 29));
  EXPECT_EQ(testing::compare_with_golden_air(build_constraints(air), "openvm-v2/air/AccessAir.json"), "");
}

}  // namespace
}  // namespace zkmem
