#include "zkmem/statement/memory/statement.h"

#include <fmt/format.h>

#include "zkmem/hash/digest_text.h"
#include "zkmem/memory/statement/memory_airs.h"
#include "zkmem/statement/air_catalog.h"
#include "zkmem/statement/claim_check.h"
#include "zkmem/statement/memory/log_facts.h"
#include "zkmem/statement/memory/words.h"
#include "zkmem/statement/verify.h"

namespace zkmem {
namespace {

const MemoryClaim& log_of(const Claim& claim) { return claim_as<MemoryClaim>(claim); }
const MemoryFacts& facts_as(const SegmentFacts& facts) { return static_cast<const MemoryFacts&>(facts); }

Status check_claim(const LogSegment& claim, const LogSegment& proven) {
  ZKMEM_RETURN_IF_ERROR(check_connector(claim, proven));
  ZKMEM_RETURN_IF_ERROR(check_same("the initial root", claim.initial_root, proven.initial_root));
  return check_same("the final root", claim.final_root, proven.final_root);
}

// Segment k's place in the chain; the segments before it are what the claim says of them.
Status check_place(const MemoryClaim& claim, size_t k, const LogSegment& proven) {
  ZKMEM_RETURN_IF_ERROR(check_index(proven, k, claim.segments.size()));
  if (k == 0) return {};
  const LogSegment& before = claim.segments[k - 1];
  if (before.final_root != proven.initial_root) {
    return rejected(fmt::format("starts from root {}, the segment before ended in {}",
                                digest_to_hex(proven.initial_root), digest_to_hex(before.final_root)));
  }
  return {};
}

MemoryInWords memory_in_words(const VerifiedClaim& verified) {
  const MemoryClaim& claim = log_of(verified.claim);
  MemoryInWords words{"memory that is zero everywhere", {}, {}, {}};
  if (claim.config.mode != BoundaryMode::kPersistent) return words;
  const std::string initial = digest_to_hex(claim.segments.front().initial_root);
  words.start = "the memory with root " + initial;
  words.end.push_back("it leaves the memory with root " + digest_to_hex(claim.segments.back().final_root));
  const bool knows_start = verified.compared != nullptr && verified.compared->knows_start;
  if (!verified.options.initial_root && !knows_start)
    words.not_shown_of_start.push_back("what the memory held at the start, beyond its root " + initial);
  return words;
}

class MemoryStatement final : public Statement {
 public:
  std::string_view name() const override { return "memory"; }
  std::string_view subject() const override { return "a log"; }
  std::string_view unit() const override { return "accesses"; }

  uint8_t tag() const override { return MemoryClaim::kTag; }
  std::unique_ptr<Claim> new_claim() const override { return std::make_unique<MemoryClaim>(*this); }
  void visit_head(Claim& claim, FieldVisitor& visitor) const override {
    visitor.commitment("log_digest", claim_as<MemoryClaim>(claim).log_digest);
  }
  void visit_segment(Claim& claim, size_t k, FieldVisitor& visitor) const override {
    LogSegment& segment = claim_as<MemoryClaim>(claim).segments[k];
    visitor.byte("log_stacked_height", segment.log_stacked_height);
    visitor.digest("initial_root", segment.initial_root);
    visitor.digest("final_root", segment.final_root);
    visitor.word("index", segment.index);
    visitor.word("clock_end", segment.clock_end);
    visitor.flag("is_last", segment.is_last);
  }

  Result<std::vector<CatalogAir>> airs(const MemoryConfig& config) const override {
    return memory_air_set(config);
  }
  std::string airs_name(const MemoryConfig& config) const override { return "memory " + to_json(config); }
  MemoryConfig default_config() const override { return MemoryConfig::hybrid_default(); }
  bool has_one_config() const override { return false; }

  Result<AnyFacts> facts_of(const MemoryConfig& config, const Proof& proof) const override {
    ZKMEM_ASSIGN_OR_RETURN(const MemoryAirs airs, MemoryAirs::create(config));
    // The shape check made sure that the required AIRs are there, with as many public values and cached parts
    // as the key says.
    auto facts = std::make_unique<MemoryFacts>();
    ZKMEM_ASSIGN_OR_RETURN(facts->segment, connector_facts(airs, proof));
    if (config.mode == BoundaryMode::kPersistent) {
      const std::vector<BabyBear>& roots = proof.public_values[*airs.merkle];
      ZKMEM_CHECK(roots.size() == 2 * kDigestWidth);
      facts->segment.initial_root = digest_at(roots, 0);
      facts->segment.final_root = digest_at(roots, kDigestWidth);
    }
    facts->parts = log_parts(airs, proof);
    return AnyFacts(std::move(facts));
  }

  // Nothing ties a segment of volatile memory to what another one left, and segments of global memory are
  // worth nothing without the ledger, which another statement checks.
  Status check_shape(const Claim& claim) const override {
    if (claim.config.mode == BoundaryMode::kGlobal)
      return rejected("its configuration is of global memory, which is another statement's");
    if (claim.config.mode == BoundaryMode::kVolatile && claim.num_segments() != 1) {
      return rejected(
          fmt::format("{} segments of volatile memory, there can be only one", claim.num_segments()));
    }
    return {};
  }
  Status check_segment(const Claim& claim, size_t k, const SegmentFacts& facts) const override {
    const MemoryClaim& log = log_of(claim);
    ZKMEM_RETURN_IF_ERROR(check_claim(log.segments[k], facts_as(facts).segment));
    return check_place(log, k, facts_as(facts).segment);
  }
  Status check_whole(const Claim& claim, std::span<const AnyFacts> facts, const CellImage*) const override {
    return check_same("the log's digest", log_of(claim).log_digest, log_digest(claim.hash, parts_of(facts)));
  }

  // A log ends in nothing but its memory.
  Status check_outcome(const Claim&, const VerificationOptions& options) const override {
    if (options.public_values) return rejected("it is about a log, which has no public values");
    if (options.exit_code.value_or(0) != 0) return rejected("it is about a log, which has no exit code");
    return {};
  }

  // All of a segment's claim is known when it is planned.
  Status add_segment(Claim& claim, size_t k, const SegmentFacts& facts) const override {
    LogSegment planned = log_of(claim).segments[k];
    planned.log_stacked_height = 0;
    if (facts_as(facts).segment == planned) return {};
    return rejected("its proof is not of the planned segment");
  }
  void add_whole(Claim& claim, std::span<const AnyFacts> facts) const override {
    claim_as<MemoryClaim>(claim).log_digest = log_digest(claim.hash, parts_of(facts));
  }

  std::string summary(const Claim& claim) const override {
    return " are consistent\n  log digest    " + commitment_to_hex(log_of(claim).log_digest);
  }
  void describe(const VerifiedClaim& verified, VerificationReport& report) const override {
    describe_log(verified, memory_in_words(verified), report);
  }
};

}  // namespace

std::vector<LogParts> parts_of(std::span<const AnyFacts> facts) {
  std::vector<LogParts> parts;
  for (const AnyFacts& segment : facts) parts.push_back(facts_as(*segment).parts);
  return parts;
}

const Statement& memory_statement() {
  static const MemoryStatement statement;
  return statement;
}

const MemoryClaim& log_claim(const Claim& claim) {
  const uint8_t tag = tag_of(claim.statement());
  ZKMEM_CHECK(tag == MemoryClaim::kTag || tag == MemoryClaim::kGlobalTag);
  return static_cast<const MemoryClaim&>(claim);
}

MemoryClaim::MemoryClaim() : ClaimOf(memory_statement()) {}

}  // namespace zkmem
