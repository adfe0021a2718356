#include "zkmem/sdk/report/report.h"

#include <algorithm>
#include <future>
#include <utility>

#include <fmt/format.h>

#include "zkmem/protocol/proof_codec.h"
#include "zkmem/rv32im/machine.h"
#include "zkmem/rv32im/opcode.h"
#include "zkmem/rv32im/source_frames.h"
#include "zkmem/sdk/execution/input.h"
#include "zkmem/sdk/memory/input.h"
#include "zkmem/sdk/proof_run.h"
#include "zkmem/sdk/report/advice.h"
#include "zkmem/sdk/report/log_pass.h"
#include "zkmem/sdk/report/other_cuts.h"
#include "zkmem/sdk/report/planned_costs.h"
#include "zkmem/sdk/report/regions.h"
#include "zkmem/sdk/report/run_profiler.h"
#include "zkmem/sdk/report/violation.h"
#include "zkmem/statement/execution/claim.h"
#include "zkmem/statement/zkproof.h"

namespace zkmem {
namespace {

using rv32im::Machine;
using rv32im::MachineOptions;
using rv32im::StopReason;

constexpr uint32_t kMostLogHeight = 32;
constexpr uint32_t kStackRegister = 2;

struct Planned {
  Plan plan;
  std::vector<SegmentShape> shapes;
};

Profile new_profile(const Claim& claim, const std::string& name) {
  Profile profile;
  profile.input = name;
  profile.statement = claim.statement().name();
  profile.memory = to_string(claim.config.mode);
  return profile;
}

// Memory without roots between segments hashes no paths.
void forget_sharing_without_roots(Profile& profile) {
  if (profile.memory != to_string(BoundaryMode::kPersistent)) profile.sharing = {};
}

// Executes the planned run again.
class RunAgain {
 public:
  RunAgain(const Context& context, const ExecutionInput& input, const WorkFolder& folder,
           const Planned& planned)
      : context_(context), input_(input), folder_(folder), plan_(planned.plan), shapes_(planned.shapes) {}

  Result<Profile> profile(KeyCache& keys, const std::string& name) {
    ZKMEM_ASSIGN_OR_RETURN(Program loaded, planned_program(folder_, *input_.machine));
    const auto program = std::make_shared<const Program>(std::move(loaded));
    const rv32im::SourceFrames frames(input_.program_file, *program);
    RunProfiler profiler(*program, frames, input_.machine->definition(), plan_.claim->config, plan_.length());
    ZKMEM_ASSIGN_OR_RETURN(Machine machine, start(program));
    Profile profile = new_profile(*plan_.claim, name);
    profile.cut = plan_.cut;
    PlannedCosts costs(keys, *plan_.claim, profile);
    for (size_t k = 0; k < plan_.segments.size(); ++k) {
      const PlannedSegment& planned = plan_.segments[k];
      Costs segment;
      if (planned.length != 0) {
        if (k != 0) machine.next_segment();
        if (machine.run(context_, planned.length) == StopReason::kCancelled) return cancelled();
        ZKMEM_CHECK(machine.instructions() == planned.first + planned.length);
        segment = profiler.add_segment(*machine.record());
        context_.report("profile", static_cast<double>(machine.instructions()) /
                                       static_cast<double>(std::max<uint64_t>(plan_.length(), 1)));
      }
      ZKMEM_RETURN_IF_ERROR(costs.add(
          k, shapes_[k].heights,
          {planned.first, planned.length, segment.accesses, segment.leaves, 0, planned.memory_bytes, {}, 0}));
    }
    costs.finish();
    profile.exit_code = machine.exit_code();
    const uint64_t cells = profile.totals.cells;
    const uint64_t leaves = profiler.leaves();
    profile.totals = {};
    const uint64_t leaf_cells = leaves == 0 ? 0 : costs.leaf_cells() / leaves;
    profiler.finish(leaf_cells, profile);
    profile.regions = memory_regions(input_.program_file, stack_pointer(machine), profile.pages);
    profile.advice = advice_for(profile, leaf_cells);
    forget_sharing_without_roots(profile);
    profile.shared_cells = cells - profile.totals.cells;
    profile.totals.cells = cells;
    return profile;
  }

