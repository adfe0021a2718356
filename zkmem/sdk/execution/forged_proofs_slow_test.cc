// forged_proofs_test.cc for all forgeries; of those on single limbs, of which every access has a pair, for
// some.
#include <gtest/gtest.h>

#include "zkmem/sdk/testing/expect_rejected.h"

namespace zkmem {
namespace {

TEST(ForgedProofsSlow, AreRefusedByProverAndVerifier) {
  size_t limbs = 0;
  for (const auto& forgery : rv32im::testing::forgeries()) {
    if (forgery.number == 28 && limbs++ % 9 != 0) continue;
    testing::expect_rejected(forgery);
  }
}

}  // namespace
}  // namespace zkmem
