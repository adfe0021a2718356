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
#include "zkmem/vm/chips/system_chips.h"

namespace zkmem {
namespace {

const ExecutionClaim& run_of(const Claim& claim) { return claim_as<ExecutionClaim>(claim); }
const ExecutionFacts& facts_as(const SegmentFacts& facts) {
  return static_cast<const ExecutionFacts&>(facts);
}

Status check_claim(const ExecutionSegment& claim, const ExecutionSegment& proven) {
  ZKMEM_RETURN_IF_ERROR(check_same("the start pc", claim.start_pc, proven.start_pc));
  ZKMEM_RETURN_IF_ERROR(check_same("the end pc", claim.end_pc, proven.end_pc));
  ZKMEM_RETURN_IF_ERROR(
      check_same("is_terminate", claim.is_terminate ? 1u : 0u, proven.is_terminate ? 1u : 0u));
  ZKMEM_RETURN_IF_ERROR(check_same("the initial root", claim.initial_root, proven.initial_root));
  return check_same("the final root", claim.final_root, proven.final_root);
}

// Segment k's place in the chain.
Status check_place(const ExecutionClaim& claim, size_t k, const ExecutionFacts& facts) {
  ZKMEM_RETURN_IF_ERROR(
      check_same("the program's commitment", claim.program_commitment, facts.program_commitment));
  const bool last = k + 1 == claim.segments.size();
  if (facts.segment.is_terminate != last) {
    return rejected(last ? "the last segment does not terminate"
                         : "a segment before the last one terminates");
  }
  ZKMEM_RETURN_IF_ERROR(
      check_same("the exit code", last ? claim.exit_code : kSuspendExitCode, facts.exit_code));
  if (k == 0) return {};
  const ExecutionSegment& before = claim.segments[k - 1];
  if (before.end_pc != facts.segment.start_pc) {
    return rejected(fmt::format("starts at pc {:#x}, the segment before ended at {:#x}",
                                facts.segment.start_pc, before.end_pc));
  }
  if (before.final_root != facts.segment.initial_root) {
    return rejected(fmt::format("starts from root {}, the segment before ended in {}",
                                digest_to_hex(facts.segment.initial_root), digest_to_hex(before.final_root)));
  }
  return {};
}

}  // namespace

ExecutionStatement::ExecutionStatement(std::string extension, std::vector<std::shared_ptr<const Air>> chips)
    : extension_(std::move(extension)), chips_(std::move(chips)) {
  name_ = "execution with " + extension_;
  // Keys are kept by this name, and another machine's chips may be called the same.
  static std::atomic<uint64_t> made = 0;
  airs_name_ = fmt::format("rv32im with {} #{}", extension_, ++made);
}

Result<std::vector<CatalogAir>> ExecutionStatement::airs(const MemoryConfig&) const {
  std::vector<CatalogAir> all = machine_air_set();
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
  const auto& program = proof.trace_vdata[rv32im::kAirProgram];
  ZKMEM_CHECK(program.has_value() && program->cached_commitments.size() == 1);
  facts->program_commitment = program->cached_commitments.front();
  facts->log_table_height = program->log_height;
  const std::vector<BabyBear>& connector = proof.public_values[rv32im::kAirConnector];
  const std::vector<BabyBear>& roots = proof.public_values[rv32im::kAirMerkle];
  ZKMEM_CHECK(connector.size() == kNumConnectorPublicValues && roots.size() == 2 * kDigestWidth);
  ExecutionSegment& segment = facts->segment;
  segment.start_pc = connector[kInitialPc].as_canonical();
  segment.end_pc = connector[kFinalPc].as_canonical();
  segment.is_terminate = connector[kIsTerminate] == BabyBear::one();
  if (!segment.is_terminate && !connector[kIsTerminate].is_zero()) {
    return rejected(fmt::format("is_terminate is {}", connector[kIsTerminate].as_canonical()));
  }
  facts->exit_code = connector[kExitCode].as_canonical();
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
  ZKMEM_RETURN_IF_ERROR(check_claim(run.segments[k], facts_as(facts).segment));
  return check_place(run, k, facts_as(facts));
}

// One table for all segments; the public values open against the last segment's final root.
Status ExecutionStatement::check_whole(const Claim& claim, std::span<const AnyFacts> facts,
                                       const CellImage*) const {
  const ExecutionClaim& run = run_of(claim);
  const uint32_t height = log_table_height(facts);
  for (size_t k = 1; k < facts.size(); ++k) {
    if (facts_as(*facts[k]).log_table_height != height) {
      return rejected(
          fmt::format("segment {} of {}: the program's table has 2^{} rows, 2^{} in the first segment", k,
                      facts.size(), facts_as(*facts[k]).log_table_height, height));
    }
  }
  const auto values = static_cast<uint32_t>(run.config.spaces[kPublicValuesAddressSpace].num_cells);
  const Status opened = verify_public_values(run.segments.back().final_root, merkle_dimensions(run.config),
                                             values, run.public_values);
  if (!opened.ok()) return rejected("public values: " + opened.error().message);
  return {};
}

Status ExecutionStatement::check_outcome(const Claim& claim, const VerificationOptions& options) const {
  return check_run_outcome(run_of(claim), options);
}

Status ExecutionStatement::add_segment(Claim& claim, size_t k, const SegmentFacts& facts) const {
  ExecutionSegment& segment = claim_as<ExecutionClaim>(claim).segments[k];
  const uint32_t height = segment.log_stacked_height;
  segment = facts_as(facts).segment;
  segment.log_stacked_height = height;
  return {};
}

std::string ExecutionStatement::summary(const Claim& claim) const {
  return fmt::format(", exit code {}", run_of(claim).exit_code);
}

void ExecutionStatement::describe(const VerifiedClaim& verified, VerificationReport& report) const {
  describe_run(verified, report);
}

uint32_t log_table_height(std::span<const AnyFacts> facts) {
  return facts_as(*facts.front()).log_table_height;
}

const ExecutionStatement& execution_statement() {
  static const ExecutionStatement statement;
  return statement;
}

ExecutionClaim::ExecutionClaim() : ClaimOf(execution_statement()) {}

}  // namespace zkmem
