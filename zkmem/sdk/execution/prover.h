// Proving a program's run in steps: plan (execute once, cut into segments that fit), prove each segment from
// its own files, assemble. docs/spec/work-folder.md.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/memory/online/memory_image.h"
#include "zkmem/sdk/segment_proving.h"
#include "zkmem/sdk/segment_report.h"
#include "zkmem/sdk/work_folder.h"
#include "zkmem/statement/keys.h"
#include "zkmem/statement/parameters.h"
#include "zkmem/store/run_versions.h"
#include "zkmem/vm/program.h"

namespace zkmem {

struct ExecutionInput {
  FileBytes program_file;  // ELF
  std::vector<FileBytes> items;
  uint64_t segment_accesses = uint64_t{1} << 22;
  ParameterChoice parameters;
  // The persistent state's version that the program is loaded over; none: the run has no state.
  std::optional<StateMemory> state;
};

// Executes the whole run and writes the folder. Segments are cut by accesses, by the heights that the
// parameters allow, and by the context's memory budget, before anything large is allocated. `notes` gains one
// line for each way in which the plan makes do with less.
Result<Plan> plan_execution(const Context& context, KeyCache& keys, const ExecutionInput& input,
                            const WorkFolder& folder, std::vector<std::string>& notes);

// Proves segment `index` from the folder, verifies the proof and writes it. Depends on nothing but the
// folder's files.
Result<SegmentReport> prove_execution_segment(const Context& context, KeyCache& keys,
                                              const WorkFolder& folder, const Plan& plan, size_t index,
                                              SegmentBuffers* buffers = nullptr);

// The statement of a plan whose segments are all proven: each proof is verified, and the whole checked by the
// rules of zkmem/statement/execution/verifier.h.
Result<ZkProof> assemble_execution(const Context& context, KeyCache& keys, const WorkFolder& folder,
                                   const Plan& plan);

// The program that the folder's work is about.
Result<Program> planned_program(const WorkFolder& folder);

// The memory that segment `index` of the planned run leaves behind, given the one it started on.
Result<CellImage> image_after(const WorkFolder& folder, const Plan& plan, size_t index, CellImage before);

// What the proof calls the program: the commitment of its table. Depends on the parameters' height.
Result<Digest> program_commitment(const Context& context, const Program& program, const SystemParams& params);

}  // namespace zkmem
