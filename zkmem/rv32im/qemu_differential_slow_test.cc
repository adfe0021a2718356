// A million random instructions, in ten programs.
#include <gtest/gtest.h>

#include "zkmem/rv32im/testing/qemu_differential.h"

namespace zkmem::rv32im {
namespace {

class QemuDifferential : public ::testing::TestWithParam<uint32_t> {};

TEST_P(QemuDifferential, AHundredThousandRandomInstructions) {
  EXPECT_GT(compare_with_qemu(100 + GetParam(), 20000, 5), 100000u);
}

INSTANTIATE_TEST_SUITE_P(Seeds, QemuDifferential, ::testing::Range(0u, 10u));

}  // namespace
}  // namespace zkmem::rv32im
