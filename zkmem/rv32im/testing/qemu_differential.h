// Test support: random programs on this machine and on qemu-riscv32, compared register by register before
// every instruction.
#pragma once

#include <cstddef>
#include <cstdint>

namespace zkmem::rv32im {

// A body of about `units` instructions, run `rounds` times. Differences are test failures; returns how many
// instructions were compared.
uint64_t compare_with_qemu(uint32_t seed, size_t units, uint32_t rounds);

}  // namespace zkmem::rv32im
