#include "zkmem/sdk/execution/prover.h"

#include <algorithm>
#include <bit>

#include <fmt/format.h>

#include "zkmem/hash/simd.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/protocol/proof_codec.h"
#include "zkmem/prover/prove.h"
#include "zkmem/rv32im/chips/segment_traces.h"
#include "zkmem/rv32im/elf_loader.h"
#include "zkmem/rv32im/machine.h"
#include "zkmem/sdk/execution/segment_start.h"
#include "zkmem/sdk/page_delta.h"
#include "zkmem/sdk/segment_fit.h"
#include "zkmem/sdk/segment_proving.h"
#include "zkmem/sdk/stopwatch.h"
#include "zkmem/statement/execution/verifier.h"
#include "zkmem/vm/chips/system_chips.h"

namespace zkmem {
namespace {

using rv32im::Machine;
using rv32im::MachineOptions;
using rv32im::SegmentTraces;
using rv32im::StopReason;

constexpr const char* kProgramName = "program.elf";
constexpr const char* kStateName = "state";

std::vector<FileBytes> parts_of(const ExecutionInput& input) {
  std::vector<FileBytes> parts = {input.program_file};
  parts.insert(parts.end(), input.items.begin(), input.items.end());
  return parts;
}

LogHeights heights_of(const SegmentTraces& traces) {
  LogHeights heights(rv32im::kNumMachineAirs);
  for (size_t i = 0; i < heights.size(); ++i) {
    if (const size_t height = traces.height(i)) heights[i] = static_cast<uint32_t>(std::countr_zero(height));
  }
  return heights;
}

Error trap_error(const Machine& machine) {
  return {ErrorKind::kTrap, fmt::format("the program trapped at pc {:#x} after {} instructions: {}",
                                        machine.pc(), machine.instructions(), machine.trap()->message())};
}

class Planner {
 public:
  Planner(const Context& context, KeyCache& keys, const ExecutionInput& input, const WorkFolder& folder,
          std::vector<std::string>& notes)
      : context_(context), keys_(keys), input_(input), folder_(folder), notes_(notes), cut_note_(notes) {}

  Result<Plan> run() {
    ZKMEM_ASSIGN_OR_RETURN(const Program loaded, rv32im::load_elf(input_.program_file));
    program_ = std::make_shared<const Program>(loaded);
    table_ = program_table(*program_);
    ZKMEM_ASSIGN_OR_RETURN(start_, start_state());
    plan_.kind = StatementKind::kExecution;
    plan_.config = MemoryConfig::openvm_v2_default();
    plan_.parameters = input_.parameters.family;
    plan_.input_checksum = content_checksum(parts_of(input_));
    plan_.inputs = static_cast<uint32_t>(input_.items.size());
    if (input_.state) plan_.state_version = input_.state->version ? input_.state->version->id : 0;
    ZKMEM_RETURN_IF_ERROR(write_input());
    ZKMEM_RETURN_IF_ERROR(run_segments());
    ZKMEM_RETURN_IF_ERROR(finish());
    return std::move(plan_);
  }

 private:
  MachineOptions options(uint64_t segment_accesses) const {
    MachineOptions options;
    options.config = plan_.config;
    options.segment_accesses = segment_accesses;
    options.record = true;
    return options;
  }

  Result<std::optional<MachineState>> start_state() {
    MachineOptions options;
    options.inputs = input_.items;
    ZKMEM_ASSIGN_OR_RETURN(const Machine machine, Machine::create(program_, options));
    MachineState state = machine.save();
    if (input_.state) {
      ZKMEM_ASSIGN_OR_RETURN(state.image,
                             rv32im::initial_image(*program_, options.config, input_.state->image));
    }
    return std::optional<MachineState>(std::move(state));
  }

  Status write_input() {
    ZKMEM_RETURN_IF_ERROR(folder_.write(kProgramName, input_.program_file));
    for (size_t i = 0; i < input_.items.size(); ++i) {
      ZKMEM_RETURN_IF_ERROR(folder_.write(WorkFolder::input_name(i), input_.items[i]));
    }
    // Only a state that other runs left behind must be carried along: the program's own image follows from
    // the ELF.
    if (!input_.state) return {};
    return folder_.write_checked(
        kStateName, encode_page_delta(CellImage(plan_.config, BabyBear::kModulus), input_.state->image));
  }

