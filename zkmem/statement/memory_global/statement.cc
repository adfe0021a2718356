#include "zkmem/statement/memory_global/statement.h"

#include <algorithm>

#include <fmt/format.h>

#include "zkmem/hash/digest_text.h"
#include "zkmem/memory/statement/memory_airs.h"
#include "zkmem/statement/air_catalog.h"
#include "zkmem/statement/claim_check.h"
#include "zkmem/statement/ledger/check.h"
#include "zkmem/statement/ledger/words.h"
#include "zkmem/statement/memory/log_facts.h"
#include "zkmem/statement/memory/words.h"
#include "zkmem/statement/verify.h"

namespace zkmem {
namespace {

const GlobalMemoryClaim& log_of(const Claim& claim) { return claim_as<GlobalMemoryClaim>(claim); }
const GlobalMemoryFacts& facts_as(const SegmentFacts& facts) {
  return static_cast<const GlobalMemoryFacts&>(facts);
}

bool is_present(const Proof& proof, size_t air) { return proof.trace_vdata[air].has_value(); }

Status must_be_present(const MemoryAirs& airs, const Proof& proof, size_t air) {
  if (is_present(proof, air)) return {};
  return rejected(fmt::format("a segment's proof has no {}", airs.entries[air].air->name()));
}

// Ends have roots or not, and where they have, the Merkle chip has them.
Status check_ends(const MemoryAirs& airs, const Proof& proof) {
  const bool is_rooted = is_present(proof, *airs.rooted_ends);
  if (is_rooted && is_present(proof, *airs.ends)) {
    return rejected(fmt::format("its proof has both a {} and a {}", airs.entries[*airs.ends].air->name(),
                                airs.entries[*airs.rooted_ends].air->name()));
  }
  if (is_rooted && !is_present(proof, *airs.merkle)) return rejected("the proof of the ends has no roots");
  return {};
}

// A proof of the ends alone has nothing that could be a part of a segment: with roots the chips that hash.
Status only_ends(const MemoryAirs& airs, const Proof& proof) {
  const bool is_rooted = is_present(proof, *airs.rooted_ends);
  const auto belongs = [&](size_t air) {
    if (air == airs.range) return true;
    if (!is_rooted) return air == *airs.ends;
    return air == *airs.rooted_ends || air == *airs.merkle || air == *airs.poseidon2;
  };
  for (size_t air = 0; air < airs.entries.size(); ++air) {
    if (belongs(air) || !is_present(proof, air)) continue;
    return rejected(fmt::format("the proof of the ends has a {}", airs.entries[air].air->name()));
  }
  return {};
}

// In key order.
std::vector<LedgerChip> ledger_chips(const MemoryAirs& airs) {
  std::vector<LedgerChip> chips;
  for (const size_t air : airs.ledger_chips())
    chips.push_back(
        {air, airs.entries[air].air->name(),
         air == *airs.ends || air == *airs.rooted_ends ? LedgerRole::kEnds : LedgerRole::kSegment});
  return chips;
}

std::vector<const LedgerFacts*> ledger_of(std::span<const AnyFacts> facts) {
  std::vector<const LedgerFacts*> ledger;
  for (const AnyFacts& one : facts) ledger.push_back(&facts_as(*one).ledger);
  return ledger;
}

Commitment log_digest_of(const Claim& claim, std::span<const AnyFacts> facts) {
  return log_digest(claim.hash, parts_of(facts.first(log_of(claim).log_segments().size())));
}

class GlobalMemoryStatement final : public Statement {
 public:
  std::string_view name() const override { return "memory-global"; }
  std::string_view subject() const override { return "a log"; }
  std::string_view unit() const override { return "accesses"; }

  uint8_t tag() const override { return GlobalMemoryClaim::kTag; }
  std::unique_ptr<Claim> new_claim() const override { return std::make_unique<GlobalMemoryClaim>(*this); }
  void visit_head(Claim& any, FieldVisitor& visitor) const override {
    auto& claim = claim_as<GlobalMemoryClaim>(any);
    visitor.commitment("log_digest", claim.log_digest);
    visit_ledger(claim.ledger, visitor);
  }
  void visit_segment(Claim& claim, size_t k, FieldVisitor& visitor) const override {
    LogSegment& segment = claim_as<GlobalMemoryClaim>(claim).segments[k];
    visitor.byte("log_stacked_height", segment.log_stacked_height);
    visitor.word("index", segment.index);
    visitor.word("clock_end", segment.clock_end);
    visitor.flag("is_last", segment.is_last);
  }

  Result<std::vector<CatalogAir>> airs(const MemoryConfig& config) const override {
    return memory_air_set(config);
  }
  std::string airs_name(const MemoryConfig& config) const override { return "memory " + to_json(config); }
  MemoryConfig default_config() const override { return as_proven(MemoryConfig::hybrid_default()); }
  bool has_one_config() const override { return false; }
  MemoryConfig as_proven(MemoryConfig config) const override {
    config.put_under(BoundaryMode::kGlobal);
    return config;
  }
  bool has_argument() const override { return true; }

