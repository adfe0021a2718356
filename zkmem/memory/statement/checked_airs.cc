// The AIRs as the row checker takes them.
#include "zkmem/memory/statement/memory_airs.h"

namespace zkmem {

std::vector<CheckedAir> MemoryAirs::checked() const {
  std::vector<CheckedAir> airs;
  for (const Entry& entry : entries) airs.push_back(checked_air(*entry.air, entry.is_required));
  return airs;
}

}  // namespace zkmem
