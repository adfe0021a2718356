#include "zkmem/memory/chips/access_log/space_facts.h"

namespace zkmem {

SpaceFacts space_facts(const MemoryConfig& config, uint32_t space) {
  const AddressSpaceConfig& s = config.spaces[space];
  const uint32_t value_bits = s.cell_type == CellType::kU8 ? 8 : s.cell_type == CellType::kU16 ? 16 : 0;
  return {.even = s.min_block_size >= 2,
          .fours = s.min_block_size >= 4,
          .num_cells = static_cast<uint32_t>(s.num_cells),
          .is_ranged = value_bits != 0,
          .value_bits = value_bits};
}

}  // namespace zkmem
