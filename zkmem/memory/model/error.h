// Why an access was refused: the rule, the access and both numbers. A refused access changes nothing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "zkmem/base/error.h"
#include "zkmem/memory/model/address.h"

namespace zkmem {

// In the order the rules are checked.
enum class MemoryErrorKind : uint8_t {
  kInvalidSpace,           // actual: the space; limit: number of configured spaces
  kImmediateWrite,         // a write to space 0
  kNoPermission,           // actual: the space
  kOutOfBounds,            // actual: pointer + size; limit: number of cells
  kNotBytes,               // a word access; actual: the space, whose cells are not bytes
  kBadSize,                // actual: the size; limit: the largest
  kMisaligned,             // actual: the pointer; limit: the block it must be a multiple of
  kValueNotRepresentable,  // actual: the value; limit: the first value that does not fit
  kTimestampOverflow,      // actual: the clock after the operation; limit: what it must stay below
  kCapacityReached,        // actual: accesses in the segment with this one; limit: the configured capacity
};
std::string_view to_string(MemoryErrorKind kind);

struct Access {
  OpType op = OpType::kRead;
  uint32_t address_space = 0;
  uint32_t pointer = 0;
  uint32_t size = 0;

  friend bool operator==(const Access&, const Access&) = default;
};

struct MemoryError {
  MemoryErrorKind kind = MemoryErrorKind::kInvalidSpace;
  Access access;
  uint32_t timestamp = 0;  // of the clock when the access was tried
  uint64_t actual = 0;
  uint64_t limit = 0;

  std::string message() const;
  // kCapacityReached is a limit, everything else bad input.
  Error to_error() const;
  friend bool operator==(const MemoryError&, const MemoryError&) = default;
};

}  // namespace zkmem
