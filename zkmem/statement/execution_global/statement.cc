#include "zkmem/statement/execution_global/statement.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "zkmem/hash/digest_text.h"
#include "zkmem/statement/claim_check.h"
#include "zkmem/statement/execution_global/words.h"
#include "zkmem/statement/ledger/check.h"

namespace zkmem {
namespace {

using rv32im::MachineAir;

constexpr std::array<MachineAir, 3> kInEverySegment = {rv32im::kAirProgram, rv32im::kAirConnector,
                                                       rv32im::kAirSegmentBoundary};
constexpr std::array<MachineAir, 2> kInTheEnds = {rv32im::kAirLedgerEnds, rv32im::kAirRangeChecker};
constexpr std::array<MachineAir, 4> kInRootedEnds = {rv32im::kAirRootedEnds, rv32im::kAirEndsMerkle,
                                                     rv32im::kAirEndsHash, rv32im::kAirRangeChecker};
constexpr size_t kStartImagePart = 2;  // among kRunLedgerChips

const GlobalExecutionClaim& run_of(const Claim& claim) { return claim_as<GlobalExecutionClaim>(claim); }
const GlobalExecutionFacts& facts_as(const SegmentFacts& facts) {
  return static_cast<const GlobalExecutionFacts&>(facts);
}

// The key requires no chip: segments and ends are proven under one.
class ProofShape {
 public:
  ProofShape(const std::vector<CatalogAir>& airs, const Proof& proof) : airs_(airs), proof_(proof) {}

  bool has(size_t air) const { return proof_.trace_vdata[air].has_value(); }
  Status check_segment() const {
    for (const MachineAir air : kInEverySegment)
      if (!has(air)) return rejected(fmt::format("a segment's proof has no {}", name(air)));
    return {};
  }
  bool is_rooted() const { return has(rv32im::kAirRootedEnds); }
  bool has_ends() const { return is_rooted() || has(rv32im::kAirLedgerEnds) || has(rv32im::kAirStartImage); }
  // All that its kind of ends needs, and nothing of the other.
  Status check_ends() const {
    for (const MachineAir air : in_ends())
      if (!has(air)) return rejected(fmt::format("the proof of the ends has no {}", name(air)));
    if (!is_rooted()) return {};
    for (const MachineAir air : {rv32im::kAirLedgerEnds, rv32im::kAirStartImage})
      if (has(air)) return rejected(fmt::format("its proof has roots, and a {} besides", name(air)));
    return {};
  }
  // Nothing that could be a part of a segment.
  Status only_ends() const {
    for (size_t air = 0; air < airs_.size(); ++air) {
      if (has(air) && air != rv32im::kAirStartImage && std::ranges::find(in_ends(), air) == in_ends().end())
        return rejected(fmt::format("the proof of the ends has a {}", name(air)));
    }
    return {};
  }
  std::vector<LedgerChip> ledger_chips() const {
    std::vector<LedgerChip> chips;
    for (const MachineAir air : kRunLedgerChips) chips.push_back({air, name(air), role_of(air)});
    return chips;
  }

 private:
  static LedgerRole role_of(MachineAir air) {
    if (air == rv32im::kAirSegmentBoundary) return LedgerRole::kSegment;
    return air == rv32im::kAirStartImage ? LedgerRole::kStart : LedgerRole::kEnds;
  }
  std::string name(size_t air) const { return airs_[air].air->name(); }
  std::span<const MachineAir> in_ends() const {
    if (is_rooted()) return kInRootedEnds;
    return kInTheEnds;
  }

