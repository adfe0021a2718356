// Executes the whole run once and cuts it into segments that can be proven.
#include <algorithm>
#include <bit>

#include <fmt/format.h>

#include "zkmem/hash/simd.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/rv32im/chips/segment_traces.h"
#include "zkmem/rv32im/machine.h"
#include "zkmem/rv32im/program_file.h"
#include "zkmem/rv32im/report.h"
#include "zkmem/sdk/execution/input.h"
#include "zkmem/sdk/execution/run_end.h"
#include "zkmem/sdk/execution/segment_start.h"
#include "zkmem/sdk/page_delta.h"
#include "zkmem/sdk/segment_cutter.h"
#include "zkmem/statement/execution/claim.h"
#include "zkmem/vm/chips/system_chips.h"

namespace zkmem {
namespace {

using rv32im::Machine;
using rv32im::MachineOptions;
using rv32im::SegmentTraces;
using rv32im::StopReason;

LogHeights heights_of(const SegmentTraces& traces, size_t num_airs) {
  LogHeights heights(num_airs);
  for (size_t i = 0; i < heights.size(); ++i) {
    if (const size_t height = traces.height(i)) heights[i] = static_cast<uint32_t>(std::countr_zero(height));
  }
  return heights;
}

class Planner {
 public:
  Planner(const Context& context, KeyCache& keys, const ExecutionInput& input, Plan plan,
          const WorkFolder& folder, std::vector<std::string>& notes)
      : context_(context),
        input_(input),
        notes_(notes),
        folder_(folder),
        plan_(std::move(plan)),
        claim_(claim_as<ExecutionClaim>(*plan_.claim)),
        cutter_(context, keys, plan_, input, true, notes) {}

  Result<Plan> run() {
    ZKMEM_ASSIGN_OR_RETURN(Program loaded,
                           rv32im::load_program(input_.program_file, input_.machine->instructions()));
    program_ = std::make_shared<const Program>(std::move(loaded));
    table_ = program_table(*program_);
    ZKMEM_ASSIGN_OR_RETURN(start_, start_state());
    plan_.inputs = static_cast<uint32_t>(input_.items.size());
    ZKMEM_RETURN_IF_ERROR(write_input());
    ZKMEM_RETURN_IF_ERROR(run_segments());
    ZKMEM_RETURN_IF_ERROR(finish());
    return std::move(plan_);
  }

 private:
  MachineOptions options(uint64_t segment_accesses) const {
    MachineOptions options;
    options.config = claim_.config;
    options.segment_accesses = segment_accesses;
    options.record = true;
    options.extensions = input_.machine->instructions();
    return options;
  }

  Result<std::optional<MachineState>> start_state() {
    MachineOptions options;
    options.inputs = input_.items;
    options.extensions = input_.machine->instructions();
    ZKMEM_ASSIGN_OR_RETURN(const Machine machine, Machine::create(program_, options));
    MachineState state = machine.save();
    if (input_.state || !input_.initial.empty()) {
      const CellImage under = input_.state ? input_.state->image : zero_memory(claim_.config).image;
      ZKMEM_ASSIGN_OR_RETURN(below_, rv32im::memory_below(*program_, claim_.config, under, input_.initial));
      ZKMEM_ASSIGN_OR_RETURN(state.image, rv32im::initial_image(*program_, options.config, *below_));
    }
    return std::optional<MachineState>(std::move(state));
  }

