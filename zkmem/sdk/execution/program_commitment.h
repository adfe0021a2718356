// The names that proofs of runs have for what is run.
#pragma once

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/memory/model/memory_image.h"
#include "zkmem/protocol/system_params.h"
#include "zkmem/statement/execution/known_program.h"
#include "zkmem/vm/program.h"

namespace zkmem {

// What the proof calls the program: the commitment of its table. Depends on the parameters' height.
Result<Commitment> program_commitment(const Context& context, const Program& program,
                                      const SystemParams& params);

// What the proof of a run on global memory calls the memory that it starts on, likewise of its ends.
Result<StartImage> start_image_of(const Context& context, const CellImage& image, const SystemParams& params);

}  // namespace zkmem
