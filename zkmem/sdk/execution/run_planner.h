// Executes a whole run once and cuts it into segments that can be proven; what is written of each, and how
// their memory hangs together, is for the planner of each machine to say.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/rv32im/chips/segment_outline.h"
#include "zkmem/rv32im/machine.h"
#include "zkmem/sdk/execution/input.h"
#include "zkmem/sdk/segment_cutter.h"
#include "zkmem/statement/execution/claim.h"

namespace zkmem {

// log2 of each height; empty: absent.
LogHeights log_heights(std::span<const size_t> heights);

// Of the whole run so far, in all spaces.
uint64_t all_accesses(const rv32im::Machine& machine);

class RunPlanner {
 public:
  RunPlanner(const RunPlanner&) = delete;
  RunPlanner& operator=(const RunPlanner&) = delete;
  virtual ~RunPlanner() = default;

  // The plan, whose folder is complete.
  Result<Plan> run();

 protected:
  // `input`, `folder` and `notes` must stay. `plan` is the claim with all that is known before the work
  // begins.
  RunPlanner(const Context& context, KeyCache& keys, const ExecutionInput& input, Plan plan,
             const WorkFolder& folder, std::vector<std::string>& notes);

  // Where the run is cut, if that is chosen, and why there; empty: the longest segments that fit.
  virtual Result<std::string> choose_cut() { return std::string(); }
  // The first segment's start is there.
  virtual Status begin() = 0;
  // Of the segment that the machine has just run, counting or recording.
  virtual Result<rv32im::SegmentOutline> outline_of(rv32im::Machine& machine) = 0;
  // It fits, and is the plan's last one; start() is still where it started.
  virtual Status take(const rv32im::Machine& machine, rv32im::SegmentOutline outline,
                      const SegmentShape& shape) = 0;
  // Whether a segment can be proven before the run has ended.
  virtual bool can_grow() const { return false; }
  // The run has ended, in start(). Shapes, of which the plan has the cells, may change before one height is
  // chosen for all.
  virtual Status settle(std::vector<SegmentShape>&) { return {}; }
  // One height is chosen for all segments, and the program has its name.
  virtual Status end() = 0;

  const Context& context() const { return context_; }
  const ExecutionInput& input() const { return input_; }
  const WorkFolder& folder() const { return folder_; }
  std::vector<std::string>& notes() { return notes_; }
  Plan& plan() { return plan_; }
  ExecutionClaim& claim() { return claim_; }
  SegmentCutter& cutter() { return cutter_; }
  // A proof behind the segments', whose shape is this.
  void add_closing(const PlannedSegment& planned, const SegmentShape& shape);
  // A machine for a segment of at most so many accesses.
  rv32im::MachineOptions options(uint64_t segment_accesses) const;
  const std::shared_ptr<const Program>& shared_program() const { return program_; }
  const Program& program() const { return *program_; }
  const Trace& table() const { return table_; }
  // Of the next segment.
  const MachineState& start() const { return *start_; }

 private:
  Result<MachineState> first_state();
  Status write_input();
  Status run_segments();
  Result<bool> attempt(uint64_t limit);
  Status tell_growth();
  Status choose_height();
  // One for all segments so far; returns it.
  Result<uint32_t> set_height();

  const Context& context_;
  const ExecutionInput& input_;
  std::vector<std::string>& notes_;
  const WorkFolder& folder_;
  Plan plan_;
  ExecutionClaim& claim_;  // plan_'s
  SegmentCutter cutter_;
  bool by_record_;
  std::shared_ptr<const Program> program_;
  Trace table_;                     // by_record_
  std::optional<CellImage> below_;  // what the program is loaded over, if not zeros
  std::optional<MachineState> start_;
  std::optional<uint32_t> exit_code_;  // once it has ended
  RunLength done_;                     // the segments so far
  std::vector<SegmentShape> shapes_;
  bool said_null_write_ = false;
};

}  // namespace zkmem
