// Verification of a proof file as a whole: what it shows, in words, and first what it does not. The
// verifier's own options decide what is accepted; nothing of that comes from the file. Needs neither threads
// nor files.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/hash/hash_backend.h"
#include "zkmem/statement/keys.h"
#include "zkmem/statement/parameters.h"
#include "zkmem/statement/statement.h"
#include "zkmem/statement/subject.h"
#include "zkmem/statement/zkproof.h"

namespace zkmem {

struct VerificationOptions {
  // For proof files of another machine (execution/statement.h), instead of the built-in statement of the
  // same kind; none: the built-in ones.
  const Statement* statement = nullptr;
  // The only one accepted; none: the statement's default.
  std::optional<MemoryConfig> config;
  std::optional<ParameterChoice> params;  // likewise: a family, and maybe a height; its hash is not looked at
  std::optional<HashSuite> hash_suite;    // likewise
  bool allow_weak_params = false;
  // What the proof must be about; none: whatever it says. A program must be loaded over zeros unless
  // initial_root is given.
  const Subject* subject = nullptr;
  std::optional<Digest> initial_root;
  std::optional<Digest> final_root;
  // What a run must have come to. A program that failed is refused unless its exit code is asked for; none:
  // any code will do.
  std::optional<uint32_t> exit_code = 0;
  // The public values, from the first; those not given are zero. None: whatever they are.
  std::optional<std::vector<uint8_t>> public_values;
  const HashBackend* hash = nullptr;  // none: scalar
};

struct VerificationReport {
  std::vector<std::string> not_shown;  // a sentence each, most important first
  std::vector<std::string> shown;
  double proven_bits = 0;
};

// A claim whose proofs and chain are verified, for its statement to put into words.
struct VerifiedClaim {
  const Claim& claim;
  const VerificationOptions& options;
  std::span<const AnyFacts> facts;  // of its segments
  const Comparison* compared;       // with the options' subject; null: there is none
  double proven_bits;
  std::optional<std::string> weakness;  // a sentence for not_shown: the parameters are weak
};

// An error of kind kRejected says which rule is broken, with both values.
Result<VerificationReport> verify_zkproof(const Context& context, KeyCache& keys, const ZkProof& proof,
                                          const VerificationOptions& options);
// The same from a file's bytes; those that are no proof file are rejected.
Result<VerificationReport> verify_zkproof(const Context& context, KeyCache& keys,
                                          std::span<const uint8_t> bytes, const VerificationOptions& options);

// Proven bits of what ties the segments of a proof together, by what its proofs say; none of them is
// verified.
Result<double> argument_bits(const ZkProof& proof);

// Whether a proof, not verified yet, is of the claim's chips as far as what it says by AIR goes: required
// ones are there, with as many public values and cached commitments as they have. facts_of() needs that.
Status check_proof_airs(const Claim& claim, const Proof& proof);

// One segment's proof under its key, and what it binds.
Result<AnyFacts> verify_segment(const Statement& statement, const MemoryConfig& config,
                                const VerifyingKey& key, std::span<const uint8_t> proof,
                                const HashBackend* hash = nullptr);

// The proofs and the rules of the claim's statement; `keys` has one a segment. `image` as for
// Statement::check_whole(). An error names the segment.
Result<std::vector<AnyFacts>> verify_segments(const Context& context,
                                              std::span<const std::shared_ptr<const VerifyingKey>> keys,
                                              const ZkProof& proof, const HashBackend* hash = nullptr,
                                              const CellImage* image = nullptr);

}  // namespace zkmem