  Status run_segments() {
    const Poseidon2Batch& hash = simd_poseidon2_batch();
    const StateMemory under = input_.state ? *input_.state : zero_memory(plan_.config);
    ZKMEM_ASSIGN_OR_RETURN(
        MerkleTree tree, updated_tree(context_, hash, plan_.config, under.tree, under.image, start_->image));
    CellImage before = start_->image;
    uint64_t limit = input_.segment_accesses;
    for (;;) {
      const size_t index = plan_.segments.size();
      ZKMEM_RETURN_IF_ERROR(
          folder_.write_checked(WorkFolder::start_name(index), encode_segment_start(*start_, before)));
      before = start_->image;
      const uint64_t first = start_->instructions;
      ZKMEM_ASSIGN_OR_RETURN(const Step step, run_one(limit, tree));
      plan_.segments.push_back({first, step.instructions, step.limit, 0, 0, step.shape.trace_cells});
      shapes_.push_back(step.shape);
      limit = step.limit;
      tree = step.tree;
      if (step.exit_code) {
        plan_.exit_code = *step.exit_code;
        ZKMEM_RETURN_IF_ERROR(
            folder_.write_checked(WorkFolder::kEndName, encode_page_delta(before, start_->image)));
        const auto cells = [&](uint32_t space, uint32_t label) {
          return leaf_cells(start_->image, space, label);
        };
        const auto count = static_cast<uint32_t>(plan_.config.spaces[kPublicValuesAddressSpace].num_cells);
        ZKMEM_ASSIGN_OR_RETURN(plan_.public_values, open_public_values(tree, count, cells));
        return {};
      }
    }
  }

  struct Step {
    uint64_t instructions = 0;
    uint64_t limit = 0;
    SegmentShape shape;
    MerkleTree tree;
    std::optional<uint32_t> exit_code;
  };

  // Executes the next segment from start_, with smaller limits until it fits, and moves start_ to its end.
  Result<Step> run_one(uint64_t limit, const MerkleTree& tree) {
    for (;;) {
      ZKMEM_ASSIGN_OR_RETURN(Machine machine, Machine::resume(program_, options(limit), *start_));
      const StopReason reason = machine.run(context_);
      if (reason == StopReason::kTrapped) return trap_error(machine);
      if (reason == StopReason::kCancelled) return cancelled();
      ZKMEM_ASSIGN_OR_RETURN(const SegmentTraces traces,
                             SegmentTraces::plan(context_, simd_poseidon2_batch(), *program_, table_,
                                                 *machine.record(), *machine.memory(), tree));
      SegmentShape shape{heights_of(traces), traces.cells(), 0};
      const Status fits = check_fit(shape, TracesIn::kMemory);
      if (!fits.ok() && fits.error().kind != ErrorKind::kLimit) return fits.error();
      if (!fits.ok() && limit / 2 < kSmallestSegment) {
        ZKMEM_RETURN_IF_ERROR(check_fit(shape, TracesIn::kFile));
        if (!spill_noted_) notes_.push_back(spilling_note(plan_.segments.size(), fits.error()));
        spill_noted_ = true;
      } else if (!fits.ok()) {
        limit /= 2;
        cut_note_.add(plan_.segments.size(), limit, fits.error());
        continue;
      }
      Step step{machine.instructions() - start_->instructions, limit, std::move(shape), traces.final_tree(),
                machine.exit_code()};
      if (!step.exit_code) machine.next_segment();
      MachineState next = machine.save();
      start_ = std::move(next);
      context_.report("plan", 0);
      return step;
    }
  }

  Status check_fit(SegmentShape& shape, TracesIn place) {
    return fit_segment(
        context_, input_.parameters,
        [this](uint32_t height) { return keys_.execution_key(plan_.parameters, height); }, shape, place);
  }

  // One height for all segments: the program's commitment depends on it.
  Status finish() {
    uint32_t height = 0;
    for (const SegmentShape& shape : shapes_) height = std::max(height, shape.log_stacked_height);
    ZKMEM_ASSIGN_OR_RETURN(const auto key, keys_.execution_key(plan_.parameters, height));
    for (size_t k = 0; k < shapes_.size(); ++k) {
      plan_.segments[k].log_stacked_height = height;
      plan_.segments[k].memory_bytes = needed_bytes(*key, shapes_[k]);
    }
    ZKMEM_ASSIGN_OR_RETURN(plan_.program_commitment,
                           program_commitment(context_, *program_, key->inner.params));
    return {};
  }

