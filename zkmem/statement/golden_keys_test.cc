// The golden keys of tests/golden/openvm-v2, rebuilt from our AIRs byte for byte. (The access AIR is the one
// that the README there specifies; everything else is what the openvm-v2 profile proves with.)
#include <fstream>

#include <gtest/gtest.h>

#include "zkmem/memory/chips/access_log/word_access_air.h"
#include "zkmem/memory/chips/boundary/persistent_boundary_air.h"
#include "zkmem/memory/chips/merkle/air.h"
#include "zkmem/primitives/poseidon2_air.h"
#include "zkmem/primitives/variable_range_checker_air.h"
#include "zkmem/protocol/golden_cases.h"
#include "zkmem/protocol/keygen.h"
#include "zkmem/protocol/verifying_key_codec.h"

namespace zkmem {
namespace {

struct GoldenCase {
  const char* directory;
  MerkleDimensions dimensions;
  unsigned timestamp_max_bits;
  unsigned range_max_bits;
};

class GoldenKeys : public ::testing::TestWithParam<GoldenCase> {};

TEST_P(GoldenKeys, AreRebuiltByteForByte) {
  const GoldenCase& golden = GetParam();
  const std::string directory = std::string("openvm-v2/") + golden.directory;
  const std::vector<uint8_t> bytes = testing::golden_bytes(directory + "/vk.postcard");
  const auto reference = decode_verifying_key(bytes);
  ASSERT_TRUE(reference.ok()) << reference.error().message;

  const MemoryBus memory_bus{PermutationBus{1}};
  const RangeCheckerBus range_bus{LookupBus{3}, golden.range_max_bits};
  const PersistentBoundaryAir<2> boundary(memory_bus, PermutationBus{4}, PermutationBus{5});
  const MerkleAir merkle(golden.dimensions, PermutationBus{4}, PermutationBus{5});
  const WordAccessAir access(MemoryBridge(memory_bus, range_bus, golden.timestamp_max_bits));
  const Poseidon2Air<Poseidon2Sbox::kRegister> poseidon2(LookupBus{5});
  const VariableRangeCheckerAir range(range_bus);
  const KeygenAir airs[] = {{&boundary, true, {}},
                            {&merkle, true, {}},
                            {&access, false, {}},
                            {&poseidon2, false, {}},
                            {&range, false, {}}};
  const auto key = generate_verifying_key(reference->inner.params, airs);
  ASSERT_TRUE(key.ok()) << key.error().message;
  EXPECT_EQ(key->pre_hash, reference->pre_hash);
  EXPECT_EQ(encode_verifying_key(*key), bytes);
}

INSTANTIATE_TEST_SUITE_P(Cases, GoldenKeys,
                         ::testing::Values(GoldenCase{"mem_a_tiny/small", {1, 7}, 12, 6},
                                           GoldenCase{"mem_a/app20", {3, 26}, 29, 17}),
                         [](const auto& test) { return test.index == 0 ? "tiny" : "app20"; });

}  // namespace
}  // namespace zkmem
