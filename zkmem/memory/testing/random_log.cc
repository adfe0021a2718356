#include "zkmem/memory/testing/random_log.h"

#include <algorithm>

#include "zkmem/base/check.h"

namespace zkmem::testing {

MemoryConfig small_config(MemoryProfile profile, BoundaryMode mode) {
  MemoryConfig config;
  config.profile = profile;
  config.mode = mode;
  config.pointer_max_bits = 12;
  config.timestamp_max_bits = 20;
  config.range_max_bits = 16;
  const bool words_only = profile == MemoryProfile::kOpenVmV2;
  config.spaces = {AddressSpaceConfig{},
                   {CellType::kU8, 64, 4, Permissions::kReadWrite, "registers"},
                   {CellType::kU8, 1024, 4, Permissions::kReadWrite, "memory"},
                   {CellType::kU16, 256, words_only ? 4U : 2U, Permissions::kReadWrite, "halves"},
                   {CellType::kField, 512, words_only ? 4U : 1U, Permissions::kReadWrite, "native"},
                   {CellType::kU8, 64, 4, Permissions::kRead, "constants"}};
  ZKMEM_CHECK(config.validate().ok());
  return config;
}

void run_random(MemoryController<BabyBear>& controller, Random& random, uint32_t accesses, uint32_t cells) {
  const MemoryConfig& config = controller.config();
  for (uint32_t i = 0; i < accesses; ++i) {
    const uint32_t dice = random.below(20);
    if (dice == 0) {
      ZKMEM_CHECK(controller.increment_timestamp_by(1 + random.below(1000)).ok());
    } else if (dice == 1) {
      ZKMEM_CHECK(controller.read({kImmediateSpace, random.below(BabyBear::kModulus)}, 1).ok());
    }
    uint32_t space = 1 + random.below(static_cast<uint32_t>(config.spaces.size()) - 1);
    while (!config.has_space(space))
      space = 1 + random.below(static_cast<uint32_t>(config.spaces.size()) - 1);
    const AddressSpaceConfig& s = config.spaces[space];
    const uint32_t block = config.block_size(space);
    uint32_t size = block;
    if (config.profile != MemoryProfile::kOpenVmV2) {
      while (size < config.max_access_size && random.below(2) == 0) size *= 2;
    }
    const uint32_t room = std::min(cells, static_cast<uint32_t>(s.num_cells));
    if (size > room) size = block;
    const uint32_t step = config.profile == MemoryProfile::kOpenVmV2 ? 4 : block;
    const uint32_t pointer = random.below((room - size) / step + 1) * step;
    if (!s.guest_can_write() || random.below(2) == 0) {
      ZKMEM_CHECK(controller.read({space, pointer}, size).ok());
      continue;
    }
    std::vector<uint32_t> values(size);
    for (uint32_t& value : values) value = random.below(cell_bound(s.cell_type, BabyBear::kModulus));
    ZKMEM_CHECK(controller.write({space, pointer}, values).ok());
  }
}

}  // namespace zkmem::testing
