#include "zkmem/sdk/memory/given_log.h"

#include <fmt/format.h>

#include "zkmem/hash/digest_text.h"
#include "zkmem/hash/simd.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/sdk/memory/log_commitment.h"
#include "zkmem/sdk/memory/replayed_log.h"
#include "zkmem/statement/memory/statement.h"

namespace zkmem {
namespace {

uint64_t accesses_of(const AccessLog& log) {
  uint64_t count = 0;
  for (auto at = log.begin(); at != log.end(); ++at) count += (*at).is_access() ? 1u : 0u;
  return count;
}

// The first log chip whose part of the proof is not the given log's.
Error another_log(const MemoryAirs& airs, std::span<const LogParts> proven, std::span<const LogParts> given) {
  for (size_t k = 0; k < proven.size(); ++k) {
    size_t part = 0;
    for (const std::optional<size_t>& air : airs.logs) {
      if (!air) continue;
      if (proven[k][part] != given[k][part]) {
        return rejected(
            fmt::format("the proof is about another log: in segment {} of {} the accesses in {} differ", k,
                        proven.size(), airs.entries[*air].air->name()));
      }
      ++part;
    }
  }
  return rejected("the proof is about another log");
}

}  // namespace

const Statement& GivenLog::statement() const { return memory_statement(); }

// The log is the one that was proven, from the memory it starts on.
Result<Comparison> GivenLog::compare(const Context& context, const Claim& any,
                                     std::span<const AnyFacts> facts, bool pinned_start) const {
  const auto& claim = claim_as<MemoryClaim>(any);
  const LogFile& file = *file_;
  ZKMEM_ASSIGN_OR_RETURN(const MemoryAirs airs, MemoryAirs::create(claim.config));
  if (!(file.config == airs.config)) {
    return bad_input("the log is of another configuration than the one accepted: " +
                     describe_difference(file.config, airs.config));
  }
  // A log without memory of its own may have gone on from whatever the caller says it did.
  const bool starts_on_its_memory = !pinned_start || !file.initial.pages().empty();
  if (airs.merkle && starts_on_its_memory) {
    ZKMEM_ASSIGN_OR_RETURN(const MerkleTree tree,
                           tree_of_image(context, simd_poseidon2_batch(), airs.config, file.initial));
    const Digest& proven = claim.segments.front().initial_root;
    if (tree.root() != proven) {
      return rejected(fmt::format("the proof starts on the memory with root {}, the log on {}",
                                  digest_to_hex(proven), digest_to_hex(tree.root())));
    }
  }
  // Reads that do not say what they returned returned what was there: replaying finds it. A log that says it
  // all need not be consistent for the comparison; the proof shows that it is.
  std::optional<ReplayedLog> replayed;
  if (!says_all_values(file.log)) {
    if (!starts_on_its_memory)
      return bad_input("the log does not say what its reads returned, nor what was in the memory before it");
    ZKMEM_ASSIGN_OR_RETURN(replayed, ReplayedLog::replay(context, file, file.initial));
  }
  const AccessLog& log = replayed ? replayed->log() : file.log;
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<LogParts> parts, commit_log(context, airs, log, claim));
  if (log_digest(parts) != claim.log_digest) return another_log(airs, parts_of(facts), parts);
  const uint64_t accesses = accesses_of(log);
  return Comparison{fmt::format("the given log, {} access{},", accesses, accesses == 1 ? "" : "es"),
                    starts_on_its_memory, true};
}

}  // namespace zkmem
