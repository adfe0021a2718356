#include "zkmem/rv32im/testing/qemu_differential.h"

#include <gtest/gtest.h>

namespace zkmem::rv32im {
namespace {

TEST(QemuDifferential, RandomInstructions) { EXPECT_GT(compare_with_qemu(1, 1500, 8), 10000u); }

}  // namespace
}  // namespace zkmem::rv32im
