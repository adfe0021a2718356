// What a segment touched, read off the machine's memory itself: every live block knows the time of its last
// access, or at least that there was one, so nothing has to be replayed. For the machine's configuration
// (openvm-v2: byte cells in blocks of four).
#pragma once

#include "zkmem/base/context.h"
#include "zkmem/memory/offline/touched_memory.h"
#include "zkmem/memory/online/address_map.h"
#include "zkmem/memory/online/memory.h"

namespace zkmem::rv32im {

// Touched leaves ascending by (space, label). Reads the memory as it stands at the segment's end, before it
// is cut.
TouchedMemory touched_memory(const Context& context, MemoryCore& memory);
// The same of marked memory: all times are 0.
TouchedMemory touched_memory(const Context& context, const AddressMap& marked);

}  // namespace zkmem::rv32im
