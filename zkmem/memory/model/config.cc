#include "zkmem/memory/model/config.h"

#include <algorithm>
#include <bit>

#include <fmt/format.h>

namespace zkmem {

std::string_view to_string(CellType type) {
  switch (type) {
    case CellType::kNull:
      return "Null";
    case CellType::kU8:
      return "U8";
    case CellType::kU16:
      return "U16";
    case CellType::kField:
      return "Native";
  }
  return "unknown";
}

std::string_view to_string(Permissions permissions) {
  switch (permissions) {
    case Permissions::kReadWrite:
      return "rw";
    case Permissions::kRead:
      return "r";
    case Permissions::kHost:
      return "host";
  }
  return "unknown";
}

std::string_view to_string(MemoryProfile profile) {
  switch (profile) {
    case MemoryProfile::kOpenVmV1:
      return "openvm-v1";
    case MemoryProfile::kOpenVmV2:
      return "openvm-v2";
    case MemoryProfile::kHybrid:
      return "hybrid";
  }
  return "unknown";
}

std::string_view to_string(BoundaryMode mode) {
  switch (mode) {
    case BoundaryMode::kPersistent:
      return "persistent";
    case BoundaryMode::kVolatile:
      return "volatile";
    case BoundaryMode::kGlobal:
      return "global";
  }
  return "unknown";
}

std::optional<MemoryProfile> parse_profile(std::string_view text) {
  for (const auto p : {MemoryProfile::kOpenVmV1, MemoryProfile::kOpenVmV2, MemoryProfile::kHybrid}) {
    if (text == to_string(p)) return p;
  }
  return std::nullopt;
}

std::optional<BoundaryMode> parse_mode(std::string_view text) {
  for (const auto m : {BoundaryMode::kPersistent, BoundaryMode::kVolatile, BoundaryMode::kGlobal}) {
    if (text == to_string(m)) return m;
  }
  return std::nullopt;
}

MemoryConfig MemoryConfig::hybrid_default() {
  MemoryConfig config;
  config.spaces.resize(9, {CellType::kField, 0, 1, Permissions::kReadWrite, ""});
  config.spaces[0] = {CellType::kNull, 0, 1, Permissions::kReadWrite, "immediates"};
  config.spaces[1] = {CellType::kU8, 128, 4, Permissions::kReadWrite, "registers"};
  config.spaces[2] = {CellType::kU8, uint64_t{1} << 29, 4, Permissions::kReadWrite, "memory"};
  config.spaces[3] = {CellType::kU8, 32, 4, Permissions::kReadWrite, "public_values"};
  config.spaces[4] = {CellType::kField, 16384, 1, Permissions::kReadWrite, "native"};
  return config;
}

MemoryConfig MemoryConfig::openvm_v2_default() {
  MemoryConfig config = hybrid_default();
  config.profile = MemoryProfile::kOpenVmV2;
  return config;
}

uint32_t MemoryConfig::block_size(uint32_t space) const {
  return profile == MemoryProfile::kOpenVmV2 ? 4 : spaces[space].min_block_size;
}

uint32_t MemoryConfig::initial_block_size(uint32_t space) const {
  switch (profile) {
    case MemoryProfile::kOpenVmV1:
      return mode == BoundaryMode::kVolatile ? 1 : kLeafCells;
    case MemoryProfile::kOpenVmV2:
      return 4;
    case MemoryProfile::kHybrid:
      return std::min(4u, spaces[space].min_block_size);
  }
  return 0;
}

void MemoryConfig::put_under(MemoryProfile above) {
  if (profile == above) return;
  profile = above;
  explicit_initial_block_size.reset();
}

void MemoryConfig::put_under(BoundaryMode above) {
  if (mode == above) return;
  mode = above;
  explicit_initial_block_size.reset();
}

bool MemoryConfig::holds_as(const MemoryConfig& other) const {
  if (mode == other.mode) return *this == other;
  MemoryConfig same = *this;
  same.put_under(other.mode);
  MemoryConfig without_blocks = other;
  without_blocks.explicit_initial_block_size.reset();
  return same == without_blocks;
}

namespace {

Status check_widths(const MemoryConfig& c) {
  if (c.addr_space_height < 1 || c.addr_space_height > 16) {
    return bad_input(
        fmt::format("config: addr_space_height {} is not between 1 and 16", c.addr_space_height));
  }
  if (c.pointer_max_bits < 3 || c.pointer_max_bits > kMaxBits) {
    return bad_input(
        fmt::format("config: pointer_max_bits {} is not between 3 and {}", c.pointer_max_bits, kMaxBits));
  }
  if (c.timestamp_max_bits < 1 || c.timestamp_max_bits > kMaxBits) {
    return bad_input(
        fmt::format("config: timestamp_max_bits {} is not between 1 and {}", c.timestamp_max_bits, kMaxBits));
  }
  if (c.range_max_bits < 1 || c.range_max_bits > 24) {
    return bad_input(fmt::format("config: range_decomp {} is not between 1 and 24", c.range_max_bits));
  }
  const uint32_t wider = std::max(c.timestamp_max_bits, c.pointer_max_bits);
  if (wider > 2 * c.range_max_bits) {
    return bad_input(
        fmt::format("config: {} bits do not fit two limbs of range_decomp {} bits", wider, c.range_max_bits));
  }
  if (!std::has_single_bit(c.max_access_size) || c.max_access_size > kMaxAccessSize) {
    return bad_input(fmt::format("config: max_access_adapter_n {} is not a power of two up to {}",
                                 c.max_access_size, kMaxAccessSize));
  }
  if (c.access_capacity == 0) return bad_input("config: access_capacity 0 leaves no room for an access");
  return {};
}

Status check_space(const MemoryConfig& c, uint32_t index) {
  const AddressSpaceConfig& s = c.spaces[index];
  if (index == 0) {
    if (s.num_cells != 0) {
      return bad_input(fmt::format(
          "config: address space 0 holds immediates and has no cells, but num_cells is {}", s.num_cells));
    }
    return {};
  }
  if (s.min_block_size == 0 || !std::has_single_bit(s.min_block_size) || s.min_block_size > kMaxAccessSize) {
    return bad_input(fmt::format("config: address space {}: min_block_size {} is not a power of two up to {}",
                                 index, s.min_block_size, kMaxAccessSize));
  }
  if (!s.is_used()) return {};
  if (s.cell_type == CellType::kNull) {
    return bad_input(fmt::format("config: address space {}: layout Null has no cells, but num_cells is {}",
                                 index, s.num_cells));
  }
  if (index > (uint64_t{1} << c.addr_space_height)) {
    return bad_input(
        fmt::format("config: address space {} does not fit a tree of {} spaces (addr_space_height {})", index,
                    uint64_t{1} << c.addr_space_height, c.addr_space_height));
  }
  if (s.num_cells > (uint64_t{1} << c.pointer_max_bits)) {
    return bad_input(
        fmt::format("config: address space {}: num_cells {} is more than pointers of {} bits reach", index,
                    s.num_cells, c.pointer_max_bits));
  }
  const uint32_t block = c.block_size(index);
  if (s.num_cells % block != 0) {
    return bad_input(
        fmt::format("config: address space {}: num_cells {} is not a multiple of the block of {} cells",
                    index, s.num_cells, block));
  }
  if (block > c.max_access_size) {
    return bad_input(
        fmt::format("config: address space {}: a block of {} cells is larger than max_access_adapter_n {}",
                    index, block, c.max_access_size));
  }
  if (c.profile != MemoryProfile::kOpenVmV1 && s.min_block_size > 4) {
    return bad_input(
        fmt::format("config: address space {}: min_block_size {} is above 4, the largest of profile {}",
                    index, s.min_block_size, to_string(c.profile)));
  }
  return {};
}

Status check_profile(const MemoryConfig& c) {
  if (c.profile == MemoryProfile::kOpenVmV2 && c.mode == BoundaryMode::kVolatile) {
    return bad_input("config: profile openvm-v2 has no volatile mode");
  }
  if (!c.explicit_initial_block_size) return {};
  const uint32_t given = *c.explicit_initial_block_size;
  if (c.profile == MemoryProfile::kHybrid) {
    // 4 names hybrid's rule, min(4, the space's minimum block); another size must be what that rule gives
    // everywhere.
    if (given == 4) return {};
    for (uint32_t space = 1; space < c.spaces.size(); ++space) {
      if (c.spaces[space].is_used() && c.initial_block_size(space) != given) {
        return bad_input(fmt::format(
            "config: profile hybrid cuts address space {} into blocks of {}, not of initial_block_size {}",
            space, c.initial_block_size(space), given));
      }
    }
    return {};
  }
  if (given != c.initial_block_size(1)) {
    return bad_input(fmt::format("config: profile {} in {} mode has initial_block_size {}, not {}",
                                 to_string(c.profile), to_string(c.mode), c.initial_block_size(1), given));
  }
  return {};
}

}  // namespace

Status MemoryConfig::validate() const {
  ZKMEM_RETURN_IF_ERROR(check_widths(*this));
  if (spaces.size() < 2 || spaces.size() > kMaxAddressSpaces) {
    return bad_input(fmt::format("config: addr_spaces lists {} spaces, not between 2 and {} with space 0",
                                 spaces.size(), kMaxAddressSpaces));
  }
  for (uint32_t index = 0; index < spaces.size(); ++index) ZKMEM_RETURN_IF_ERROR(check_space(*this, index));
  return check_profile(*this);
}

bool operator==(const MemoryConfig& a, const MemoryConfig& b) { return describe_difference(a, b).empty(); }

std::string space_list(const MemoryConfig& config) {
  std::string list;
  for (uint32_t space = 1; space < config.spaces.size(); ++space) {
    if (config.has_space(space)) list += (list.empty() ? "" : ", ") + std::to_string(space);
  }
  return list;
}

std::string describe_difference(const MemoryConfig& a, const MemoryConfig& b) {
  const auto number = [](const char* name, uint64_t x, uint64_t y) {
    return fmt::format("{}: {} against {}", name, x, y);
  };
  if (a.addr_space_height != b.addr_space_height)
    return number("addr_space_height", a.addr_space_height, b.addr_space_height);
  if (a.pointer_max_bits != b.pointer_max_bits)
    return number("pointer_max_bits", a.pointer_max_bits, b.pointer_max_bits);
  if (a.timestamp_max_bits != b.timestamp_max_bits) {
    return number("timestamp_max_bits", a.timestamp_max_bits, b.timestamp_max_bits);
  }
  if (a.range_max_bits != b.range_max_bits) return number("range_decomp", a.range_max_bits, b.range_max_bits);
  if (a.max_access_size != b.max_access_size)
    return number("max_access_adapter_n", a.max_access_size, b.max_access_size);
  if (a.mode != b.mode) return fmt::format("mode: {} against {}", to_string(a.mode), to_string(b.mode));
  if (a.profile != b.profile)
    return fmt::format("profile: {} against {}", to_string(a.profile), to_string(b.profile));
  if (a.access_capacity != b.access_capacity)
    return number("access_capacity", a.access_capacity, b.access_capacity);
  if (a.spaces.size() != b.spaces.size())
    return number("number of address spaces", a.spaces.size(), b.spaces.size());
  for (size_t i = 0; i < a.spaces.size(); ++i) {
    const AddressSpaceConfig& x = a.spaces[i];
    const AddressSpaceConfig& y = b.spaces[i];
    if (x == y) continue;
    const auto show = [](const AddressSpaceConfig& s) {
      return fmt::format("{} x {} in blocks of {}, {}", s.num_cells, to_string(s.cell_type), s.min_block_size,
                         to_string(s.permissions));
    };
    return fmt::format("address space {}: {} against {}", i, show(x), show(y));
  }
  return "";
}

}  // namespace zkmem