  const std::vector<CatalogAir>& airs_;
  const Proof& proof_;
};

// The public values are what is revealed, and zeros or a root are what the ledger starts from.
Status check_ends_of(const GlobalExecutionClaim& claim) {
  if (claim.ledger.starts_from_image() || claim.ledger.image_leaves != 0 ||
      claim.ledger.image != Commitment{})
    return rejected("its ledger starts from an image that its verifier puts; a program's is in its proof");
  if (claim.ledger.starts_from_root() && claim.start_image != StartImage{})
    return rejected("its memory starts from a root, and it names an image besides");
  const uint32_t leaves = public_value_leaves(claim.config);
  bool fits = claim.ledger.revealed.size() == leaves;
  for (uint32_t label = 0; fits && label < leaves; ++label) {
    const LedgerToken& leaf = claim.ledger.revealed[label];
    fits = leaf.address_space == kPublicValuesAddressSpace && leaf.leaf_label == label;
  }
  if (fits) return {};
  return rejected(fmt::format("it reveals {} leaves, which are not the {} of the public values",
                              claim.ledger.revealed.size(), leaves));
}

// The memory that the run starts on is in the first part of the ends, and in no other; or under a root.
Status check_start_image(const GlobalExecutionClaim& run, size_t k, const GlobalExecutionFacts& facts) {
  if (facts.ledger.roots) return {};  // beside which there is no image
  if (k > run.first_of_ends()) {
    return facts.start_image ? rejected("its part of the ends has a StartImageAir, and is not the first")
                             : Status();
  }
  if (!facts.start_image) return rejected("the proof of the ends has no StartImageAir");
  ZKMEM_RETURN_IF_ERROR(
      check_same("the start image's commitment", run.start_image.commitment, facts.start_image->commitment));
  return check_same("log2 of the start image's rows", run.start_image.log_height,
                    facts.start_image->log_height);
}

std::vector<const LedgerFacts*> ledger_of(std::span<const AnyFacts> facts) {
  std::vector<const LedgerFacts*> all;
  for (const AnyFacts& one : facts) all.push_back(&facts_as(*one).ledger);
  return all;
}

}  // namespace

std::vector<BabyBear> GlobalExecutionClaim::revealed() const {
  std::vector<BabyBear> cells;
  for (const LedgerToken& leaf : ledger.revealed)
    for (const uint32_t cell : leaf.values) cells.push_back(BabyBear::from_u64(cell));
  return cells;
}

uint32_t public_value_leaves(const MemoryConfig& config) {
  if (!config.has_space(kPublicValuesAddressSpace)) return 0;
  return static_cast<uint32_t>(config.spaces[kPublicValuesAddressSpace].num_cells / kLeafCells);
}

MemoryConfig GlobalExecutionStatement::as_proven(MemoryConfig config) const {
  config.put_under(BoundaryMode::kGlobal);
  return config;
}

void GlobalExecutionStatement::visit_head(Claim& claim, FieldVisitor& visitor) const {
  auto& run = claim_as<GlobalExecutionClaim>(claim);
  visitor.commitment("program_commitment", run.program_commitment);
  visitor.word("exit_code", run.exit_code);
  visitor.commitment("start_image", run.start_image.commitment);
  visitor.byte("start_image_rows", run.start_image.log_height);
  visit_ledger(run.ledger, visitor);
}

void GlobalExecutionStatement::visit_segment(Claim& claim, size_t k, FieldVisitor& visitor) const {
  ExecutionSegment& segment = claim_as<GlobalExecutionClaim>(claim).segments[k];
  visitor.byte("log_stacked_height", segment.log_stacked_height);
  visitor.word("start_pc", segment.start_pc);
  visitor.word("end_pc", segment.end_pc);
  visitor.flag("is_terminate", segment.is_terminate);
}

Result<AnyFacts> GlobalExecutionStatement::facts_of(const MemoryConfig& config, const Proof& proof) const {
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<CatalogAir> airs, this->airs(config));
  const ProofShape shape(airs, proof);
  auto facts = std::make_unique<GlobalExecutionFacts>();
  facts->has_ends = shape.has_ends();
  facts->is_segment = !facts->has_ends || shape.has(rv32im::kAirConnector);
  if (facts->has_ends) ZKMEM_RETURN_IF_ERROR(shape.check_ends());
  if (!facts->is_segment) {
    ZKMEM_RETURN_IF_ERROR(shape.only_ends());
  } else {
    ZKMEM_RETURN_IF_ERROR(shape.check_segment());
    ZKMEM_RETURN_IF_ERROR(read_run(proof, *facts));
    facts->number = proof.public_values[rv32im::kAirSegmentBoundary][ledger_public::kSegment].as_canonical();
  }
  ZKMEM_ASSIGN_OR_RETURN(facts->ledger, read_ledger(shape.ledger_chips(), proof, facts->number));
  if (shape.is_rooted()) {
    ZKMEM_ASSIGN_OR_RETURN(facts->ledger.roots, read_roots(proof.public_values[rv32im::kAirRootedEnds],
                                                           proof.public_values[rv32im::kAirEndsMerkle]));
  }
  facts->start_image = facts->ledger.parts[kStartImagePart];
  return AnyFacts(std::move(facts));
}