  const Context& context_;
  KeyCache& keys_;
  const ExecutionInput& input_;
  const WorkFolder& folder_;
  std::vector<std::string>& notes_;
  CutNote cut_note_;
  bool spill_noted_ = false;  // once for all segments that get no smaller
  std::shared_ptr<const Program> program_;
  Trace table_;
  Plan plan_;
  std::optional<MachineState> start_;  // of the next segment
  std::vector<SegmentShape> shapes_;
};

Result<std::vector<Bytes>> read_items(const WorkFolder& folder, const Plan& plan) {
  std::vector<Bytes> items;
  for (uint32_t i = 0; i < plan.inputs; ++i) {
    ZKMEM_ASSIGN_OR_RETURN(FileBytes item, folder.read(WorkFolder::input_name(i)));
    items.push_back(std::move(item));
  }
  return items;
}

// The state at the start of segment `index`: the program's image, then each start's changes.
Result<MachineState> start_of(const WorkFolder& folder, const Plan& plan, const Program& program,
                              size_t index) {
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<Bytes> items, read_items(folder, plan));
  ZKMEM_ASSIGN_OR_RETURN(CellImage image, rv32im::initial_image(program, plan.config));
  if (Result<FileBytes> delta = folder.read_checked(kStateName); delta.ok()) {
    CellImage state(plan.config, BabyBear::kModulus);
    ZKMEM_RETURN_IF_ERROR(apply_page_delta(*delta, state));
    ZKMEM_ASSIGN_OR_RETURN(image, rv32im::initial_image(program, plan.config, state));
  }
  for (size_t k = 0;; ++k) {
    const std::string name = WorkFolder::start_name(k);
    ZKMEM_ASSIGN_OR_RETURN(const FileBytes bytes, folder.read_checked(name));
    Result<MachineState> state = decode_segment_start(bytes, image, items);
    if (!state.ok()) return state.error().in(folder.path() + "/" + name);
    if (k == index) return state;
    image = state->image;
  }
}

}  // namespace

Result<Plan> plan_execution(const Context& context, KeyCache& keys, const ExecutionInput& input,
                            const WorkFolder& folder, std::vector<std::string>& notes) {
  ZKMEM_ASSIGN_OR_RETURN(Plan plan, Planner(context, keys, input, folder, notes).run());
  ZKMEM_RETURN_IF_ERROR(folder.write_plan(plan));
  return plan;
}

Result<SegmentReport> prove_execution_segment(const Context& context, KeyCache& keys,
                                              const WorkFolder& folder, const Plan& plan, size_t index,
                                              SegmentBuffers* buffers) {
  ZKMEM_CHECK(index < plan.segments.size());
  const PlannedSegment& planned = plan.segments[index];
  SegmentReport report;
  Stopwatch watch(report);
  ZKMEM_ASSIGN_OR_RETURN(const Program loaded, planned_program(folder));
  const auto program = std::make_shared<const Program>(loaded);
  ZKMEM_ASSIGN_OR_RETURN(const MachineState start, start_of(folder, plan, *program, index));
  ZKMEM_ASSIGN_OR_RETURN(const MerkleTree tree,
                         tree_of_image(context, simd_poseidon2_batch(), plan.config, start.image));
  MachineOptions options;
  options.config = plan.config;
  options.segment_accesses = planned.access_limit;
  options.record = true;
  ZKMEM_ASSIGN_OR_RETURN(Machine machine, Machine::resume(program, options, start));
  watch.lap("load");

  context.report("execute", 0);
  const StopReason reason = machine.run(context);
  if (reason == StopReason::kCancelled) return cancelled();
  if (reason == StopReason::kTrapped) return trap_error(machine);
  if (machine.instructions() - start.instructions != planned.length) {
    return bad_input(fmt::format("segment {} has {} instructions, the plan says {}", index,
                                 machine.instructions() - start.instructions, planned.length));
  }
  watch.lap("execute");

  context.report("traces", 0);
  const Trace table = program_table(*program);
  std::optional<SegmentTraces> traces;
  ZKMEM_ASSIGN_OR_RETURN(traces, SegmentTraces::plan(context, simd_poseidon2_batch(), *program, table,
                                                     *machine.record(), *machine.memory(), tree));
  ZKMEM_RETURN_IF_ERROR(
      traces->fill(context, nullptr, buffers != nullptr ? std::move(buffers->traces) : TraceBuffer()));
  watch.lap("traces");
  const auto airs = rv32im::machine_airs();
  for (const AirTraces& air : traces->input()) {
    report.cells[airs[air.air]->name()] += air.height() * air.common_main.width();
  }

  ZKMEM_ASSIGN_OR_RETURN(const auto key, keys.execution_key(plan.parameters, planned.log_stacked_height));
  ZKMEM_ASSIGN_OR_RETURN(
      const Proof proof,
      prove_segment_traces(context, *key, traces->input(), [&] { traces.reset(); }, folder.path(), buffers));
  if (buffers != nullptr && traces) buffers->traces = traces->take_buffer();
  const FileBytes bytes = encode_proof(proof);
  report.proof_bytes = bytes.size();
  watch.lap("prove");

  ZKMEM_ASSIGN_OR_RETURN(const ExecutionSegmentFacts facts, verify_execution_segment(*key, bytes));
  report.claim = facts.claim;
  watch.lap("verify");
  ZKMEM_RETURN_IF_ERROR(folder.write_checked(WorkFolder::proof_name(index), bytes));
  return report;
}

