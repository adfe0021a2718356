#include "zkmem/sdk/prove.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "zkmem/base/parallel.h"
#include "zkmem/hash/simd_backend.h"
#include "zkmem/protocol/proof_codec.h"
#include "zkmem/sdk/proving_statement.h"
#include "zkmem/statement/verify.h"

namespace zkmem {
namespace {

// What proof bytes bind, if they prove the planned segment.
Result<AnyFacts> planned_facts(const Plan& plan, const VerifyingKey& key, size_t index,
                               std::span<const uint8_t> proof) {
  const Statement& statement = plan.claim->statement();
  ZKMEM_ASSIGN_OR_RETURN(AnyFacts facts,
                         verify_segment(statement, plan.claim->config, key, proof, &simd_hash_backend()));
  AnyClaim claim = plan.claim;
  ZKMEM_RETURN_IF_ERROR(statement.add_segment(*claim, index, *facts));
  return facts;
}

Result<std::shared_ptr<const VerifyingKey>> key_of(KeyCache& keys, const Plan& plan, size_t index) {
  const Claim& claim = *plan.claim;
  return keys.key(claim.statement(), claim.config, claim.parameters, plan.height(index), claim.hash);
}

struct ProvenSegment {
  FileBytes bytes;
  AnyFacts facts;
};

// The folder's proof of the segment, verified.
Result<ProvenSegment> proven_segment(const WorkFolder& folder, const Plan& plan, const VerifyingKey& key,
                                     size_t index) {
  const std::string place = fmt::format("segment {}", index);
  Result<FileBytes> bytes = folder.read_checked(WorkFolder::proof_name(index));
  if (!bytes.ok()) return bad_input(fmt::format("{} is not proven: {}", place, bytes.error().message));
  Result<AnyFacts> facts = planned_facts(plan, key, index, *bytes);
  if (!facts.ok()) return facts.error().in(place);
  return ProvenSegment{*std::move(bytes), *std::move(facts)};
}

Status count_cells(const Claim& claim, const ProvingInput& input, SegmentReport& report) {
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<CatalogAir> airs, claim.statement().airs(claim.config));
  for (const AirTraces& air : input) {
    uint64_t columns = air.common_main.width();
    for (const ConstTraceView& cached : air.cached_mains) columns += cached.width();
    report.cells[airs[air.air].air->name()] += air.height() * columns;
  }
  return {};
}

}  // namespace

Result<SegmentReport> prove_segment(const Context& context, KeyCache& keys, const WorkFolder& folder,
                                    const Plan& plan, size_t index, SegmentBuffers* buffers) {
  if (index >= plan.segments.size() && plan.is_growing) {
    return bad_input(fmt::format("segment {} is not planned yet, {} are", index, plan.segments.size()));
  }
  if (index >= plan.segments.size()) {
    return bad_input(fmt::format("segment {} does not exist, the plan has {}", index, plan.segments.size()));
  }
  SegmentReport report;
  Stopwatch watch(report);
  // Planning fills the only segment; of several, what is kept has ended.
  std::shared_ptr<LoadedSegment> segment = plan.segments.size() == 1 ? plan.kept.take(index) : nullptr;
  if (segment == nullptr) {
    ZKMEM_ASSIGN_OR_RETURN(segment,
                           proving_side(plan.claim->statement()).load(context, folder, plan, index, watch));
    context.report("traces", 0);
    ZKMEM_RETURN_IF_ERROR(
        segment->fill(context, buffers != nullptr ? std::move(buffers->traces) : TraceBuffer()));
  }
  watch.lap("traces");
  ZKMEM_RETURN_IF_ERROR(count_cells(*plan.claim, segment->input(), report));

  ZKMEM_ASSIGN_OR_RETURN(const auto key, key_of(keys, plan, index));
  ZKMEM_ASSIGN_OR_RETURN(const Proof proof, prove_segment_traces(
                                                context, *key, segment->input(), [&] { segment->drop(); },
                                                folder.spill_folder(), buffers));
  if (buffers != nullptr) {
    buffers->traces = segment->take_buffer();
    if (segment->begins_next() && index + 1 < plan.segments.size()) plan.kept.keep(index, segment);
  }
  const FileBytes bytes = encode_proof(proof);
  report.proof_bytes = bytes.size();
  watch.lap("prove");

  ZKMEM_ASSIGN_OR_RETURN(report.facts, planned_facts(plan, *key, index, bytes));
  watch.lap("verify");
  ZKMEM_RETURN_IF_ERROR(folder.write_checked(WorkFolder::proof_name(index), bytes));
  return report;
}

Result<SegmentReport> prove_one_segment(const Context& context, KeyCache& keys, const WorkFolder& folder,
                                        const Plan& plan, size_t index, SegmentBuffers* buffers) {
  Result<SegmentReport> done = prove_segment(context, keys, folder, plan, index, buffers);
  if (!done.ok() && done.error().kind == ErrorKind::kRejected) {
    done = prove_segment(context, keys, folder, plan, index, buffers);
    if (done.ok()) done->is_retried = true;
  }
  if (!done.ok()) return done.error().in(fmt::format("segment {} of {}", index, plan.segments.size()));
  return done;
}

