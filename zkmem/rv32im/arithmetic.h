// What the arithmetic instructions compute (The RISC-V Instruction Set Manual, volume I: 2.4 integer
// computation, 7.1 multiplication, 7.2 division). Nothing traps: division by zero and overflow have defined
// results.
#pragma once

#include <cstdint>
#include <limits>

namespace zkmem::rv32im {

constexpr int32_t as_signed(uint32_t x) { return static_cast<int32_t>(x); }
constexpr uint32_t as_unsigned(int32_t x) { return static_cast<uint32_t>(x); }

constexpr uint32_t shift_left(uint32_t x, uint32_t y) { return x << (y & 31); }
constexpr uint32_t shift_right(uint32_t x, uint32_t y) { return x >> (y & 31); }
constexpr uint32_t shift_right_arithmetic(uint32_t x, uint32_t y) {
  return as_unsigned(as_signed(x) >> (y & 31));
}
constexpr uint32_t set_less_than(uint32_t x, uint32_t y) { return as_signed(x) < as_signed(y) ? 1 : 0; }
constexpr uint32_t set_less_than_unsigned(uint32_t x, uint32_t y) { return x < y ? 1 : 0; }

constexpr uint32_t multiply_high(uint32_t x, uint32_t y) {
  return static_cast<uint32_t>(static_cast<uint64_t>(int64_t{as_signed(x)} * int64_t{as_signed(y)}) >> 32);
}
constexpr uint32_t multiply_high_signed_unsigned(uint32_t x, uint32_t y) {
  return static_cast<uint32_t>(
      static_cast<uint64_t>(int64_t{as_signed(x)} * static_cast<int64_t>(uint64_t{y})) >> 32);
}
constexpr uint32_t multiply_high_unsigned(uint32_t x, uint32_t y) {
  return static_cast<uint32_t>((uint64_t{x} * y) >> 32);
}

constexpr bool division_overflows(uint32_t x, uint32_t y) {
  return x == as_unsigned(std::numeric_limits<int32_t>::min()) && y == 0xffffffff;
}
constexpr uint32_t divide(uint32_t x, uint32_t y) {
  if (y == 0) return 0xffffffff;
  if (division_overflows(x, y)) return x;
  return as_unsigned(as_signed(x) / as_signed(y));
}
constexpr uint32_t divide_unsigned(uint32_t x, uint32_t y) { return y == 0 ? 0xffffffff : x / y; }
constexpr uint32_t remainder(uint32_t x, uint32_t y) {
  if (y == 0) return x;
  if (division_overflows(x, y)) return 0;
  return as_unsigned(as_signed(x) % as_signed(y));
}
constexpr uint32_t remainder_unsigned(uint32_t x, uint32_t y) { return y == 0 ? x : x % y; }

}  // namespace zkmem::rv32im
