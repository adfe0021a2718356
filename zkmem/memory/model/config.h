// The memory's configuration: address spaces, bit widths, profile. A plain value that anyone may fill in;
// validate() says as a whole whether every part of this library works with it (memory.md, "Cells, spaces,
// addresses"). What comes from JSON or from the defaults is valid.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/memory/model/address.h"

namespace zkmem {

// What the program may do. kHost: nothing; only the host reads and writes the image between runs.
enum class Permissions : uint8_t { kReadWrite, kRead, kHost };

struct AddressSpaceConfig {
  CellType cell_type = CellType::kNull;
  uint64_t num_cells = 0;
  uint32_t min_block_size = 1;  // cells; access pointers and sizes are multiples of it
  Permissions permissions = Permissions::kReadWrite;
  std::string name;

  bool is_used() const { return num_cells != 0; }
  bool guest_can_read() const { return permissions != Permissions::kHost; }
  bool guest_can_write() const { return permissions == Permissions::kReadWrite; }
  // Names are for people: spaces that differ only there are equal.
  friend bool operator==(const AddressSpaceConfig& a, const AddressSpaceConfig& b) {
    return a.cell_type == b.cell_type && a.num_cells == b.num_cells && a.min_block_size == b.min_block_size &&
           a.permissions == b.permissions;
  }
};

// Which reference the blocks follow (memory.md, "Blocks and adapters").
enum class MemoryProfile : uint8_t { kOpenVmV1, kOpenVmV2, kHybrid };
// Where memory starts and ends, and what ties segments together. kPersistent: roots, before and after each
// segment. kVolatile: zeros, in one segment. kGlobal: zeros, and one ledger for the whole run.
enum class BoundaryMode : uint8_t { kPersistent, kVolatile, kGlobal };

struct MemoryConfig {
  uint32_t addr_space_height = 3;  // the tree has room for spaces 1 ... 2^addr_space_height
  uint32_t pointer_max_bits = 29;
  uint32_t timestamp_max_bits = 29;
  uint32_t range_max_bits = 17;  // limb of range-checked decompositions
  uint32_t max_access_size = kMaxAccessSize;
  BoundaryMode mode = BoundaryMode::kPersistent;
  MemoryProfile profile = MemoryProfile::kHybrid;
  std::optional<uint32_t> explicit_initial_block_size;  // as given; use initial_block_size(space)
  uint64_t access_capacity = uint64_t{1} << 29;         // accesses a segment may hold
  std::vector<AddressSpaceConfig> spaces;               // index = address space; entry 0 is kNull

  // The default for logs: registers, main memory, public values and 16384 field cells; hybrid, persistent.
  static MemoryConfig hybrid_default();
  // OpenVM 2's own configuration, on which programs are proven.
  static MemoryConfig openvm_v2_default();

  // Puts the memory under a profile or mode that stands above what was said before: an initial block size
  // that was given for another one is dropped. Does not validate.
  void put_under(MemoryProfile profile);
  void put_under(BoundaryMode mode);
  // The same memory, though it may be proven in another mode.
  bool holds_as(const MemoryConfig& other) const;
  // Every rule at once; the error names the first one broken.
  Status validate() const;

  bool has_space(uint32_t space) const {
    return space != 0 && space < spaces.size() && spaces[space].is_used();
  }
  uint32_t address_height() const { return pointer_max_bits - 3; }  // levels of one space's tree of leaves
  uint32_t tree_height() const { return addr_space_height + address_height(); }
  uint64_t leaf_index(Address a) const {
    return (uint64_t{a.address_space - 1} << address_height()) + a.pointer / kLeafCells;
  }
  // The unit that carries a timestamp and that pointers and sizes are multiples of: 4 in openvm-v2, else the
  // space's minimum block.
  uint32_t block_size(uint32_t space) const;
  // Size of the blocks that memory is cut into at time 0.
  uint32_t initial_block_size(uint32_t space) const;
  // Volatile memory: there is neither a root of anything else nor somebody who has it.
  bool starts_from_zero() const { return mode == BoundaryMode::kVolatile; }
  // An access happens at timestamps below this; the clock never exceeds it.
  uint32_t last_timestamp() const { return (1u << timestamp_max_bits) - 1; }

  // The same memory (names and the spelling of the initial block size apart).
  friend bool operator==(const MemoryConfig& a, const MemoryConfig& b);
};

inline constexpr uint32_t kMaxBits =
    29;  // of pointers and timestamps: 30 would let differences wrap in the field
inline constexpr uint32_t kMaxAddressSpaces = 32;  // configured ones, space 0 included

std::string_view to_string(CellType type);
std::string_view to_string(Permissions permissions);
std::string_view to_string(MemoryProfile profile);
std::string_view to_string(BoundaryMode mode);
std::optional<MemoryProfile> parse_profile(std::string_view text);
std::optional<BoundaryMode> parse_mode(std::string_view text);

// "1, 2, 3, 4": the spaces that there are, for messages.
std::string space_list(const MemoryConfig& config);
// The first difference in words ("timestamp_max_bits: 29 against 28"), empty when equal.
std::string describe_difference(const MemoryConfig& a, const MemoryConfig& b);

// JSON as cli.md gives it: both spellings of the golden files are read, a field that is none of them is an
// error. Absent fields take the default of a log.
Result<MemoryConfig> parse_memory_config(std::string_view json);
// What the text says, absent fields as in `base`; the whole is not validated yet, so that something that
// stands above it (a profile that was asked for) can still be put in its place.
Result<MemoryConfig> read_memory_config(std::string_view json, const MemoryConfig& base);
// A configuration's file, under `profile` whatever it says, if there is one. Errors name the file.
Result<MemoryConfig> load_memory_config(const std::string& path,
                                        std::optional<MemoryProfile> profile = std::nullopt);
// One line, fixed order: equal configurations give equal text.
std::string to_json(const MemoryConfig& config);

}  // namespace zkmem
