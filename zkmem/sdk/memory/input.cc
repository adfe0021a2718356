#include "zkmem/sdk/memory/input.h"

#include <fmt/format.h>

#include "zkmem/memory/log/zklog.h"
#include "zkmem/sdk/memory/check.h"
#include "zkmem/sdk/memory/log_commitment.h"
#include "zkmem/sdk/memory/planner.h"
#include "zkmem/sdk/memory/proving.h"
#include "zkmem/sdk/memory/segment_log.h"
#include "zkmem/sdk/page_delta.h"
#include "zkmem/statement/memory/statement.h"

namespace zkmem {
namespace {

// A state without a version has no say: the log starts on its own memory.
std::optional<CellImage> state_image(const MemoryInput& input) {
  if (!input.state || !input.state->version) return std::nullopt;
  return input.state->image;
}

}  // namespace

MemoryInput MemoryInput::of(const LogFile& log) {
  ZklogEncoder encoder(log.config, log.initial);
  encoder.append(log.log);
  encoder.finish();
  return {encoder.take_bytes(), &log};
}

Result<ReplayedLog> MemoryInput::replayed(const Context& context) const {
  ZKMEM_ASSIGN_OR_RETURN(const CellImage start, start_of_log(context, log, state_image(*this)));
  return ReplayedLog::replay(context, log, start);
}

const Statement& MemoryInput::statement() const { return memory_statement(); }

std::string MemoryInput::checksum() const {
  const std::string choices =
      fmt::format("{} {} {}", to_json(log.config), segment_accesses.value_or(0), to_string(parameters));
  std::vector<FileBytes> parts = {log_file, FileBytes(choices.begin(), choices.end())};
  if (log.has_raw_bytes)
    parts.push_back(encode_page_delta(CellImage(log.config, BabyBear::kModulus), log.initial));
  return content_checksum(parts);
}

Result<CheckOutcome> MemoryInput::check(const Context& context) const {
  return check_log(context, log, segment_accesses.value_or(kDefaultSegmentAccesses));
}

Result<Plan> MemoryInput::plan(const Context& context, KeyCache& keys, const WorkFolder& folder,
                               std::vector<std::string>& notes) const {
  ZKMEM_CHECK(log.config.mode != BoundaryMode::kGlobal);
  Plan plan = new_plan();
  auto& claim = claim_as<MemoryClaim>(*plan.claim);
  ZKMEM_ASSIGN_OR_RETURN(const ReplayedLog log_run, replayed(context));
  CellImage last_start(claim.config, BabyBear::kModulus);
  const auto take = [&](const PlannedLogSegment& segment) -> Status {
    const size_t index = plan.segments.size();
    last_start = segment.start;
    ZKMEM_RETURN_IF_ERROR(folder.write_checked(WorkFolder::start_name(index),
                                               encode_page_delta(segment.before, segment.start)));
    plan.add_segment(segment.plan, segment.claim.log_stacked_height);
    claim.segments[index] = segment.claim;
    if (index == 0 && segment.segment.is_last) plan.kept.keep(index, filled_segment(segment.traces));
    ZKMEM_RETURN_IF_ERROR(write_segment_log(folder, claim.config, index, segment.log));
    return segment.segment.is_last ? Status() : tell_growth(plan);
  };
  ZKMEM_ASSIGN_OR_RETURN(const CellImage end, plan_log(context, keys, plan, *this, log_run, notes, take));
  ZKMEM_RETURN_IF_ERROR(folder.write_checked(WorkFolder::kEndName, encode_page_delta(last_start, end)));
  ZKMEM_RETURN_IF_ERROR(folder.write_plan(plan));
  return plan;
}

Result<Commitment> MemoryInput::planned_digest(const Context& context, KeyCache& keys,
                                               std::vector<std::string>& notes) const {
  ZKMEM_ASSIGN_OR_RETURN(const MemoryAirs airs, MemoryAirs::create(log.config));
  ZKMEM_ASSIGN_OR_RETURN(const ReplayedLog log_run, replayed(context));
  std::vector<LogParts> parts;
  const auto take = [&](const PlannedLogSegment& segment) -> Status {
    ZKMEM_ASSIGN_OR_RETURN(
        const SystemParams params,
        parameters_of(parameters.family, segment.claim.log_stacked_height, parameters.hash));
    ZKMEM_ASSIGN_OR_RETURN(LogParts of_segment, commit_log_parts(context, params, airs, segment.segment));
    parts.push_back(std::move(of_segment));
    return {};
  };
  ZKMEM_RETURN_IF_ERROR(plan_log(context, keys, new_plan(), *this, log_run, notes, take));
  return log_digest(parameters.hash, parts);
}

}  // namespace zkmem
