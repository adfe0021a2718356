#include "zkmem/memory/model/error.h"

#include <fmt/format.h>

namespace zkmem {

std::string_view to_string(OpType op) { return op == OpType::kRead ? "read" : "write"; }

std::string_view to_string(MemoryErrorKind kind) {
  switch (kind) {
    case MemoryErrorKind::kInvalidSpace:
      return "invalid_space";
    case MemoryErrorKind::kImmediateWrite:
      return "immediate_write";
    case MemoryErrorKind::kNoPermission:
      return "no_permission";
    case MemoryErrorKind::kOutOfBounds:
      return "out_of_bounds";
    case MemoryErrorKind::kNotBytes:
      return "not_bytes";
    case MemoryErrorKind::kBadSize:
      return "bad_size";
    case MemoryErrorKind::kMisaligned:
      return "misaligned";
    case MemoryErrorKind::kValueNotRepresentable:
      return "value_not_representable";
    case MemoryErrorKind::kTimestampOverflow:
      return "timestamp_overflow";
    case MemoryErrorKind::kCapacityReached:
      return "capacity_reached";
  }
  return "unknown";
}

namespace {

std::string reason(const MemoryError& e) {
  switch (e.kind) {
    case MemoryErrorKind::kInvalidSpace:
      return fmt::format("address space {} is not one of the {} configured", e.actual, e.limit);
    case MemoryErrorKind::kImmediateWrite:
      return "address space 0 holds immediates and is never written";
    case MemoryErrorKind::kNoPermission:
      return fmt::format("the program may not {} address space {}", to_string(e.access.op), e.actual);
    case MemoryErrorKind::kOutOfBounds:
      return fmt::format("it ends at cell {} but the space has {} cells", e.actual, e.limit);
    case MemoryErrorKind::kNotBytes:
      return fmt::format("address space {} does not hold bytes, so it has no words", e.actual);
    case MemoryErrorKind::kBadSize:
      return fmt::format("size {} is not a power of two up to {} that the space's blocks divide", e.actual,
                         e.limit);
    case MemoryErrorKind::kMisaligned:
      return fmt::format("pointer {} is not a multiple of the block of {} cells", e.actual, e.limit);
    case MemoryErrorKind::kValueNotRepresentable:
      return fmt::format("value {} does not fit, cells hold values below {}", e.actual, e.limit);
    case MemoryErrorKind::kTimestampOverflow:
      return fmt::format("the clock would reach {} and must stay below {}", e.actual, e.limit);
    case MemoryErrorKind::kCapacityReached:
      return fmt::format("it would be access {} of a segment that holds {}", e.actual, e.limit);
  }
  return "unknown reason";
}

}  // namespace

std::string MemoryError::message() const {
  if (kind == MemoryErrorKind::kTimestampOverflow && access.size == 0) {  // the clock moved without an access
    return fmt::format("timestamp_overflow: at timestamp {}: {}", timestamp, reason(*this));
  }
  return fmt::format("{}: {} of {} cells at {}:{} at timestamp {}: {}", to_string(kind), to_string(access.op),
                     access.size, access.address_space, access.pointer, timestamp, reason(*this));
}

Error MemoryError::to_error() const {
  return {kind == MemoryErrorKind::kCapacityReached ? ErrorKind::kLimit : ErrorKind::kBadInput, message()};
}

}  // namespace zkmem