  Status write_input() {
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

  Status run_segments() {
    const Poseidon2Batch& hash = simd_poseidon2_batch();
    const StateMemory under = input_.state ? *input_.state : zero_memory(claim_.config);
    ZKMEM_ASSIGN_OR_RETURN(
        MerkleTree tree, updated_tree(context_, hash, claim_.config, under.tree, under.image, start_->image));
    CellImage before = start_->image;
    for (;;) {
      const size_t index = plan_.segments.size();
      ZKMEM_RETURN_IF_ERROR(
          folder_.write_checked(WorkFolder::start_name(index), encode_segment_start(*start_, before)));
      before = start_->image;
      const uint64_t first = start_->instructions;
      ZKMEM_ASSIGN_OR_RETURN(const Step step, run_one(index, tree));
      plan_.add_segment({first, step.instructions, cutter_.limit(), 0, step.shape.trace_cells}, 0);
      shapes_.push_back(step.shape);
      tree = step.tree;
      if (step.exit_code) {
        claim_.exit_code = *step.exit_code;
        ZKMEM_RETURN_IF_ERROR(
            folder_.write_checked(WorkFolder::kEndName, encode_page_delta(before, start_->image)));
        const auto cells = [&](uint32_t space, uint32_t label) {
          return leaf_cells(start_->image, space, label);
        };
        const auto count = static_cast<uint32_t>(claim_.config.spaces[kPublicValuesAddressSpace].num_cells);
        ZKMEM_ASSIGN_OR_RETURN(claim_.public_values, open_public_values(tree, count, cells));
        return {};
      }
    }
  }

  struct Step {
    uint64_t instructions = 0;
    SegmentShape shape;
    MerkleTree tree;
    std::optional<uint32_t> exit_code;
  };

  // Executes the next segment from start_, with smaller limits until it fits, and moves start_ to its end.
  Result<Step> run_one(size_t index, const MerkleTree& tree) {
    std::optional<Step> step;
    ZKMEM_RETURN_IF_ERROR(cutter_.cut(index, [&](uint64_t limit) -> Result<bool> {
      ZKMEM_ASSIGN_OR_RETURN(Machine machine, Machine::resume(program_, options(limit), *start_));
      const StopReason reason = machine.run(context_, input_.max_instructions - start_->instructions);
      if (reason == StopReason::kTrapped) return trap_error(machine, input_.program_file);
      if (reason == StopReason::kCancelled) return cancelled();
      if (reason == StopReason::kInstructionLimit) return rv32im::instruction_limit_error(machine);
      ZKMEM_ASSIGN_OR_RETURN(
          const SegmentTraces traces,
          SegmentTraces::plan(context_, simd_poseidon2_batch(), *program_, table_, *machine.record(),
                              *machine.memory(), tree, input_.machine->definition()));
      SegmentShape shape{heights_of(traces, input_.machine->definition().num_airs()), traces.cells(), 0};
      ZKMEM_ASSIGN_OR_RETURN(const bool fits, cutter_.fits(shape, limit));
      if (!fits) return false;
      step = Step{machine.instructions() - start_->instructions, std::move(shape), traces.final_tree(),
                  machine.exit_code()};
      if (!said_null_write_) {
        std::string note = rv32im::null_write_report(machine);
        said_null_write_ = !note.empty();
        if (said_null_write_) notes_.push_back(std::move(note));
      }
      if (!step->exit_code) machine.next_segment();
      if (auto note = abort_note(machine, input_.program_file)) notes_.push_back(*std::move(note));
      MachineState next = machine.save();
      start_ = std::move(next);
      context_.report(fmt::format("plan: {} instructions", start_->instructions), kUnknownFraction);
      return true;
    }));
    return *std::move(step);
  }

  // One height for all segments: the program's commitment depends on it.
  Status finish() {
    uint32_t height = 0;
    for (const SegmentShape& shape : shapes_) height = std::max(height, shape.log_stacked_height);
    ZKMEM_ASSIGN_OR_RETURN(const auto key, cutter_.key(height));
    for (size_t k = 0; k < shapes_.size(); ++k) {
      claim_.segments[k].log_stacked_height = height;
      plan_.segments[k].memory_bytes = needed_bytes(*key, shapes_[k]);
    }
    ZKMEM_ASSIGN_OR_RETURN(claim_.program_commitment,
                           program_commitment(context_, *program_, key->inner.params));
    return {};
  }

  const Context& context_;
  const ExecutionInput& input_;
  std::vector<std::string>& notes_;
  const WorkFolder& folder_;
  Plan plan_;
  ExecutionClaim& claim_;  // plan_'s
  SegmentCutter cutter_;
  std::shared_ptr<const Program> program_;
  Trace table_;
  std::optional<CellImage> below_;     // what the program is loaded over, if not zeros
  std::optional<MachineState> start_;  // of the next segment
  std::vector<SegmentShape> shapes_;
  bool said_null_write_ = false;
};

}  // namespace

Result<Plan> ExecutionInput::plan(const Context& context, KeyCache& keys, const WorkFolder& folder,
                                  std::vector<std::string>& notes) const {
  ZKMEM_ASSIGN_OR_RETURN(Plan plan, Planner(context, keys, *this, new_plan(), folder, notes).run());
  ZKMEM_RETURN_IF_ERROR(folder.write_plan(plan));
  return plan;
}

}  // namespace zkmem