// One height for all segments, as the program's commitment depends on it; the ends have their own.
Status GlobalExecutionStatement::check_shape(const Claim& claim) const {
  const GlobalExecutionClaim& run = run_of(claim);
  if (claim.config.mode != BoundaryMode::kGlobal)
    return rejected("its configuration is not of global memory");
  const size_t segments = run.run_segments().size();
  for (size_t k = 1; k < segments; ++k) {
    const uint32_t height = claim.segment(k).log_stacked_height;
    if (height == claim.segment(0).log_stacked_height) continue;
    return rejected(fmt::format("segment {} of {}: stacked height {}, the run's is {}", k, segments, height,
                                claim.segment(0).log_stacked_height));
  }
  ZKMEM_RETURN_IF_ERROR(check_ends_of(run));
  return check_ledger_shape(claim, run.ledger, rv32im::kRangeMaxBits);
}

Status GlobalExecutionStatement::check_segment(const Claim& claim, size_t k,
                                               const SegmentFacts& given) const {
  const GlobalExecutionClaim& run = run_of(claim);
  const GlobalExecutionFacts& facts = facts_as(given);
  ZKMEM_RETURN_IF_ERROR(
      check_ends_place(run, k, facts.is_segment, facts.has_ends, int64_t{facts.number} - 1));
  ZKMEM_RETURN_IF_ERROR(check_ledger_proof(run.ledger, facts.ledger));
  ZKMEM_RETURN_IF_ERROR(check_run_segment(run.segments[k], facts.segment));
  if (facts.has_ends) {
    ZKMEM_RETURN_IF_ERROR(check_ends_roots(run, k, run.ledger, facts.ledger.roots));
    ZKMEM_RETURN_IF_ERROR(check_start_image(run, k, facts));
  }
  if (!facts.is_segment) return {};
  if (facts.number != k + 1)
    return rejected(fmt::format("its proof is of segment {}", uint64_t{facts.number} - 1));
  return check_run_place(run, run.run_segments(), k, facts);
}

Status GlobalExecutionStatement::check_whole(const Claim& claim, std::span<const AnyFacts> facts,
                                             const CellImage*) const {
  const GlobalExecutionClaim& run = run_of(claim);
  std::vector<const ExecutionFacts*> segments;
  for (const AnyFacts& one : facts.first(run.run_segments().size())) segments.push_back(&facts_as(*one));
  ZKMEM_RETURN_IF_ERROR(check_one_table(segments));
  const std::array<Commitment, 1> about = {run.program_commitment};
  return check_ledger(claim, run.ledger, about, ledger_of(facts), nullptr);
}

double GlobalExecutionStatement::argument_bits(const Claim& claim, std::span<const AnyFacts> facts) const {
  return ledger_bits(claim.parameters, ledger_tokens(run_of(claim).ledger, ledger_of(facts)));
}

// All of a segment's claim is known when it is planned, and so is the challenge.
Status GlobalExecutionStatement::add_segment(Claim& claim, size_t k, const SegmentFacts& facts) const {
  const Status checked = check_segment(claim, k, facts);
  if (checked.ok()) return checked;
  return rejected("its proof is not of the planned segment: " + checked.error().message);
}

void GlobalExecutionStatement::describe(const VerifiedClaim& verified, VerificationReport& report) const {
  describe_global_run(verified, report);
}

const GlobalExecutionStatement& global_execution_statement() {
  static const GlobalExecutionStatement statement;
  return statement;
}

}  // namespace zkmem
