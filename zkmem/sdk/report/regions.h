// The parts of a program's memory that have names: sections, data, and by what the run touched its heap and
// stack.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "zkmem/sdk/report/profile.h"

namespace zkmem {

// `file` is the program's own; `stack_pointer` as the run left it, `pages` what it touched. The stack is what
// was touched in the room between sections (or beside them) that the stack pointer is in, up to it or to the
// room's end; the heap what was touched behind the last section. Where both are there, the widest part
// between them that was not touched divides them.
std::vector<MemoryRegion> memory_regions(std::span<const uint8_t> file, uint32_t stack_pointer,
                                         const std::vector<PageCosts>& pages);

}  // namespace zkmem
