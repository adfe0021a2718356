#include "zkmem/vm/std_rng.h"

#include <gtest/gtest.h>

namespace zkmem {
namespace {

// Printed by `StdRng::seed_from_u64(0)`, rand 0.9.5.
TEST(StdRng, RustsBytes) {
  constexpr uint8_t kFirst[100] = {
      127, 178, 123, 148, 22,  2,   208, 29,  17,  84,  34,  17,  19,  79,  199, 26,  172, 174, 84,  227,
      126, 125, 0,   123, 187, 123, 85,  239, 240, 98,  162, 132, 154, 99,  40,  60,  186, 240, 253, 188,
      235, 31,  100, 121, 177, 151, 243, 168, 141, 208, 216, 9,   47,  231, 42,  124, 86,  40,  21,  56,
      115, 139, 7,   226, 114, 238, 165, 17,  148, 16,  151, 58,  227, 40,  173, 146, 145, 98,  104, 18,
      142, 219, 71,  16,  110, 26,  214, 168, 195, 213, 69,  132, 155, 138, 184, 27,  16,  24,  93,  38};
  StdRng rng;
  for (size_t i = 0; i < 100; ++i) EXPECT_EQ(rng.next_u8(), kFirst[i]) << i;
  uint64_t digest = 0;
  for (uint64_t i = 100; i < 100000; ++i) digest = digest * 31 + rng.next_u8() + i;
  EXPECT_EQ(digest, 11605070110392031157u);
}

TEST(StdRng, ResumesAtAnyPosition) {
  StdRng whole;
  for (uint64_t position = 0; position < 50; ++position) {
    StdRng resumed(0, position);
    EXPECT_EQ(resumed.position(), position);
    EXPECT_EQ(resumed.next_u32(), whole.next_u32()) << position;
  }
}

}  // namespace
}  // namespace zkmem
