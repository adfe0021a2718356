#include "zkmem/sdk/execution/run_planner.h"

#include <algorithm>
#include <bit>
#include <numeric>

#include <fmt/format.h>

#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/rv32im/program_file.h"
#include "zkmem/rv32im/program_image.h"
#include "zkmem/rv32im/report.h"
#include "zkmem/sdk/execution/run_end.h"
#include "zkmem/sdk/page_delta.h"
#include "zkmem/vm/chips/system_chips.h"

namespace zkmem {

using rv32im::Machine;
using rv32im::MachineOptions;
using rv32im::SegmentOutline;
using rv32im::StopReason;

LogHeights log_heights(std::span<const size_t> heights) {
  LogHeights logs(heights.size());
  for (size_t i = 0; i < logs.size(); ++i)
    if (heights[i] != 0) logs[i] = static_cast<uint32_t>(std::countr_zero(heights[i]));
  return logs;
}

uint64_t all_accesses(const Machine& machine) {
  const AccessCounts counts = machine.accesses();
  return std::accumulate(counts.begin(), counts.end(), uint64_t{0});
}

RunPlanner::RunPlanner(const Context& context, KeyCache& keys, const ExecutionInput& input, Plan plan,
                       const WorkFolder& folder, std::vector<std::string>& notes)
    : context_(context),
      input_(input),
      notes_(notes),
      folder_(folder),
      plan_(std::move(plan)),
      claim_(run_claim(*plan_.claim)),
      cutter_(context, keys, plan_, input, true, notes),
      by_record_(input.plan_by_record || !input.machine->definition().rows_are_counted()) {}

Result<Plan> RunPlanner::run() {
  ZKMEM_ASSIGN_OR_RETURN(Program loaded,
                         rv32im::load_program(input_.program_file, input_.machine->instructions()));
  program_ = std::make_shared<const Program>(std::move(loaded));
  if (by_record_) table_ = program_table(*program_);
  ZKMEM_ASSIGN_OR_RETURN(start_, first_state());
  plan_.inputs = static_cast<uint32_t>(input_.items.size());
  plan_.over_memory = below_.has_value();
  ZKMEM_RETURN_IF_ERROR(write_input());
  if (!input_.segment_accesses) {
    ZKMEM_ASSIGN_OR_RETURN(plan_.cut, choose_cut());
  }
  ZKMEM_RETURN_IF_ERROR(begin());
  ZKMEM_RETURN_IF_ERROR(run_segments());
  ZKMEM_RETURN_IF_ERROR(settle(shapes_));
  ZKMEM_RETURN_IF_ERROR(choose_height());
  ZKMEM_RETURN_IF_ERROR(end());
  ZKMEM_RETURN_IF_ERROR(folder_.write_plan(plan_));
  if (input_.on_shapes) input_.on_shapes(shapes_);
  return std::move(plan_);
}

MachineOptions RunPlanner::options(uint64_t segment_accesses) const {
  MachineOptions options;
  options.config = claim_.config;
  options.segment_accesses = segment_accesses;
  options.record = by_record_;
  options.count = !by_record_;
  options.extensions = input_.machine->instructions();
  return options;
}

Result<MachineState> RunPlanner::first_state() {
  MachineOptions options;
  options.config = claim_.config;
  options.inputs = input_.items;
  options.extensions = input_.machine->instructions();
  ZKMEM_ASSIGN_OR_RETURN(const Machine machine, Machine::create(program_, options));
  MachineState state = machine.save();
  if (input_.state || !input_.initial.empty()) {
    const CellImage under = input_.state ? input_.state->image : zero_memory(claim_.config).image;
    ZKMEM_ASSIGN_OR_RETURN(below_, rv32im::memory_below(*program_, claim_.config, under, input_.initial));
    ZKMEM_ASSIGN_OR_RETURN(state.image, rv32im::initial_image(*program_, claim_.config, *below_));
  }
  return state;
}

Status RunPlanner::write_input() {
  ZKMEM_RETURN_IF_ERROR(folder_.write(kProgramFile, input_.program_file));
  for (size_t i = 0; i < input_.items.size(); ++i) {
    ZKMEM_RETURN_IF_ERROR(folder_.write(WorkFolder::input_name(i), input_.items[i]));
  }
  // Only what other runs or files left behind must be carried along: the program's own image follows from
  // the ELF.
  if (!below_) return {};
  return folder_.write_checked(kStateFile,
                               encode_page_delta(CellImage(claim_.config, BabyBear::kModulus), *below_));
}

Status RunPlanner::run_segments() {
  while (!exit_code_) {
    ZKMEM_RETURN_IF_ERROR(
        cutter_.cut(plan_.segments.size(), done_, [this](uint64_t limit) { return attempt(limit); }));
  }
  claim_.exit_code = *exit_code_;
  return {};
}

// Executes the next segment from start_ and, if it fits, moves start_ to its end.
Result<bool> RunPlanner::attempt(uint64_t limit) {
  ZKMEM_ASSIGN_OR_RETURN(Machine machine, Machine::resume(program_, options(limit), *start_));
  const StopReason reason = machine.run(context_, input_.max_instructions - start_->instructions);
  if (reason == StopReason::kTrapped) return trap_error(machine, input_.program_file);
  if (reason == StopReason::kCancelled) return cancelled();
  if (reason == StopReason::kInstructionLimit) return rv32im::instruction_limit_error(machine);
  ZKMEM_ASSIGN_OR_RETURN(SegmentOutline outline, outline_of(machine));
  SegmentShape shape{log_heights(outline.heights()), outline.cells(), 0};
  ZKMEM_ASSIGN_OR_RETURN(const bool fits, cutter_.fits(shape, limit));
  if (!fits) return false;
  plan_.add_segment(
      {start_->instructions, machine.instructions() - start_->instructions, limit, 0, shape.trace_cells}, 0);
  ZKMEM_RETURN_IF_ERROR(take(machine, std::move(outline), shape));
  shapes_.push_back(std::move(shape));
  if (!said_null_write_) {
    std::string note = rv32im::null_write_report(machine);
    said_null_write_ = !note.empty();
    if (said_null_write_) notes_.push_back(std::move(note));
  }
  done_ = {all_accesses(machine), machine.instructions()};
  exit_code_ = machine.exit_code();
  if (!exit_code_) machine.next_segment();
  if (auto note = abort_note(machine, input_.program_file)) notes_.push_back(*std::move(note));
  start_ = machine.save();
  if (!exit_code_ && can_grow()) ZKMEM_RETURN_IF_ERROR(tell_growth());
  context_.report(fmt::format("plan: {} instructions", start_->instructions), kUnknownFraction);
  return true;
}

void RunPlanner::add_closing(const PlannedSegment& planned, const SegmentShape& shape) {
  plan_.add_segment(planned, shape.log_stacked_height);
  shapes_.push_back(shape);
}

// At the height that is the highest so far.
Status RunPlanner::tell_growth() {
  if (!input_.on_growth) return {};
  ZKMEM_RETURN_IF_ERROR(set_height());
  return input_.tell_growth(plan_);
}

// One height for all segments: the program's commitment depends on it.
Result<uint32_t> RunPlanner::set_height() {
  uint32_t height = 0;
  for (const SegmentShape& shape : shapes_) height = std::max(height, shape.log_stacked_height);
  ZKMEM_ASSIGN_OR_RETURN(const auto key, cutter_.key(height));
  for (size_t k = 0; k < shapes_.size(); ++k) {
    claim_.segments[k].log_stacked_height = height;
    plan_.segments[k].memory_bytes = needed_bytes(*key, shapes_[k]);
  }
  return height;
}

Status RunPlanner::choose_height() {
  ZKMEM_ASSIGN_OR_RETURN(const uint32_t height, set_height());
  if (input_.plan_for_costs) return {};
  ZKMEM_ASSIGN_OR_RETURN(const auto key, cutter_.key(height));
  ZKMEM_ASSIGN_OR_RETURN(claim_.program_commitment,
                         program_commitment(context_, *program_, key->inner.params));
  return {};
}

}  // namespace zkmem
