// The memory that a program starts on.
#pragma once

#include <span>

#include "zkmem/base/result.h"
#include "zkmem/memory/model/config.h"
#include "zkmem/memory/model/memory_image.h"
#include "zkmem/memory/model/raw_bytes.h"
#include "zkmem/vm/program.h"

namespace zkmem::rv32im {

// The image a program starts on.
Result<CellImage> initial_image(const Program& program, const MemoryConfig& config);
// The same over a memory that earlier runs left behind: the program's bytes are written over it, the
// registers cleared.
Result<CellImage> initial_image(const Program& program, const MemoryConfig& config, const CellImage& state);
// What a program is loaded over: `state`, and bytes over it. Refuses bytes in the registers, which are
// cleared, and where the program has its own.
Result<CellImage> memory_below(const Program& program, const MemoryConfig& config, const CellImage& state,
                               std::span<const RawBytes> raw);

}  // namespace zkmem::rv32im
