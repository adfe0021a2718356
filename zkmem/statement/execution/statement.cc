#include "zkmem/statement/execution/statement.h"

#include <atomic>

#include <fmt/format.h>

#include "zkmem/hash/digest_text.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/rv32im/chips/machine.h"
#include "zkmem/statement/air_catalog.h"
#include "zkmem/statement/claim_check.h"
#include "zkmem/statement/execution/outcome.h"
#include "zkmem/statement/execution/words.h"

namespace zkmem {
namespace {

const ExecutionClaim& run_of(const Claim& claim) { return claim_as<ExecutionClaim>(claim); }
const ExecutionFacts& facts_as(const SegmentFacts& facts) {
  return static_cast<const ExecutionFacts&>(facts);
}

}  // namespace

ExecutionStatement::ExecutionStatement(MachineNames names, rv32im::MachineMemory memory)
    : name_(std::move(names.statement)), airs_name_(std::move(names.airs)), memory_(memory) {}

ExecutionStatement::ExecutionStatement(MachineNames names, rv32im::MachineMemory memory,
                                       std::string extension, std::vector<std::shared_ptr<const Air>> chips)
    : ExecutionStatement(std::move(names), memory) {
  extension_ = std::move(extension);
  chips_ = std::move(chips);
  name_ += " with " + extension_;
  // Keys are kept by this name, and another machine's chips may be called the same.
  static std::atomic<uint64_t> made = 0;
  airs_name_ += fmt::format(" with {} #{}", extension_, ++made);
}

Result<std::vector<CatalogAir>> ExecutionStatement::airs(const MemoryConfig&) const {
  std::vector<CatalogAir> all = machine_air_set(memory_);
  for (const auto& chip : chips_) all.push_back({chip, false});
  return all;
}

void ExecutionStatement::visit_head(Claim& claim, FieldVisitor& visitor) const {
  auto& run = claim_as<ExecutionClaim>(claim);
  visitor.commitment("program_commitment", run.program_commitment);
  visitor.word("exit_code", run.exit_code);
  visitor.public_values("public_values", run.public_values);
}

void ExecutionStatement::visit_segment(Claim& claim, size_t k, FieldVisitor& visitor) const {
  ExecutionSegment& segment = claim_as<ExecutionClaim>(claim).segments[k];
  visitor.byte("log_stacked_height", segment.log_stacked_height);
  visitor.digest("initial_root", segment.initial_root);
  visitor.digest("final_root", segment.final_root);
  visitor.word("start_pc", segment.start_pc);
  visitor.word("end_pc", segment.end_pc);
  visitor.flag("is_terminate", segment.is_terminate);
}

Result<AnyFacts> ExecutionStatement::facts_of(const MemoryConfig&, const Proof& proof) const {
  // The shape check made sure that the required AIRs are there, with as many public values as the key says.
  auto facts = std::make_unique<ExecutionFacts>();
  ZKMEM_RETURN_IF_ERROR(read_run(proof, *facts));
  const std::vector<BabyBear>& roots = proof.public_values[rv32im::kAirMerkle];
  ZKMEM_CHECK(roots.size() == 2 * kDigestWidth);
  ExecutionSegment& segment = facts->segment;
  segment.initial_root = digest_at(roots, 0);
  segment.final_root = digest_at(roots, kDigestWidth);
  return AnyFacts(std::move(facts));
}

// One height for all segments: the program's commitment depends on it.
Status ExecutionStatement::check_shape(const Claim& claim) const {
  for (size_t k = 1; k < claim.num_segments(); ++k) {
    const uint32_t height = claim.segment(k).log_stacked_height;
    if (height != claim.segment(0).log_stacked_height) {
      return rejected(fmt::format("segment {} of {}: stacked height {}, the run's is {}", k,
                                  claim.num_segments(), height, claim.segment(0).log_stacked_height));
    }
  }
  return {};
}

Status ExecutionStatement::check_segment(const Claim& claim, size_t k, const SegmentFacts& facts) const {
  const ExecutionClaim& run = run_of(claim);
  const ExecutionSegment& claimed = run.segments[k];
  const ExecutionSegment& proven = facts_as(facts).segment;
  ZKMEM_RETURN_IF_ERROR(check_run_segment(claimed, proven));
  ZKMEM_RETURN_IF_ERROR(check_same("the initial root", claimed.initial_root, proven.initial_root));
  ZKMEM_RETURN_IF_ERROR(check_same("the final root", claimed.final_root, proven.final_root));
  ZKMEM_RETURN_IF_ERROR(check_run_place(run, run.segments, k, facts_as(facts)));
  if (k == 0) return {};
  const ExecutionSegment& before = run.segments[k - 1];
  if (before.final_root == proven.initial_root) return {};
  return rejected(fmt::format("starts from root {}, the segment before ended in {}",
                              digest_to_hex(proven.initial_root), digest_to_hex(before.final_root)));
}

// One table for all segments; the public values open against the last segment's final root.
Status ExecutionStatement::check_whole(const Claim& claim, std::span<const AnyFacts> facts,
                                       const CellImage*) const {
  const ExecutionClaim& run = run_of(claim);
  std::vector<const ExecutionFacts*> segments;
  for (const AnyFacts& one : facts) segments.push_back(&facts_as(*one));
  ZKMEM_RETURN_IF_ERROR(check_one_table(segments));
  const auto values = static_cast<uint32_t>(run.config.spaces[kPublicValuesAddressSpace].num_cells);
  const Status opened = verify_public_values(run.segments.back().final_root, merkle_dimensions(run.config),
                                             values, run.public_values);
  if (!opened.ok()) return rejected("public values: " + opened.error().message);
  return {};
}

Status ExecutionStatement::check_outcome(const Claim& claim, const VerificationOptions& options) const {
  return check_run_outcome(run_claim(claim), options);
}

Status ExecutionStatement::add_segment(Claim& claim, size_t k, const SegmentFacts& facts) const {
  ExecutionSegment& segment = claim_as<ExecutionClaim>(claim).segments[k];
  const uint32_t height = segment.log_stacked_height;
  segment = facts_as(facts).segment;
  segment.log_stacked_height = height;
  return {};
}

std::string ExecutionStatement::summary(const Claim& claim) const {
  return fmt::format(", exit code {}", run_claim(claim).exit_code);
}

void ExecutionStatement::describe(const VerifiedClaim& verified, VerificationReport& report) const {
  describe_run(verified, report);
}

const ExecutionStatement& execution_statement() {
  static const ExecutionStatement statement;
  return statement;
}

ExecutionClaim::ExecutionClaim() : ClaimOf(execution_statement()) {}

const ExecutionClaim& run_claim(const Claim& claim) {
  const uint8_t tag = claim.statement().tag();
  ZKMEM_CHECK(tag == ExecutionClaim::kTag || tag == ExecutionClaim::kGlobalTag);
  return static_cast<const ExecutionClaim&>(claim);
}

ExecutionClaim& run_claim(Claim& claim) {
  return const_cast<ExecutionClaim&>(run_claim(std::as_const(claim)));  // NOLINT: the claim is the caller's
}

}  // namespace zkmem
