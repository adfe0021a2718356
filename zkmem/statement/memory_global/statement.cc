#include "zkmem/statement/memory_global/statement.h"

#include <algorithm>

#include <fmt/format.h>

#include "zkmem/hash/digest_text.h"
#include "zkmem/memory/statement/memory_airs.h"
#include "zkmem/protocol/soundness.h"
#include "zkmem/statement/air_catalog.h"
#include "zkmem/statement/claim_check.h"
#include "zkmem/statement/memory/log_facts.h"
#include "zkmem/statement/memory/words.h"
#include "zkmem/statement/parameters.h"
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

// A proof of the ends has nothing that could be a part of a segment.
Status only_ends(const MemoryAirs& airs, const Proof& proof) {
  for (size_t air = 0; air < airs.entries.size(); ++air) {
    if (air == *airs.ends || air == airs.range || !is_present(proof, air)) continue;
    return rejected(fmt::format("the proof of the ends has a {}", airs.entries[air].air->name()));
  }
  return {};
}

// The ledger's chips of one proof: their parts, their sums added up, and the challenge, which is one.
Status read_ledger(const MemoryAirs& airs, const Proof& proof, GlobalMemoryFacts& facts) {
  std::vector<size_t> chips;
  for (const MemoryAirs::Boundary& boundary : airs.boundaries) chips.push_back(boundary.air);
  chips.push_back(*airs.ends);
  for (const size_t air : chips) {
    facts.ledger.push_back(cached_part(proof, air));
    if (!facts.ledger.back()) continue;
    const std::vector<BabyBear>& values = proof.public_values[air];
    const std::string name = airs.entries[air].air->name();
    LedgerChallenge challenge;
    Ext4 sum;
    if (!read_ledger_public_values(values, challenge, sum))
      return rejected(name + ": its powers of beta are none");
    if (facts.challenge && !(*facts.challenge == challenge))
      return rejected(name + ": its challenge is another than that of the chip before");
    facts.challenge = challenge;
    facts.sum += sum;
    if (air == *airs.ends) continue;
    const uint32_t number = values[ledger_public::kSegment].as_canonical();
    if (number != facts.segment.index + 1) {
      return rejected(fmt::format("{}: its tokens are of segment {}, the proof is of segment {}", name,
                                  uint64_t{number} - 1, facts.segment.index));
    }
  }
  return {};
}

std::vector<LedgerParts> ledger_of(std::span<const AnyFacts> facts) {
  std::vector<LedgerParts> parts;
  for (const AnyFacts& one : facts) parts.push_back(facts_as(*one).ledger);
  return parts;
}

Commitment log_digest_of(const Claim& claim, std::span<const AnyFacts> facts) {
  return log_digest(claim.hash, parts_of(facts.first(log_of(claim).log_segments().size())));
}