  Result<AnyFacts> facts_of(const MemoryConfig& config, const Proof& proof) const override {
    ZKMEM_ASSIGN_OR_RETURN(const MemoryAirs airs, MemoryAirs::create(config));
    if (!airs.ends) return rejected("its configuration is not of global memory");
    auto facts = std::make_unique<GlobalMemoryFacts>();
    const bool is_rooted = is_present(proof, *airs.rooted_ends);
    facts->has_ends = is_rooted || is_present(proof, *airs.ends);
    facts->is_segment = !facts->has_ends || is_present(proof, airs.connector);
    if (facts->has_ends) ZKMEM_RETURN_IF_ERROR(check_ends(airs, proof));
    std::optional<RootFacts> roots;
    if (is_rooted) {
      ZKMEM_ASSIGN_OR_RETURN(
          roots, read_roots(proof.public_values[*airs.rooted_ends], proof.public_values[*airs.merkle]));
    }
    if (!facts->is_segment) {
      ZKMEM_RETURN_IF_ERROR(only_ends(airs, proof));
    } else {
      ZKMEM_RETURN_IF_ERROR(must_be_present(airs, proof, airs.connector));
      if (airs.space_table) ZKMEM_RETURN_IF_ERROR(must_be_present(airs, proof, *airs.space_table));
      ZKMEM_ASSIGN_OR_RETURN(facts->segment, connector_facts(airs, proof));
      facts->parts = log_parts(airs, proof);
    }
    ZKMEM_ASSIGN_OR_RETURN(facts->ledger, read_ledger(ledger_chips(airs), proof, facts->segment.index + 1));
    facts->ledger.roots = roots;
    return AnyFacts(std::move(facts));
  }

  // Segments are numbered within what their range checks can tell apart.
  Status check_shape(const Claim& claim) const override {
    if (claim.config.mode != BoundaryMode::kGlobal)
      return rejected("its configuration is not of global memory");
    return check_ledger_shape(claim, log_of(claim).ledger, claim.config.range_max_bits);
  }
  Status check_segment(const Claim& any, size_t k, const SegmentFacts& given) const override {
    const GlobalMemoryClaim& claim = log_of(any);
    const GlobalMemoryFacts& facts = facts_as(given);
    ZKMEM_RETURN_IF_ERROR(check_ends_place(claim, k, facts.is_segment, facts.has_ends, facts.segment.index));
    ZKMEM_RETURN_IF_ERROR(check_connector(claim.segments[k], facts.segment));
    ZKMEM_RETURN_IF_ERROR(check_ledger_proof(claim.ledger, facts.ledger));
    if (facts.has_ends) ZKMEM_RETURN_IF_ERROR(check_ends_roots(claim, k, claim.ledger, facts.ledger.roots));
    return facts.is_segment ? check_index(facts.segment, k, claim.log_segments().size()) : Status();
  }
  Status check_whole(const Claim& any, std::span<const AnyFacts> facts,
                     const CellImage* image) const override {
    const GlobalMemoryClaim& claim = log_of(any);
    ZKMEM_RETURN_IF_ERROR(check_same("the log's digest", claim.log_digest, log_digest_of(claim, facts)));
    return check_ledger(claim, claim.ledger, {}, ledger_of(facts), image);
  }
  double argument_bits(const Claim& claim, std::span<const AnyFacts> facts) const override {
    return ledger_bits(claim.parameters, ledger_tokens(log_of(claim).ledger, ledger_of(facts)));
  }

  Status check_outcome(const Claim&, const VerificationOptions& options) const override {
    if (options.public_values) return rejected("it is about a log, which has no public values");
    if (options.exit_code.value_or(0) != 0) return rejected("it is about a log, which has no exit code");
    return {};
  }

  // All of a segment's claim is known when it is planned, and so is the challenge.
  Status add_segment(Claim& any, size_t k, const SegmentFacts& facts) const override {
    const Status checked = check_segment(any, k, facts);
    if (checked.ok()) return checked;
    return rejected("its proof is not of the planned segment: " + checked.error().message);
  }
  void add_whole(Claim& claim, std::span<const AnyFacts> facts) const override {
    claim_as<GlobalMemoryClaim>(claim).log_digest = log_digest_of(claim, facts);
  }

  std::string summary(const Claim& claim) const override {
    return " are consistent\n  log digest    " + commitment_to_hex(log_of(claim).log_digest);
  }
  void describe(const VerifiedClaim& verified, VerificationReport& report) const override {
    const LedgerClaim& ledger = log_of(verified.claim).ledger;
    const MemoryConfig& config = verified.claim.config;
    MemoryInWords words{start_in_words(config, ledger), end_in_words(ledger), not_shown_of_end(ledger), {}};
    words.parts_of_ends = parts_in_words(verified.claim);
    const bool knows_start = verified.compared != nullptr && verified.compared->knows_start;
    if (!knows_start && !verified.options.initial_root)
      words.not_shown_of_start = not_shown_of_start(config, ledger);
    describe_log(verified, words, report);
  }
};

}  // namespace

const Statement& global_memory_statement() {
  static const GlobalMemoryStatement statement;
  return statement;
}

}  // namespace zkmem
