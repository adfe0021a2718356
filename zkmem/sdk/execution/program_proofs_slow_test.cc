// program_proofs_test.cc, at length: other programs, other cuts.
#include <gtest/gtest.h>

#include "zkmem/rv32im/testing/random_program.h"
#include "zkmem/sdk/testing/agreement.h"

namespace zkmem {
namespace {

using rv32im::testing::RandomProgram;

TEST(ProgramProofsSlow, RandomPrograms) {
  for (uint64_t seed = 100; seed < 108; ++seed) {
    SCOPED_TRACE(seed);
    testing::expect_accepted_by_all({testing::elf_of(RandomProgram(seed).make(20000)),
                                     testing::two_items(static_cast<uint8_t>(seed)),
                                     seed % 2 == 0 ? uint64_t{1} << 22 : 30000 + 1000 * seed});
  }
}

TEST(ProgramProofsSlow, MutatedPrograms) {
  for (uint64_t seed = 200; seed < 204; ++seed) testing::expect_mutants_agreed(seed, 2000, 3);
}

}  // namespace
}  // namespace zkmem