Status check_challenge(const GlobalMemoryClaim& claim, std::span<const AnyFacts> facts) {
  const auto drawn = ledger_challenge(claim, ledger_of(facts), claim.witness);
  if (!drawn) return rejected(fmt::format("the ledger's witness {} is none of its work", claim.witness));
  if (*drawn == claim.ledger_challenge()) return {};
  GlobalMemoryClaim other = claim;
  other.set_ledger_challenge(*drawn);
  return check_same("the ledger's challenge", claim.challenge, other.challenge);
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
    visitor.digest("challenge", claim.challenge);
    visitor.word("witness", claim.witness);
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
  size_t closing_proofs() const override { return 1; }

  Result<AnyFacts> facts_of(const MemoryConfig& config, const Proof& proof) const override {
    ZKMEM_ASSIGN_OR_RETURN(const MemoryAirs airs, MemoryAirs::create(config));
    if (!airs.ends) return rejected("its configuration is not of global memory");
    auto facts = std::make_unique<GlobalMemoryFacts>();
    facts->is_ends = is_present(proof, *airs.ends);
    if (facts->is_ends) {
      ZKMEM_RETURN_IF_ERROR(only_ends(airs, proof));
    } else {
      ZKMEM_RETURN_IF_ERROR(must_be_present(airs, proof, airs.connector));
      if (airs.space_table) ZKMEM_RETURN_IF_ERROR(must_be_present(airs, proof, *airs.space_table));
      ZKMEM_ASSIGN_OR_RETURN(facts->segment, connector_facts(airs, proof));
      facts->parts = log_parts(airs, proof);
    }
    ZKMEM_RETURN_IF_ERROR(read_ledger(airs, proof, *facts));
    return AnyFacts(std::move(facts));
  }

  // Segments are numbered within what their range checks can tell apart.
  Status check_shape(const Claim& claim) const override {
    if (claim.config.mode != BoundaryMode::kGlobal)
      return rejected("its configuration is not of global memory");
    if (claim.num_segments() < 2) return rejected("there is a proof of the ends, but of no segment");
    for (size_t k = 0; k < claim.num_segments(); ++k) {
      const uint32_t height = claim.segment(k).log_stacked_height;
      ZKMEM_ASSIGN_OR_RETURN(const SystemParams params, parameters_of(claim.parameters, height, claim.hash));
      if (fixes_tokens(params)) continue;
      return rejected(fmt::format(
          "segment {}: the parameters {}:{} decode lists from the first round on, so that commitments do "
          "not fix the ledger's tokens",
          k, to_string(claim.parameters), height));
    }
    const uint64_t most = uint64_t{1} << claim.config.range_max_bits;
    const uint64_t segments = claim.num_segments() - 1;
    if (segments <= most) return {};
    return rejected(fmt::format("{} segments of global memory, there can be {}", segments, most));
  }
  Status check_segment(const Claim& any, size_t k, const SegmentFacts& given) const override {
    const GlobalMemoryClaim& claim = log_of(any);
    const GlobalMemoryFacts& facts = facts_as(given);
    const size_t segments = claim.log_segments().size();
    if (facts.is_ends != (k == segments)) {
      return rejected(facts.is_ends
                          ? "its proof is of the ends"
                          : fmt::format("its proof is of segment {}, not of the ends", facts.segment.index));
    }
    const LogSegment& claimed = claim.segments[k];
    ZKMEM_RETURN_IF_ERROR(check_connector(claimed, facts.segment));
    if (facts.challenge && !(*facts.challenge == claim.ledger_challenge()))
      return rejected("its proof is under another challenge of the ledger");
    return facts.is_ends ? Status() : check_index(facts.segment, k, segments);
  }
  Status check_whole(const Claim& any, std::span<const AnyFacts> facts) const override {
    const GlobalMemoryClaim& claim = log_of(any);
    ZKMEM_RETURN_IF_ERROR(check_same("the log's digest", claim.log_digest, log_digest_of(claim, facts)));
    ZKMEM_RETURN_IF_ERROR(check_challenge(claim, facts));
    const uint64_t rows = ledger_rows(facts);
    if (2 * rows >= BabyBear::kModulus) {
      return rejected(
          fmt::format("its ledger has {} rows, of two tokens each: so many may count as none", rows));
    }
    Ext4 sum;
    for (const AnyFacts& one : facts) sum += facts_as(*one).sum;
    if (sum.is_zero()) return {};
    return rejected(
        "the ledger does not balance: a segment started from what no segment before it, nor the start, had "
        "left");
  }
  double argument_bits(const Claim& claim, std::span<const AnyFacts> facts) const override {
    return ledger_bits(claim.parameters, ledger_rows(facts));
  }

  Status check_outcome(const Claim&, const VerificationOptions& options) const override {
    if (options.public_values) return rejected("it is about a log, which has no public values");
    if (options.exit_code.value_or(0) != 0) return rejected("it is about a log, which has no exit code");
    if (options.initial_root || options.final_root)
      return rejected("it is about global memory, which starts from zero and has no roots");
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
    describe_log(verified, report);
  }
};

Ext4 element_at(const Digest& words, size_t first) {
  return Ext4({words[first], words[first + 1], words[first + 2], words[first + 3]});
}

}  // namespace

LedgerChallenge GlobalMemoryClaim::ledger_challenge() const {
  return {element_at(challenge, 0), element_at(challenge, Ext4::kDegree)};
}

void GlobalMemoryClaim::set_ledger_challenge(const LedgerChallenge& ledger) {
  for (size_t i = 0; i < Ext4::kDegree; ++i) {
    challenge[i] = ledger.alpha[i];
    challenge[Ext4::kDegree + i] = ledger.beta[i];
  }
}

uint64_t ledger_rows(std::span<const AnyFacts> facts) {
  uint64_t rows = 0;
  for (const AnyFacts& one : facts) {
    for (const std::optional<LogPart>& part : facts_as(*one).ledger)
      rows += part ? uint64_t{1} << part->log_height : 0;
  }
  return rows;
}

double ledger_bits(ParameterFamily family, uint64_t rows) {
  return fingerprint_bits(2 * rows, kTokenFields, ledger_pow_bits(family));
}

const Statement& global_memory_statement() {
  static const GlobalMemoryStatement statement;
  return statement;
}

}  // namespace zkmem