 private:
  static uint32_t stack_pointer(const Machine& machine) {
    uint32_t value = 0;
    for (uint32_t k = rv32im::kRegisterBytes; k-- > 0;)
      value = value << 8 |
              machine.peek_byte({rv32im::kRegisterSpace, kStackRegister * rv32im::kRegisterBytes + k});
    return value;
  }
  Result<Machine> start(const std::shared_ptr<const Program>& program) const {
    MachineOptions options;
    options.config = plan_.claim->config;
    options.record = true;
    options.prints = false;
    options.extensions = input_.machine->instructions();
    for (const PlannedSegment& segment : plan_.segments)
      options.segment_accesses = std::max(options.segment_accesses, segment.access_limit);
    ZKMEM_ASSIGN_OR_RETURN(options.inputs, planned_items(folder_, plan_));
    ZKMEM_ASSIGN_OR_RETURN(CellImage image, planned_image(folder_, plan_, *program));
    return Machine::create(program, std::move(options), std::move(image));
  }

  const Context& context_;
  const ExecutionInput& input_;
  const WorkFolder& folder_;
  const Plan& plan_;
  const std::vector<SegmentShape>& shapes_;
};

Result<Profile> profile_log(const Context& context, KeyCache& keys, const MemoryInput& input,
                            const Planned* planned, const std::string& name) {
  Profile profile;
  LogPass pass(input.config(), accesses_in(input.log.log));
  ZKMEM_RETURN_IF_ERROR(
      pass.run(context, input.log.log, planned == nullptr ? nullptr : &planned->plan.segments));
  profile.input = name;
  profile.statement = input.statement().name();
  profile.memory = to_string(input.config().mode);
  uint64_t leaf_cells = 0;
  if (planned != nullptr) {
    const Plan& plan = planned->plan;
    profile.cut = plan.cut;
    PlannedCosts costs(keys, *plan.claim, profile);
    for (size_t k = 0; k < plan.segments.size(); ++k) {
      const PlannedSegment& segment = plan.segments[k];
      const Costs touched = segment.length == 0 || k >= pass.segments().size() ? Costs() : pass.segments()[k];
      ZKMEM_RETURN_IF_ERROR(costs.add(
          k, planned->shapes[k].heights,
          {segment.first, segment.length, touched.accesses, touched.leaves, 0, segment.memory_bytes, {}, 0}));
    }
    costs.finish();
    leaf_cells = costs.leaf_cells();
  }
  const uint64_t cells = profile.totals.cells;
  pass.put_into(profile);
  if (profile.totals.leaves != 0) profile.advice = advice_for(profile, leaf_cells / profile.totals.leaves);
  forget_sharing_without_roots(profile);
  profile.totals.cells = profile.shared_cells = cells;
  return profile;
}

// Segments in which something runs, and accesses in the longest: of several the limit that they are cut with,
// of one what it has, which is known when it has been gone through.
struct CutLengths {
  size_t segments = 0;
  uint64_t accesses = 0;
};
CutLengths cut_lengths(const Plan& plan) {
  CutLengths cut;
  for (const PlannedSegment& segment : plan.segments) {
    if (segment.length == 0) continue;
    ++cut.segments;
    cut.accesses = std::max(cut.accesses, segment.access_limit);
  }
  return cut;
}

Status add_other_cuts(const Context& context, KeyCache& keys, StatementInput& input, CutLengths cut,
                      Profile& profile) {
  if (cut.segments < 2) cut.accesses = profile.totals.accesses;
  ZKMEM_ASSIGN_OR_RETURN(profile.other_cuts,
                         try_other_cuts(context, keys.all(), input, cut.segments, cut.accesses));
  return {};
}

}  // namespace

Result<Profile> profile_input(const Context& context, KeyCache& keys, StatementInput& input,
                              const std::string& name, const ReportOptions& options) {
  auto* const program = dynamic_cast<ExecutionInput*>(&input);
  if (program != nullptr) program->plan_for_costs = true;
  std::vector<SegmentShape> shapes;
  input.on_shapes = [&](std::span<const SegmentShape> all) { shapes.assign(all.begin(), all.end()); };
  const WorkFolder folder = WorkFolder::in_memory();
  ProofRun run;
  run.name = name;
  Result<Plan> plan = make_plan(context, keys, input, run, folder, std::nullopt);
  input.on_shapes = nullptr;
  const auto* log = dynamic_cast<const MemoryInput*>(&input);
  if (!plan.ok()) {
    if (log == nullptr || plan.error().kind != ErrorKind::kRejected) return plan.error();
    ZKMEM_ASSIGN_OR_RETURN(const std::optional<Violation> violation, first_violation(context, *log));
    if (!violation) return plan.error();
    ZKMEM_ASSIGN_OR_RETURN(Profile profile, profile_log(context, keys, *log, nullptr, name));
    profile.violation = *violation;
    return profile;
  }
  const Planned planned{*std::move(plan), std::move(shapes)};
  ZKMEM_CHECK(planned.shapes.size() == planned.plan.segments.size());
  const CutLengths cut = cut_lengths(planned.plan);
  ZKMEM_CHECK(log != nullptr || program != nullptr);
  // A long run is planned otherwise beside what else is done.
  std::optional<ExecutionInput> copy;
  std::future<Result<std::vector<OtherCut>>> cuts;
  if (options.other_cuts && program != nullptr && cut.segments > 1 && context.threads != 1) {
    copy = *program;
    cuts = std::async(std::launch::async, [&context, &copy, known = keys.all(), cut] {
      return try_other_cuts(context, known, *copy, cut.segments, cut.accesses);
    });
  }
  Result<Profile> profile = log != nullptr ? profile_log(context, keys, *log, &planned, name)
                                           : RunAgain(context, *program, folder, planned).profile(keys, name);
  if (!cuts.valid()) {
    if (profile.ok() && options.other_cuts)
      ZKMEM_RETURN_IF_ERROR(add_other_cuts(context, keys, input, cut, *profile));
    return profile;
  }
  Result<std::vector<OtherCut>> tried = cuts.get();
  if (!profile.ok()) return profile;
  if (!tried.ok()) return tried.error();
  profile->other_cuts = *std::move(tried);
  return profile;
}

Result<Profile> profile_proof(KeyCache& keys, std::span<const uint8_t> file, const std::string& name) {
  Result<ZkProof> decoded = decode_zkproof(file);
  if (!decoded.ok()) return decoded.error().in(name);
  const Claim& claim = *decoded->claim;
  Profile profile = new_profile(claim, name);
  PlannedCosts costs(keys, claim, profile);
  for (size_t k = 0; k < decoded->segment_proofs.size(); ++k) {
    const std::vector<uint8_t>& bytes = decoded->segment_proofs[k];
    const std::string place = name + ": segment " + std::to_string(k);
    Result<Proof> proof = decode_proof(bytes);
    if (!proof.ok()) return proof.error().in(place);
    LogHeights heights;
    for (const auto& trace : proof->trace_vdata) {
      if (trace && trace->log_height > kMostLogHeight)
        return bad_input(fmt::format("{}: a trace of 2^{} rows, at most 2^{} are possible", place,
                                     trace->log_height, kMostLogHeight));
      heights.push_back(trace ? std::optional(trace->log_height) : std::nullopt);
    }
    SegmentCosts segment;
    segment.proof_bytes = bytes.size();
    if (const Status added = costs.add(k, heights, segment); !added.ok()) return added.error().in(name);
  }
  costs.finish();
  profile.shared_cells = profile.totals.cells;
  profile.is_proof = true;
  return profile;
}

}  // namespace zkmem
