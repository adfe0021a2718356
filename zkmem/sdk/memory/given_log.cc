#include "zkmem/sdk/memory/given_log.h"

#include <fmt/format.h>

#include "zkmem/hash/digest_text.h"
#include "zkmem/hash/simd.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/sdk/memory/log_commitment.h"
#include "zkmem/sdk/memory/log_difference.h"
#include "zkmem/sdk/memory/replayed_log.h"
#include "zkmem/statement/memory/known_log.h"
#include "zkmem/statement/memory/statement.h"
#include "zkmem/statement/memory_global/claim.h"

namespace zkmem {
namespace {

uint64_t accesses_of(const AccessLog& log) {
  uint64_t count = 0;
  for (auto at = log.begin(); at != log.end(); ++at) count += (*at).is_access() ? 1u : 0u;
  return count;
}

// A read that does not return what was written, if the memory that the log starts on is known: what a proof
// is about has none, so this is where the log is another one, or behind it.
std::string inconsistency(const Context& context, const LogFile& file, bool knows_start) {
  if (!knows_start) return {};
  const auto replayed = ReplayedLog::replay(context, file, file.initial);
  return replayed.ok() ? "" : "; the given log is not consistent: " + replayed.error().message;
}

Error another_log(const std::string& difference, const std::string& inconsistency) {
  return rejected("the proof is about another log: " + difference + inconsistency);
}

// The log may say how its memory is proven; here the proof says it.
std::string other_config(const MemoryConfig& given, const Claim& claim) {
  return describe_difference(claim.statement().as_proven(given), claim.config);
}

// Memory that is not zero everywhere: with a root that is compared below, or an image that the verifier has
// compared.
bool claims_a_start(const Claim& claim) {
  switch (claim.config.mode) {
    case BoundaryMode::kPersistent:
      return true;
    case BoundaryMode::kVolatile:
      return false;
    case BoundaryMode::kGlobal:
      return claim_as<GlobalMemoryClaim>(claim).ledger.start != static_cast<uint32_t>(LedgerStart::kZero);
  }
  return false;
}

}  // namespace

const Statement& GivenLog::statement() const { return memory_statement(); }

bool GivenLog::is_of(const Statement& statement) const { return KnownLog({}).is_of(statement); }

// The log is the one that was proven, from the memory it starts on.
Result<Comparison> GivenLog::compare(const Context& context, const Claim& any,
                                     std::span<const AnyFacts> facts, bool pinned_start) const {
  const MemoryClaim& claim = log_claim(any);
  const LogFile& file = *file_;
  ZKMEM_ASSIGN_OR_RETURN(const MemoryAirs airs, MemoryAirs::create(claim.config));
  if (const std::string difference = other_config(file.config, any); !difference.empty())
    return bad_input("the given log is of another configuration than the proof: " + difference);
  if (!claims_a_start(any) && !(file.initial == CellImage(file.config, BabyBear::kModulus)))
    return rejected("the proof starts on memory that is zero everywhere, the log on what its header says");
  // A log without memory of its own may have gone on from whatever the caller says it did.
  const bool starts_on_its_memory = !pinned_start || !file.initial.pages().empty();
  if (any.has_initial_root() && starts_on_its_memory) {
    ZKMEM_ASSIGN_OR_RETURN(const MerkleTree tree,
                           tree_of_image(context, simd_poseidon2_batch(), airs.config, file.initial));
    const Digest& proven = any.initial_root();
    if (tree.root() != proven) {
      return rejected(fmt::format("the proof starts on the memory with root {}, the log on {} ({})",
                                  digest_to_hex(proven), digest_to_hex(tree.root()),
                                  file.initial.pages().empty()
                                      ? "zeros; a log that goes on from a state is accepted with the proof's "
                                        "--initial-root"
                                      : "what its header says"));
    }
  }
  // Reads that do not say what they returned returned what was there: replaying finds it. A log that says it
  // all need not be consistent for the comparison; the proof shows that it is.
  std::optional<ReplayedLog> replayed;
  if (!says_all_values(file.log)) {
    if (!starts_on_its_memory)
      return bad_input("the log does not say what its reads returned, nor what was in the memory before it");
    auto replay = ReplayedLog::replay(context, file, file.initial);
    if (!replay.ok()) return replay.error().in("the given log is not consistent");
    replayed = *std::move(replay);
  }
  const AccessLog& log = replayed ? replayed->log() : file.log;
  const auto parts = commit_log(context, airs, log, claim);
  if (!parts.ok() && parts.error().kind != ErrorKind::kRejected) return parts.error();
  if (!parts.ok() || log_digest(claim.hash, *parts) != claim.log_digest) {
    const std::string difference =
        parts.ok()
            ? describe_parts(file, claim, airs, parts_of(facts.first(claim.log_segments().size())), *parts)
            : describe_cut(file, claim, parts.error());
    return another_log(difference, inconsistency(context, file, starts_on_its_memory));
  }
  const uint64_t accesses = accesses_of(log);
  return Comparison{fmt::format("the given log, {} access{},", accesses, accesses == 1 ? "" : "es"),
                    starts_on_its_memory, true};
}

}  // namespace zkmem