std::unique_ptr<SegmentBuffers> segment_buffers(const Context& context, const Plan& plan) {
  uint64_t trace_bytes = 0;
  uint64_t work_bytes = 0;
  for (const PlannedSegment& segment : plan.segments) {
    const uint64_t traces = sizeof(BabyBear) * segment.cells;
    trace_bytes = std::max(trace_bytes, traces);
    work_bytes = std::max(work_bytes, segment.memory_bytes - std::min(traces, segment.memory_bytes));
  }
  const bool has_room =
      context.memory_budget == 0 || kProcessBytes + trace_bytes + work_bytes <= context.memory_budget;
  return has_room ? std::make_unique<SegmentBuffers>(work_bytes) : nullptr;
}

AnyFacts proven_facts(KeyCache& keys, const WorkFolder& folder, const Plan& plan, size_t index) {
  const auto proof = folder.finished_proof(index);
  if (!proof) return nullptr;
  const auto key = key_of(keys, plan, index);
  if (!key.ok()) return nullptr;
  Result<AnyFacts> facts = planned_facts(plan, **key, index, *proof);
  return facts.ok() ? *std::move(facts) : nullptr;
}

Result<ProveReport> prove_segments(const Context& context, KeyCache& keys, const WorkFolder& folder,
                                   const Plan& plan, const ProveEvents& events) {
  ProveReport report;
  const std::unique_ptr<SegmentBuffers> buffers = segment_buffers(context, plan);
  // Segments are alike: what one makes do with is said once.
  Context once = context;
  bool noted = false;
  once.notes = [&](std::string_view line) {
    if (!noted) context.note(line);
    noted = true;
  };
  AnyClaim claim = plan.claim;
  for (size_t k = 0; k < plan.segments.size(); ++k) {
    if (events.on_segment) events.on_segment(k, plan.segments.size());
    report.segments.emplace_back();
    if (AnyFacts found = proven_facts(keys, folder, plan, k)) {
      ++report.resumed;
      report.segments.back().facts = std::move(found);
    } else {
      ZKMEM_ASSIGN_OR_RETURN(report.segments.back(),
                             prove_one_segment(once, keys, folder, plan, k, buffers.get()));
      if (report.segments.back().is_retried) ++report.retried;
    }
    ZKMEM_RETURN_IF_ERROR(claim->statement().add_segment(*claim, k, *report.segments.back().facts));
    if (events.on_proven) ZKMEM_RETURN_IF_ERROR(events.on_proven(k, *claim));
  }
  return report;
}

Result<ZkProof> assemble(const Context& context, KeyCache& keys, const WorkFolder& folder, const Plan& plan) {
  if (plan.is_growing) {
    return bad_input(
        fmt::format("the plan in '{}' is not complete, it has {} segments so far: planning goes on, "
                    "or was broken off",
                    folder.path(), plan.segments.size()));
  }
  if (plan.segments.empty()) return bad_input("the plan has no segments");
  ZkProof proof{plan.claim, {}};
  Claim& claim = *proof.claim;
  const Statement& statement = claim.statement();
  ZKMEM_RETURN_IF_ERROR(statement.check_shape(claim));
  ZKMEM_ASSIGN_OR_RETURN(const auto used, segment_keys(keys, claim));
  claim.keys_digest = digest_of_keys(claim.hash, used);
  // Each proof is verified by itself; what they say together, in order.
  std::vector<std::optional<Result<ProvenSegment>>> proven(plan.segments.size());
  parallel_for(context, plan.segments.size(), 1, [&](size_t begin, size_t end) {
    for (size_t k = begin; k < end && !context.is_cancelled(); ++k)
      proven[k] = proven_segment(folder, plan, *used[k], k);
  });
  std::vector<AnyFacts> facts;
  for (size_t k = 0; k < plan.segments.size(); ++k) {
    ZKMEM_RETURN_IF_ERROR(context.check_cancelled());
    if (!proven[k]->ok()) return proven[k]->error();
    ProvenSegment& segment = **proven[k];
    const std::string place = fmt::format("segment {}", k);
    ZKMEM_RETURN_IF_ERROR(statement.add_segment(claim, k, *segment.facts));
    // By the verifier's own rules: nothing leaves that it would not accept.
    const Status checked = statement.check_segment(claim, k, *segment.facts);
    if (!checked.ok()) return checked.error().in(place);
    facts.push_back(std::move(segment.facts));
    proof.segment_proofs.push_back(std::move(segment.bytes));
  }
  statement.add_whole(claim, facts);
  ZKMEM_ASSIGN_OR_RETURN(const std::optional<CellImage> image,
                         proving_side(statement).verifiers_image(folder, plan));
  ZKMEM_RETURN_IF_ERROR(statement.check_whole(claim, facts, image ? &*image : nullptr));
  return proof;
}

Result<Plan> resumed_plan(const WorkFolder& folder, const StatementInput& input, bool has_state) {
  ZKMEM_ASSIGN_OR_RETURN(Plan plan, folder.plan(&input.statement()));
  const std::string work = "the unfinished work in '" + folder.path() + "'";
  if (plan.input_checksum != input.checksum())
    return bad_input(work + " is about another " + std::string(input.identity()));
  if (plan.claim->hash != input.parameters.hash) {
    return bad_input(fmt::format("{} is hashed with {}, {} is asked for", work, to_string(plan.claim->hash),
                                 to_string(input.parameters.hash)));
  }
  if (plan.state_version && !has_state)
    return bad_input(work + " was planned over a state: --state is needed");
  return plan;
}

}  // namespace zkmem
