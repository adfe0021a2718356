// The AIRs of the statement `memory` (an access log is consistent) for a configuration, in the order of its
// verifying key, and the buses between them. What each assumes of the others: docs/spec/buses.md,
// memory-argument.md.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "zkmem/air/air.h"
#include "zkmem/air/check/row_checker.h"
#include "zkmem/base/result.h"
#include "zkmem/memory/model/config.h"
#include "zkmem/primitives/poseidon2_air.h"

namespace zkmem {

// Bus indices; where OpenVM 2 has the bus, its SystemConfig's index.
namespace memory_buses {
inline constexpr uint16_t kMemory = 1;
inline constexpr uint16_t kRange = 3;
inline constexpr uint16_t kMerkle = 4;
inline constexpr uint16_t kCompression = 5;
inline constexpr uint16_t kClock = 8;
inline constexpr uint16_t kSpaces = 9;
inline constexpr uint16_t kBlockTimes = 10;
}  // namespace memory_buses

// Names of the buses and what their messages are about, for the checker's reports.
BusNames memory_bus_names();

inline constexpr std::array<uint32_t, 6> kAccessSizes = {1, 2, 4, 8, 16, 32};

struct MemoryAirs {
  struct Entry {
    std::unique_ptr<Air> air;
    bool is_required = false;
  };
  struct Boundary {
    uint32_t block = 0;
    size_t air = 0;
  };

  MemoryConfig config;
  std::vector<Entry> entries;  // in key order

  // Places in `entries`.
  size_t connector = 0;
  std::optional<size_t> space_table;                            // hybrid
  std::vector<Boundary> boundaries;                             // one a block size in use
  std::optional<size_t> ends;                                   // global: of a run, in its last proof
  std::optional<size_t> rooted_ends;                            // global: in their place, between roots
  std::optional<size_t> merkle;                                 // persistent; global: with rooted ends
  std::array<std::optional<size_t>, kAccessSizes.size()> logs;  // by log2 of the size
  size_t inc = 0;
  std::array<std::optional<size_t>, kAccessSizes.size() - 1> adapters;  // by log2 of the size, minus 1
  std::optional<size_t> block_times;                                    // with adapters
  std::optional<size_t> poseidon2;                                      // with merkle
  // Its own: 299 columns and degree 3, as OpenVM has it; global: 157 and degree 7, which costs less.
  Poseidon2Sbox sbox = Poseidon2Sbox::kRegister;
  size_t range = 0;

  // Refuses a configuration whose rules cannot be stated: hybrid with value ranges above the range checker's,
  // global memory whose leaves cannot be numbered in the field. In global memory no AIR is required by the
  // key, as segments and ends are proven under one: the statement says which of them a proof must have.
  static Result<MemoryAirs> create(const MemoryConfig& config);

  std::vector<CheckedAir> checked() const;
  // Global memory: the AIRs that put and take tokens, in key order.
  std::vector<size_t> ledger_chips() const;
};

}  // namespace zkmem
