#include "zkmem/memory/online/guest_memory.h"

namespace zkmem {

GuestMemory::GuestMemory(const MemoryConfig& config, CellImage initial)
    : map_(config, AddressMap::Kind::kPlain, std::move(initial)), limits_(config.spaces.size()) {
  for (uint32_t s = 1; s < config.spaces.size(); ++s) {
    const AddressSpaceConfig& space = config.spaces[s];
    if (!space.is_used() || space.cell_type != CellType::kU8 || config.block_size(s) > 4) continue;
    const auto blocks = static_cast<uint32_t>(space.num_cells / 4);
    limits_[s] = {map_.table(s), space.guest_can_read() ? blocks : 0, space.guest_can_write() ? blocks : 0};
  }
}

}  // namespace zkmem
