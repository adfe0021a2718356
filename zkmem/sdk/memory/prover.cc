#include "zkmem/sdk/memory/prover.h"

#include <fmt/format.h>

#include "zkmem/hash/simd.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/memory/statement/segment_traces.h"
#include "zkmem/memory/zklog.h"
#include "zkmem/protocol/proof_codec.h"
#include "zkmem/sdk/memory/log_commitment.h"
#include "zkmem/sdk/page_delta.h"
#include "zkmem/sdk/segment_proving.h"
#include "zkmem/sdk/stopwatch.h"
#include "zkmem/statement/memory/verifier.h"
#include "zkmem/statement/parameters.h"

namespace zkmem {
namespace {

CellImage empty_image(const MemoryConfig& config) { return {config, BabyBear::kModulus}; }

// A segment's operations alone, without memory: that is in the starts.
FileBytes encode_segment_log(const MemoryConfig& config, const AccessLog& log) {
  ZklogEncoder encoder(config, empty_image(config));
  encoder.append(log);
  encoder.finish();
  return encoder.take_bytes();
}

std::optional<CellImage> state_image(const MemoryInput& input) {
  if (!input.state || !input.state->version) return std::nullopt;
  return input.state->image;
}

Result<MemorySegment> read_segment(const WorkFolder& folder, const Plan& plan, size_t index) {
  const std::string name = WorkFolder::log_name(index);
  const std::string place = folder.path() + "/" + name;
  ZKMEM_ASSIGN_OR_RETURN(const FileBytes bytes, folder.read_checked(name));
  const Result<LogFile> file = parse_zklog(bytes, BabyBear::kModulus, {});
  if (!file.ok()) return file.error().in(place);
  if (!(file->config == plan.config)) {
    return bad_input(place + ": " + describe_difference(file->config, plan.config) + " than in the plan");
  }
  std::vector<MemorySegment> segments = memory_segments(file->log);
  if (segments.size() != 1)
    return bad_input(fmt::format("{}: {} segments, there must be one", place, segments.size()));
  MemorySegment segment = std::move(segments.front());
  segment.index = static_cast<uint32_t>(index);
  segment.is_last = index + 1 == plan.segments.size();
  return segment;
}

Status apply_changes(const WorkFolder& folder, const std::string& name, CellImage& image) {
  ZKMEM_ASSIGN_OR_RETURN(const FileBytes bytes, folder.read_checked(name));
  if (const Status applied = apply_page_delta(bytes, image); !applied.ok())
    return applied.error().in(folder.path() + "/" + name);
  return {};
}

// The memory at the start of segment `index`: zeros, then each start's changes.
Result<CellImage> start_of(const WorkFolder& folder, const Plan& plan, size_t index) {
  CellImage image = empty_image(plan.config);
  for (size_t k = 0; k <= index; ++k)
    ZKMEM_RETURN_IF_ERROR(apply_changes(folder, WorkFolder::start_name(k), image));
  return image;
}

SegmentClaim planned_claim(const Plan& plan, size_t index) {
  const PlannedSegment& planned = plan.segments[index];
  SegmentClaim claim;
  claim.initial_root = planned.initial_root;
  claim.final_root = planned.final_root;
  claim.index = static_cast<uint32_t>(index);
  claim.clock_end = planned.clock_end;
  claim.is_last = index + 1 == plan.segments.size();
  return claim;
}

// What verified proof bytes bind, if it is what the plan says.
Result<MemorySegmentFacts> planned_facts(const MemoryAirs& airs, KeyCache& keys, const Plan& plan,
                                         size_t index, std::span<const uint8_t> proof) {
  ZKMEM_ASSIGN_OR_RETURN(
      const auto key, keys.memory_key(plan.config, plan.parameters, plan.segments[index].log_stacked_height));
  ZKMEM_ASSIGN_OR_RETURN(MemorySegmentFacts facts, verify_memory_segment(airs, *key, proof));
  if (facts.claim != planned_claim(plan, index)) return rejected("its proof is not of the planned segment");
  return facts;
}

}  // namespace

std::string MemoryInput::checksum() const {
  const std::string choices =
      fmt::format("{} {} {}", to_json(log.config), cutting.segment_accesses, to_string(cutting.parameters));
  return content_checksum(std::vector<FileBytes>{log_file, FileBytes(choices.begin(), choices.end())});
}

Result<Plan> plan_memory(const Context& context, KeyCache& keys, const MemoryInput& input,
                         const WorkFolder& folder, std::vector<std::string>& notes) {
  Plan plan;
  plan.kind = StatementKind::kMemory;
  plan.config = input.log.config;
  plan.parameters = input.cutting.parameters.family;
  plan.input_checksum = input.checksum();
  if (input.state) plan.state_version = input.state->version ? input.state->version->id : 0;
  ZKMEM_ASSIGN_OR_RETURN(const MemoryAirs airs, MemoryAirs::create(plan.config));
  ZKMEM_ASSIGN_OR_RETURN(const CellImage start, start_of_log(context, input.log, state_image(input)));
  ZKMEM_ASSIGN_OR_RETURN(const ReplayedLog replayed, ReplayedLog::replay(context, input.log, start));
  CellImage last_start = empty_image(plan.config);
  const auto take = [&](const PlannedLogSegment& segment) -> Status {
    const size_t index = plan.segments.size();
    last_start = segment.start;
    ZKMEM_RETURN_IF_ERROR(folder.write_checked(WorkFolder::start_name(index),
                                               encode_page_delta(segment.before, segment.start)));
    plan.segments.push_back(segment.plan);
    return folder.write_checked(WorkFolder::log_name(index), encode_segment_log(plan.config, segment.log));
  };
  ZKMEM_ASSIGN_OR_RETURN(const CellImage end,
                         plan_log(context, keys, airs, replayed, input.cutting, notes, take));
  ZKMEM_RETURN_IF_ERROR(folder.write_checked(WorkFolder::kEndName, encode_page_delta(last_start, end)));
  ZKMEM_RETURN_IF_ERROR(folder.write_plan(plan));
  return plan;
}

Result<Digest> planned_log_digest(const Context& context, KeyCache& keys, const MemoryInput& input,
                                  std::vector<std::string>& notes) {
  ZKMEM_ASSIGN_OR_RETURN(const MemoryAirs airs, MemoryAirs::create(input.log.config));
  ZKMEM_ASSIGN_OR_RETURN(const CellImage start, start_of_log(context, input.log, state_image(input)));
  ZKMEM_ASSIGN_OR_RETURN(const ReplayedLog replayed, ReplayedLog::replay(context, input.log, start));
  std::vector<LogParts> parts;
  const auto take = [&](const PlannedLogSegment& segment) -> Status {
    ZKMEM_ASSIGN_OR_RETURN(const SystemParams params,
                           parameters_of(input.cutting.parameters.family, segment.plan.log_stacked_height));
    ZKMEM_ASSIGN_OR_RETURN(LogParts of_segment, commit_log_parts(context, params, airs, segment.segment));
    parts.push_back(std::move(of_segment));
    return {};
  };
  ZKMEM_RETURN_IF_ERROR(plan_log(context, keys, airs, replayed, input.cutting, notes, take));
  return log_digest(parts);
}

Result<SegmentReport> prove_memory_segment(const Context& context, KeyCache& keys, const WorkFolder& folder,
                                           const Plan& plan, size_t index, SegmentBuffers* buffers) {
  ZKMEM_CHECK(index < plan.segments.size());
  SegmentReport report;
  Stopwatch watch(report);
  ZKMEM_ASSIGN_OR_RETURN(const MemoryAirs airs, MemoryAirs::create(plan.config));
  ZKMEM_ASSIGN_OR_RETURN(const MemorySegment segment, read_segment(folder, plan, index));
  ZKMEM_ASSIGN_OR_RETURN(const CellImage image, start_of(folder, plan, index));
  std::optional<MerkleTree> tree;
  if (plan.config.mode == BoundaryMode::kPersistent) {
    ZKMEM_ASSIGN_OR_RETURN(tree, tree_of_image(context, simd_poseidon2_batch(), plan.config, image));
  }
  watch.lap("load");

  context.report("traces", 0);
  ZKMEM_ASSIGN_OR_RETURN(
      SegmentTraces traces,
      make_segment_traces(context, simd_poseidon2_batch(), airs, segment, image, tree ? &*tree : nullptr,
                          buffers != nullptr ? std::move(buffers->traces) : TraceBuffer()));
  for (const AirTraces& air : traces.input()) {
    uint64_t columns = air.common_main.width();
    for (const ConstTraceView& cached : air.cached_mains) columns += cached.width();
    report.cells[airs.entries[air.air].air->name()] += air.height() * columns;
  }
  watch.lap("traces");

  ZKMEM_ASSIGN_OR_RETURN(
      const auto key, keys.memory_key(plan.config, plan.parameters, plan.segments[index].log_stacked_height));
  ZKMEM_ASSIGN_OR_RETURN(const Proof proof, prove_segment_traces(
                                                context, *key, traces.input(),
                                                [&] { traces = SegmentTraces(); }, folder.path(), buffers));
  if (buffers != nullptr) buffers->traces = std::move(traces.buffer);
  const FileBytes bytes = encode_proof(proof);
  report.proof_bytes = bytes.size();
  watch.lap("prove");

  ZKMEM_ASSIGN_OR_RETURN(const MemorySegmentFacts facts, planned_facts(airs, keys, plan, index, bytes));
  report.claim = facts.claim;
  watch.lap("verify");
  ZKMEM_RETURN_IF_ERROR(folder.write_checked(WorkFolder::proof_name(index), bytes));
  return report;
}

Result<SegmentClaim> check_memory_segment(KeyCache& keys, const Plan& plan, size_t index,
                                          std::span<const uint8_t> proof) {
  ZKMEM_ASSIGN_OR_RETURN(const MemoryAirs airs, MemoryAirs::create(plan.config));
  ZKMEM_ASSIGN_OR_RETURN(const MemorySegmentFacts facts, planned_facts(airs, keys, plan, index, proof));
  return facts.claim;
}

Result<ZkProof> assemble_memory(const Context& context, KeyCache& keys, const WorkFolder& folder,
                                const Plan& plan) {
  if (plan.segments.empty()) return bad_input("the plan has no segments");
  ZKMEM_ASSIGN_OR_RETURN(const MemoryAirs airs, MemoryAirs::create(plan.config));
  ZkProof proof;
  Statement& statement = proof.statement;
  statement.kind = StatementKind::kMemory;
  statement.config = plan.config;
  statement.parameters = plan.parameters;
  std::vector<MemorySegmentFacts> facts;
  std::vector<LogParts> parts;
  for (size_t k = 0; k < plan.segments.size(); ++k) {
    ZKMEM_RETURN_IF_ERROR(context.check_cancelled());
    Result<FileBytes> bytes = folder.read_checked(WorkFolder::proof_name(k));
    if (!bytes.ok()) return bad_input(fmt::format("segment {} is not proven: {}", k, bytes.error().message));
    Result<MemorySegmentFacts> segment = planned_facts(airs, keys, plan, k, *bytes);
    if (!segment.ok()) return segment.error().in(fmt::format("segment {}", k));
    statement.segments.push_back(segment->claim);
    statement.segments.back().log_stacked_height = plan.segments[k].log_stacked_height;
    parts.push_back(segment->parts);
    facts.push_back(*std::move(segment));
    proof.segment_proofs.push_back(std::move(bytes).value());
  }
  statement.log_digest = log_digest(parts);
  ZKMEM_ASSIGN_OR_RETURN(const auto used, segment_keys(keys, statement));
  statement.keys_digest = digest_of_keys(used);
  // By the verifier's own rules: nothing leaves that it would not accept.
  ZKMEM_RETURN_IF_ERROR(check_memory_chain(statement, facts));
  return proof;
}

Result<CellImage> planned_start(const WorkFolder& folder, const Plan& plan) {
  return start_of(folder, plan, 0);
}

Result<CellImage> memory_after(const WorkFolder& folder, const Plan& plan, size_t index, CellImage before) {
  const bool is_last = index + 1 == plan.segments.size();
  const std::string name = is_last ? std::string(WorkFolder::kEndName) : WorkFolder::start_name(index + 1);
  ZKMEM_RETURN_IF_ERROR(apply_changes(folder, name, before));
  return before;
}

}  // namespace zkmem
