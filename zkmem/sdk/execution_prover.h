// Proving a program's run in steps: plan (execute once, cut into segments that fit), prove each segment from
// its own files, assemble. docs/spec/work-folder.md.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/memory/online/memory_image.h"
#include "zkmem/sdk/keys.h"
#include "zkmem/sdk/parameters.h"
#include "zkmem/sdk/segment_report.h"
#include "zkmem/sdk/work_folder.h"
#include "zkmem/vm/program.h"

namespace zkmem {

struct ExecutionInput {
  FileBytes program_file;  // ELF
  std::vector<FileBytes> items;
  uint64_t segment_accesses = uint64_t{1} << 22;
  ParameterChoice parameters;
  std::optional<CellImage> state;  // memory that the program is loaded over; none: zeros
};

// Executes the whole run and writes the folder. Segments are cut by accesses, by the heights that the
// parameters allow, and by the context's memory budget, before anything large is allocated. `notes` gains one
// line for each way in which the plan makes do with less.
Result<Plan> plan_execution(const Context& context, KeyCache& keys, const ExecutionInput& input,
                            const WorkFolder& folder, std::vector<std::string>& notes);

// Proves segment `index` from the folder, verifies the proof and writes it. Depends on nothing but the
// folder's files.
Result<SegmentReport> prove_execution_segment(const Context& context, KeyCache& keys,
                                              const WorkFolder& folder, const Plan& plan, size_t index);

// The statement of a plan whose segments are all proven, each proof verified again.
Result<ZkProof> assemble_execution(const Context& context, KeyCache& keys, const WorkFolder& folder,
                                   const Plan& plan);

// The memory that the planned run leaves behind.
Result<CellImage> final_image(const WorkFolder& folder, const Plan& plan);

// What the proof calls the program: the commitment of its table. Depends on the parameters' height.
Result<Digest> program_commitment(const Context& context, const Program& program, const SystemParams& params);

}  // namespace zkmem
