// The buses of the RV32IM machine, with the indices and widths of OpenVM 2's default configuration.
// Source: golden/openvm-v2/README.md ("Bus indices").
#pragma once

#include "zkmem/memory/chips/offline_checker/memory_bridge.h"
#include "zkmem/primitives/bitwise_lookup.h"
#include "zkmem/primitives/range_checker_bus.h"
#include "zkmem/primitives/range_tuple.h"
#include "zkmem/vm/chips/execution_bridge.h"

namespace zkmem::rv32im {

inline constexpr unsigned kPointerMaxBits = 29;
inline constexpr unsigned kAddressSpaceHeight = 3;
inline constexpr unsigned kTimestampMaxBits = 29;
inline constexpr unsigned kRangeMaxBits = 17;
inline constexpr uint16_t kMerkleBusIndex = 4;
inline constexpr uint16_t kPoseidon2BusIndex = 5;
inline constexpr std::array<uint32_t, 2> kRangeTupleSizes = {256, 2048};

struct MachineBuses {
  ExecutionBridge execution{.execution = {.bus = {0}}, .program = {.bus = {2}}};
  RangeCheckerBus range{.bus = {3}, .max_bits = kRangeMaxBits};
  MemoryBridge memory{MemoryBus{.bus = {1}}, range, kTimestampMaxBits};
  BitwiseLookupBus bitwise{.bus = {6}};
  RangeTupleBus range_tuple{.bus = {7}, .sizes = kRangeTupleSizes};
};

}  // namespace zkmem::rv32im
