#include "zkmem/sdk/memory_verification.h"

#include <fmt/format.h>

#include "zkmem/hash/digest_text.h"
#include "zkmem/hash/simd.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/sdk/key_check.h"
#include "zkmem/sdk/memory/input.h"
#include "zkmem/sdk/memory/log_commitment.h"
#include "zkmem/statement/memory/verifier.h"

namespace zkmem {
namespace {

// What comparing with a log has shown besides its digest.
struct LogComparison {
  uint64_t accesses = 0;
  bool starts_on_its_memory = false;
};

uint64_t accesses_of(const AccessLog& log) {
  uint64_t count = 0;
  for (auto at = log.begin(); at != log.end(); ++at) count += (*at).is_access() ? 1u : 0u;
  return count;
}

// The first log chip whose part of the proof is not the given log's.
Error another_log(const MemoryAirs& airs, std::span<const MemorySegmentFacts> facts,
                  std::span<const LogParts> given) {
  for (size_t k = 0; k < facts.size(); ++k) {
    size_t part = 0;
    for (const std::optional<size_t>& air : airs.logs) {
      if (!air) continue;
      if (facts[k].parts[part] != given[k][part]) {
        return rejected(
            fmt::format("the proof is about another log: in segment {} of {} the accesses in {} differ", k,
                        facts.size(), airs.entries[*air].air->name()));
      }
      ++part;
    }
  }
  return rejected("the proof is about another log");
}

// The log is the one that was proven, from the memory it starts on.
Result<LogComparison> compare_log(const Context& context, const MemoryAirs& airs, const ZkProof& proof,
                                  std::span<const MemorySegmentFacts> facts,
                                  const VerificationOptions& options) {
  const Statement& statement = proof.statement;
  const LogFile& file = *options.log;
  if (!(file.config == airs.config)) {
    return bad_input("the log is of another configuration than the one accepted: " +
                     describe_difference(file.config, airs.config));
  }
  LogComparison comparison;
  // A log without memory of its own may have gone on from whatever the caller says it did.
  comparison.starts_on_its_memory = !options.initial_root || !file.initial.pages().empty();
  if (airs.merkle && comparison.starts_on_its_memory) {
    ZKMEM_ASSIGN_OR_RETURN(const MerkleTree tree,
                           tree_of_image(context, simd_poseidon2_batch(), airs.config, file.initial));
    const Digest& proven = statement.segments.front().initial_root;
    if (tree.root() != proven) {
      return rejected(fmt::format("the proof starts on the memory with root {}, the log on {}",
                                  digest_to_hex(proven), digest_to_hex(tree.root())));
    }
  }
  // Reads that do not say what they returned returned what was there: replaying finds it. A log that says it
  // all need not be consistent for the comparison; the proof shows that it is.
  const auto commit = [&](const AccessLog& log) {
    comparison.accesses = accesses_of(log);
    return commit_log(context, airs, log, statement.parameters, statement.segments);
  };
  Result<std::vector<LogParts>> parts = std::vector<LogParts>();
  if (says_all_values(file.log)) {
    parts = commit(file.log);
  } else {
    if (!comparison.starts_on_its_memory)
      return bad_input("the log does not say what its reads returned, nor what was in the memory before it");
    ZKMEM_ASSIGN_OR_RETURN(const ReplayedLog replayed, ReplayedLog::replay(context, file, file.initial));
    parts = commit(replayed.log());
  }
  if (!parts.ok()) return parts.error();
  if (log_digest(*parts) != statement.log_digest) return another_log(airs, facts, *parts);
  return comparison;
}

std::string count_of(uint64_t n, const char* one, const char* many) {
  return fmt::format("{} {}", n, n == 1 ? one : many);
}

void report_not_shown(const Statement& statement, const VerificationOptions& options,
                      const LogComparison& comparison, VerificationReport& report) {
  if (options.log == nullptr) {
    report.not_shown.push_back(fmt::format(
        "which log: the prover knows some log with digest {}, nobody checked which (--log compares)",
        digest_to_hex(statement.log_digest)));
  }
  report.not_shown.emplace_back(
      "that the log is complete: the beginning of a log is a log, and where it came from is not part of it");
  const bool persistent = statement.config.mode == BoundaryMode::kPersistent;
  if (persistent && !options.initial_root && !comparison.starts_on_its_memory) {
    report.not_shown.push_back("what the memory held at the start, beyond its root " +
                               digest_to_hex(statement.segments.front().initial_root));
  }
  if (statement.config.profile != MemoryProfile::kHybrid && options.log == nullptr) {
    report.not_shown.push_back(fmt::format(
        "that accesses keep to permissions, alignment, sizes and value ranges of their spaces: the "
        "profile {} does not check them, hybrid does",
        to_string(statement.config.profile)));
  }
}

void report_shown(const Statement& statement, const VerificationOptions& options,
                  const LogComparison& comparison, VerificationReport& report) {
  const bool persistent = statement.config.mode == BoundaryMode::kPersistent;
  const std::string log = options.log != nullptr
                              ? "the given log, " + count_of(comparison.accesses, "access", "accesses") + ","
                              : std::string("some log");
  const std::string start =
      persistent ? "the memory with root " + digest_to_hex(statement.segments.front().initial_root)
                 : std::string("memory that is zero everywhere");
  report.shown.push_back(fmt::format(
      "{} applied in order to {} is consistent: each read returns what was last written there", log, start));
  if (persistent) {
    report.shown.push_back("it leaves the memory with root " +
                           digest_to_hex(statement.segments.back().final_root));
  }
  if (options.log != nullptr) {
    report.shown.push_back(fmt::format("its digest is {}; the file keeps to the rules of its configuration",
                                       digest_to_hex(statement.log_digest)));
  }
  if (statement.config.profile == MemoryProfile::kHybrid) {
    report.shown.emplace_back(
        "each access is to a configured space, permitted, aligned and within bounds, and writes to u8 and "
        "u16 "
        "spaces are in range");
  }
  report.shown.push_back(fmt::format("profile {}, {} memory, {}{}, at {:.1f} proven bits",
                                     to_string(statement.config.profile), to_string(statement.config.mode),
                                     count_of(statement.segments.size(), "segment", "segments"),
                                     persistent ? " chained by root" : "", report.proven_bits));
}

}  // namespace

Result<VerificationReport> verify_log_statement(const Context& context, KeyCache& keys, const ZkProof& proof,
                                                const VerificationOptions& options) {
  const Statement& statement = proof.statement;
  ZKMEM_ASSIGN_OR_RETURN(const CheckedKeys checked, check_keys(keys, statement, options));
  ZKMEM_ASSIGN_OR_RETURN(const MemoryAirs airs, MemoryAirs::create(statement.config));
  ZKMEM_ASSIGN_OR_RETURN(const auto facts, verify_memory(context, airs, checked.keys, proof));
  LogComparison comparison;
  if (options.log != nullptr) {
    ZKMEM_ASSIGN_OR_RETURN(comparison, compare_log(context, airs, proof, facts, options));
  }
  VerificationReport report;
  report.proven_bits = checked.proven_bits;
  report_not_shown(statement, options, comparison, report);
  if (checked.is_weak()) {
    // Behind the log if nobody checked which one it is, else first.
    report.not_shown.insert(report.not_shown.begin() + (options.log == nullptr ? 1 : 0),
                            weak_sentence(checked));
  }
  report_shown(statement, options, comparison, report);
  return report;
}

}  // namespace zkmem