Result<ZkProof> assemble_execution(const Context& context, KeyCache& keys, const WorkFolder& folder,
                                   const Plan& plan) {
  ZkProof proof;
  Statement& statement = proof.statement;
  statement.kind = StatementKind::kExecution;
  statement.config = plan.config;
  statement.parameters = plan.parameters;
  statement.program_commitment = plan.program_commitment;
  statement.exit_code = plan.exit_code;
  statement.public_values = plan.public_values;
  if (plan.segments.empty()) return bad_input("the plan has no segments");
  const uint32_t height = plan.segments.front().log_stacked_height;
  ZKMEM_ASSIGN_OR_RETURN(const auto key, keys.execution_key(plan.parameters, height));
  statement.keys_digest = digest_of_keys({key});
  statement.segments.resize(plan.segments.size());
  for (size_t k = 0; k < plan.segments.size(); ++k) {
    ZKMEM_RETURN_IF_ERROR(context.check_cancelled());
    Result<FileBytes> bytes = folder.read_checked(WorkFolder::proof_name(k));
    if (!bytes.ok()) return bad_input(fmt::format("segment {} is not proven: {}", k, bytes.error().message));
    Result<ExecutionSegmentFacts> facts = verify_execution_segment(*key, *bytes);
    if (!facts.ok()) return facts.error().in(fmt::format("segment {}", k));
    statement.segments[k] = facts->claim;
    statement.segments[k].log_stacked_height = height;
    // By the verifier's own rules: nothing leaves that it would not accept.
    const Status checked = check_execution_segment(statement, k, *facts);
    if (!checked.ok()) return checked.error().in(fmt::format("segment {}", k));
    proof.segment_proofs.push_back(std::move(bytes).value());
  }
  ZKMEM_RETURN_IF_ERROR(check_public_values(statement));
  return proof;
}

Result<Program> planned_program(const WorkFolder& folder) {
  ZKMEM_ASSIGN_OR_RETURN(const FileBytes file, folder.read(kProgramName));
  Result<Program> program = rv32im::load_elf(file);
  if (!program.ok()) return program.error().in(folder.path() + "/" + kProgramName);
  return program;
}

Result<CellImage> image_after(const WorkFolder& folder, const Plan& plan, size_t index, CellImage before) {
  ZKMEM_CHECK(index < plan.segments.size());
  const bool is_last = index + 1 == plan.segments.size();
  const std::string name = is_last ? std::string(WorkFolder::kEndName) : WorkFolder::start_name(index + 1);
  ZKMEM_ASSIGN_OR_RETURN(const FileBytes bytes, folder.read_checked(name));
  const Status applied = is_last ? apply_page_delta(bytes, before) : apply_segment_start(bytes, before);
  if (!applied.ok()) return applied.error().in(folder.path() + "/" + name);
  return before;
}

Result<Digest> program_commitment(const Context& context, const Program& program,
                                  const SystemParams& params) {
  const Trace table = program_table(program);
  return commit_trace(context, params, table.view());
}

}  // namespace zkmem
