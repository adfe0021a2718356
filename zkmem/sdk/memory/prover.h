// Proving an access log in steps: plan (replay once, cut into segments that fit), prove each segment from its
// own files, assemble. docs/spec/work-folder.md.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/memory/log_file.h"
#include "zkmem/memory/online/memory_image.h"
#include "zkmem/sdk/memory/planner.h"
#include "zkmem/sdk/segment_proving.h"
#include "zkmem/sdk/segment_report.h"
#include "zkmem/sdk/work_folder.h"
#include "zkmem/statement/keys.h"
#include "zkmem/statement/zkproof.h"
#include "zkmem/store/run_versions.h"

namespace zkmem {

struct MemoryInput {
  FileBytes log_file;  // as given
  LogFile log;         // what is in it
  LogCutting cutting;
  // The persistent state's version that the log goes on from; none: there is no state. A state without a
  // version has no say: the log starts on its own memory.
  std::optional<StateMemory> state;

  // Tells one input from another: the log, its configuration, how it is cut.
  std::string checksum() const;
};

// Replays the whole log and writes the folder. Segments are cut by accesses, by the heights that the
// parameters allow, and by the context's memory budget. `notes` gains one line for each way in which the plan
// makes do with less. kRejected if the log is not consistent.
Result<Plan> plan_memory(const Context& context, KeyCache& keys, const MemoryInput& input,
                         const WorkFolder& folder, std::vector<std::string>& notes);

// The digest that a proof of this input will have, without proving it: cut and planned in the same way.
Result<Digest> planned_log_digest(const Context& context, KeyCache& keys, const MemoryInput& input,
                                  std::vector<std::string>& notes);

// Proves segment `index` from the folder, verifies the proof and writes it. Depends on nothing but the
// folder's files.
Result<SegmentReport> prove_memory_segment(const Context& context, KeyCache& keys, const WorkFolder& folder,
                                           const Plan& plan, size_t index, SegmentBuffers* buffers = nullptr);

// What these bytes bind, if they prove what the plan says of segment `index`.
Result<SegmentClaim> check_memory_segment(KeyCache& keys, const Plan& plan, size_t index,
                                          std::span<const uint8_t> proof);

// The statement of a plan whose segments are all proven, each proof verified again.
Result<ZkProof> assemble_memory(const Context& context, KeyCache& keys, const WorkFolder& folder,
                                const Plan& plan);

// The memory that the planned log starts on, and what segment `index` leaves behind, given what it started
// on.
Result<CellImage> planned_start(const WorkFolder& folder, const Plan& plan);
Result<CellImage> memory_after(const WorkFolder& folder, const Plan& plan, size_t index, CellImage before);

}  // namespace zkmem
