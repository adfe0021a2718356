// What a proof can be about. One instance a folder: execution/ (a program ran), memory/ (an access log is
// consistent). Whatever handles proofs of any kind asks here; nobody else tells statements apart. This is the
// verifying half; what proving needs besides is zkmem/sdk/proving_statement.h.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/memory/model/config.h"
#include "zkmem/memory/model/memory_image.h"
#include "zkmem/protocol/proof.h"
#include "zkmem/statement/air_set.h"
#include "zkmem/statement/claim.h"
#include "zkmem/statement/fields.h"

namespace zkmem {

struct VerificationOptions;
struct VerificationReport;
struct VerifiedClaim;

// What one verified segment proof binds. A statement derives its own.
class SegmentFacts {
 public:
  virtual ~SegmentFacts() = default;
  // Without the height, which is the key's.
  virtual const SegmentClaim& claim() const = 0;
};

using AnyFacts = std::unique_ptr<const SegmentFacts>;

class Statement {
 public:
  virtual ~Statement() = default;

  // In words: "execution"; what it is about, "a program"; what its length counts, "instructions".
  virtual std::string_view name() const = 0;
  virtual std::string_view subject() const = 0;
  virtual std::string_view unit() const = 0;

  // How it is written down. docs/spec/zkproof.md.
  virtual uint8_t tag() const = 0;
  virtual std::unique_ptr<Claim> new_claim() const = 0;
  virtual void visit_head(Claim& claim, FieldVisitor& visitor) const = 0;
  virtual void visit_segment(Claim& claim, size_t k, FieldVisitor& visitor) const = 0;

  // Which chips, in key order, and what tells this set from another.
  virtual Result<std::vector<CatalogAir>> airs(const MemoryConfig& config) const = 0;
  virtual std::string airs_name(const MemoryConfig& config) const = 0;
  // The configuration when nothing is said, and whether it is the only one.
  virtual MemoryConfig default_config() const = 0;
  virtual bool has_one_config() const = 0;
  // The configuration that its proof is on when the caller names this one: a log is the same log however its
  // memory is proven.
  virtual MemoryConfig as_proven(MemoryConfig config) const { return config; }

  // What a segment's proof claims: `verified` under the key of the configuration's chips. kRejected if its
  // public values are none that the chips can have.
  virtual Result<AnyFacts> facts_of(const MemoryConfig& config, const Proof& verified) const = 0;

  // Whether the claims chain, in three steps: before any proof is looked at; segment k, whose predecessors
  // passed; all together. kRejected says which rule is broken, with both values.
  virtual Status check_shape(const Claim& claim) const = 0;
  virtual Status check_segment(const Claim& claim, size_t k, const SegmentFacts& facts) const = 0;
  // `image` is what the caller says the memory was at the start; null: it says nothing.
  virtual Status check_whole(const Claim& claim, std::span<const AnyFacts> facts,
                             const CellImage* image) const = 0;
  // Proven bits of what ties the segments together, once all is checked; and whether anything does but what
  // each claim says.
  virtual bool has_argument() const { return false; }
  virtual double argument_bits(const Claim&, std::span<const AnyFacts>) const {
    return std::numeric_limits<double>::infinity();
  }

  // Whether a claim whose proofs are verified came to what the caller asks for. kRejected says that the proof
  // is valid, and how to accept what it shows.
  virtual Status check_outcome(const Claim& claim, const VerificationOptions& options) const = 0;

  // For provers: what facts add to a claim that is known up to its proofs, segment by segment and at the end.
  // kRejected if segment k's proof is of another segment than the claim's.
  virtual Status add_segment(Claim& claim, size_t k, const SegmentFacts& facts) const = 0;
  virtual void add_whole(Claim& claim, std::span<const AnyFacts> facts) const = 0;

  // What a prover says when it is done, behind "N instructions in M segments".
  virtual std::string summary(const Claim& claim) const = 0;
  // What they show, in words, and first what they do not.
  virtual void describe(const VerifiedClaim& verified, VerificationReport& report) const = 0;
};

// The one place where a file's tag, or a plan's name, is asked for; null: there is no such statement.
const Statement* statement_of_tag(uint8_t tag);
const Statement* statement_of_name(std::string_view name);

}  // namespace zkmem
