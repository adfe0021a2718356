#include "zkmem/memory/model/access_rules.h"

#include <algorithm>
#include <bit>

namespace zkmem {

namespace {

MemoryError refuse(MemoryErrorKind kind, const Access& access, uint64_t actual, uint64_t limit) {
  return {kind, access, 0, actual, limit};
}

std::optional<MemoryError> check_immediate(uint32_t modulus, const Access& access) {
  if (access.op == OpType::kWrite) return refuse(MemoryErrorKind::kImmediateWrite, access, 0, 0);
  if (access.size != 1) return refuse(MemoryErrorKind::kBadSize, access, access.size, 1);
  if (access.pointer >= modulus) {
    return refuse(MemoryErrorKind::kValueNotRepresentable, access, access.pointer, modulus);
  }
  return std::nullopt;
}

}  // namespace

std::optional<MemoryError> check_access(const MemoryConfig& config, uint32_t modulus, const Access& access) {
  if (access.address_space == kImmediateSpace) return check_immediate(modulus, access);
  if (!config.has_space(access.address_space)) {
    const auto used = std::count_if(config.spaces.begin(), config.spaces.end(),
                                    [](const AddressSpaceConfig& s) { return s.is_used(); });
    return refuse(MemoryErrorKind::kInvalidSpace, access, access.address_space, static_cast<uint64_t>(used));
  }
  const AddressSpaceConfig& space = config.spaces[access.address_space];
  const bool permitted = access.op == OpType::kRead ? space.guest_can_read() : space.guest_can_write();
  if (!permitted) return refuse(MemoryErrorKind::kNoPermission, access, access.address_space, 0);
  const uint64_t end = uint64_t{access.pointer} + access.size;
  if (end > space.num_cells) return refuse(MemoryErrorKind::kOutOfBounds, access, end, space.num_cells);
  const uint32_t block = config.block_size(access.address_space);
  const uint32_t largest = config.profile == MemoryProfile::kOpenVmV2 ? block : config.max_access_size;
  if (!std::has_single_bit(access.size) || access.size > largest || access.size < block) {
    return refuse(MemoryErrorKind::kBadSize, access, access.size, largest);
  }
  if (access.pointer % block != 0) return refuse(MemoryErrorKind::kMisaligned, access, access.pointer, block);
  return std::nullopt;
}

std::optional<MemoryError> check_values(const MemoryConfig& config, uint32_t modulus, const Access& access,
                                        std::span<const uint32_t> values) {
  const uint32_t bound = access.address_space == kImmediateSpace
                             ? modulus
                             : cell_bound(config.spaces[access.address_space].cell_type, modulus);
  for (const uint32_t value : values) {
    if (value >= bound) return refuse(MemoryErrorKind::kValueNotRepresentable, access, value, bound);
  }
  return std::nullopt;
}

std::optional<MemoryError> check_room(const MemoryConfig& config, uint32_t now, uint64_t accesses,
                                      const Access& access) {
  if (auto error = check_ticks(config, now, 1)) {
    error->access = access;
    return error;
  }
  if (accesses < config.access_capacity) return std::nullopt;
  return MemoryError{MemoryErrorKind::kCapacityReached, access, now, accesses + 1, config.access_capacity};
}

std::optional<MemoryError> check_ticks(const MemoryConfig& config, uint32_t now, uint64_t ticks) {
  if (ticks <= config.last_timestamp() - now) return std::nullopt;
  return MemoryError{
      MemoryErrorKind::kTimestampOverflow, {}, now, now + ticks, uint64_t{config.last_timestamp()} + 1};
}

}  // namespace zkmem
